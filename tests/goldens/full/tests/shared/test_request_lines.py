"""What the log says of a command: for which request it was, and nothing that it holds."""

import logging
import re
from io import StringIO

from shop.shared.correlation import RequestIdFilter, request_id
from shop.shared.errors import ConcurrentChange
from shop.shared.pipeline import composed, steps

from tests.shared.test_pipeline import KNOCK, PERSONAL, Door


async def test_every_line_of_a_command_names_its_request() -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(RequestIdFilter())
    handler.setFormatter(logging.Formatter("[%(request_id)s] %(message)s"))
    log = logging.getLogger("shop.shared.pipeline")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    token = request_id.set("some-request")
    try:
        await composed(steps(), Door(ConcurrentChange("door", PERSONAL, 1, 2)))(KNOCK, None)
    finally:
        request_id.reset(token)
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)

    first, second = written.getvalue().lower().splitlines()
    assert re.fullmatch(r"\[some-request\] knock, try 1: concurrentchange; again in \d+ ms", first)
    assert re.fullmatch(r"\[some-request\] knock took \d+\.\d ms", second)
