"""Give back what was taken: everything, also when something cannot be."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from functools import partial

from shop.shared.asking import walled

Close = Callable[[], Awaitable[object]]


async def closed(*given: Close, adapters: Iterable[object] = (), seconds: float) -> None:
    """Call all of them, the last first, each also when another fails.

    Before them adapters are closed, those that can be: each may take this long and is then
    left behind, for its code may be somebody else's.

    Raises:
        ExceptionGroup: What those raised that failed, in the order in which they were called.
    """
    failed: list[Exception] = []
    walls: Iterable[Close] = (
        partial(walled, type(it).__name__, it.aclose, seconds=seconds)
        for it in adapters
        if hasattr(it, "aclose")
    )
    # The stack goes on also when it is cancelled while one of them waits.
    async with AsyncExitStack() as stack:
        for close in (*given, *walls):
            stack.push_async_callback(_tried, close, failed)
    if failed:
        raise ExceptionGroup("not everything could be given back", failed)


async def _tried(close: Close, failed: list[Exception]) -> None:
    try:
        await close()
    except Exception as error:  # noqa: BLE001 - raised once the others are closed
        failed.append(error)
