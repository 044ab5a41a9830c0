"""Copies every stream of the account that keeps messages."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from ops.operations.error import OperationError
from ops.operations.nats.copies import Copies, Copy, moment_of
from ops.operations.nats.plan import NatsPlan
from ops.operations.nats.streams import streams_of

Told = Callable[[str], None]

_USER = "snapshots"


def take(plan: NatsPlan, copies: Copies, told: Told, *, now: datetime | None = None) -> list[Copy]:
    """Take one of each stream, and return what was taken."""
    return asyncio.run(_take(plan, copies, told, moment_of(now or datetime.now(UTC))))


async def _take(plan: NatsPlan, copies: Copies, told: Told, moment: str) -> list[Copy]:
    taken: list[Copy] = []
    async with streams_of(plan, _USER) as streams:
        for stream in await streams.names():
            copy = Copy(moment=moment, stream=stream)
            snapshot = await streams.snapshot(stream)
            size = await copies.keep(copy, snapshot, streams.version)
            messages = snapshot.described["state"]["messages"]
            told(f"s3://{copies.bucket}/{copy.folder}: {messages} messages, {size} bytes")
            taken.append(copy)
    if not taken:
        # Somebody deleted them, or whoever makes them does not run: both are worth a failed job.
        raise OperationError(f"{plan.server}: has no stream to copy; docs/operate/nats.md says who makes them")
    return taken
