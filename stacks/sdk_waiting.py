"""Lets all registrations begin before the SDK waits for them, because it waits far more cheaply then.

The SDK awaits the calls that are under way one after the other, and only then what is left of the outputs. But it looks
for calls before the event loop has begun a single one, finds none, and waits for all outputs at once instead: each
answer of the engine then costs a walk over every output that is still open, which makes a run's time grow with the
square of its resources. One turn of the event loop in between is all that is missing (docs/adr/0062).
"""

import asyncio

from pulumi.runtime import stack


def begin_before_waiting() -> None:
    """Make the run turn its event loop once before the SDK looks for calls under way."""
    sdk_wait = stack.wait_for_rpcs

    async def wait_for_rpcs(await_all_outstanding_tasks: bool = True) -> None:
        await asyncio.sleep(0)
        await sdk_wait(await_all_outstanding_tasks)

    stack.wait_for_rpcs = wait_for_rpcs
