"""Which request is being answered: for logs and for problems."""

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdFilter(logging.Filter):
    """Gives every record of a log `%(request_id)s`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id, or `-` outside of requests."""
        record.request_id = request_id.get() or "-"
        return True
