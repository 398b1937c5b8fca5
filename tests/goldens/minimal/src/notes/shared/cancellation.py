"""Whether a cancellation is meant for the task that meets it."""

import asyncio


def is_ours() -> bool:
    """Say whether the running task itself is cancelled, and not only what it waits for.

    Source: asyncio, `Task.cancelling`, Python 3.11.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
