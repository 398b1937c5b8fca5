"""Give back what was taken: everything, also when something cannot be."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

Close = Callable[[], Awaitable[object]]


async def closed(*given: Close) -> None:
    """Call all of them, the last first, each also when another fails.

    Raises:
        ExceptionGroup: What those raised that failed, in the order in which they were called.
    """
    failed: list[Exception] = []
    # The stack goes on also when it is cancelled while one of them waits.
    async with AsyncExitStack() as stack:
        for close in given:
            stack.push_async_callback(_tried, close, failed)
    if failed:
        raise ExceptionGroup("not everything could be given back", failed)


async def _tried(close: Close, failed: list[Exception]) -> None:
    try:
        await close()
    except Exception as error:  # noqa: BLE001 - raised once the others are closed
        failed.append(error)
