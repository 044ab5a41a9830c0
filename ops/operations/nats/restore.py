"""Makes streams again of their copies, where they are lost or empty."""

import asyncio
from collections.abc import Callable, Sequence

from ops.operations.error import OperationError
from ops.operations.nats.copies import Copies, Copy
from ops.operations.nats.plan import NatsPlan
from ops.operations.nats.streams import Streams, streams_of

Told = Callable[[str], None]

_USER = "restore"


def restore(
    plan: NatsPlan,
    copies: Copies,
    told: Told,
    *,
    at: str | None = None,
    streams: Sequence[str] = (),
    replace: bool = False,
) -> list[Copy]:
    """Bring back the newest copy with messages of each stream, or those that were taken `at` a moment.

    A stream with messages is left alone, unless it is to be replaced; nothing of it is kept then.
    """
    chosen = _choose(copies, at, streams)
    return asyncio.run(_restore(plan, copies, chosen, told, replace=replace))


def _choose(copies: Copies, at: str | None, streams: Sequence[str]) -> list[Copy]:
    found = copies.all()
    if at is not None and not [copy for copy in found if copy.moment == at]:
        newest = f"; the newest is of {found[-1].moment}" if found else ""
        raise OperationError(f"s3://{copies.bucket}: has no copies of {at}{newest}")
    known = sorted({copy.stream for copy in found})
    if strangers := [stream for stream in streams if stream not in known]:
        raise OperationError(
            f"s3://{copies.bucket}: has no copy of {strangers[0]}, only of {', '.join(known) or 'none'}"
        )
    if not found:
        raise OperationError(f"s3://{copies.bucket}: has no copy")
    chosen: list[Copy] = []
    for stream in streams or known:
        of_it = [copy for copy in found if copy.stream == stream and at in (None, copy.moment)]
        # Whoever makes streams makes a lost one again, and the next night copies it: with nothing in it.
        wanted = of_it if at else [copy for copy in of_it if copies.described(copy)["state"]["messages"]]
        chosen += wanted[-1:]
    if not chosen:
        raise OperationError(f"s3://{copies.bucket}: no copy of these streams has a message")
    return chosen


async def _restore(plan: NatsPlan, copies: Copies, chosen: Sequence[Copy], told: Told, *, replace: bool) -> list[Copy]:
    async with streams_of(plan, _USER) as streams:
        return [copy for copy in chosen if await _one(streams, copies, copy, told, replace=replace)]


async def _one(streams: Streams, copies: Copies, copy: Copy, told: Told, *, replace: bool) -> bool:
    present = await streams.messages(copy.stream)
    if present and not replace:
        told(f"{copy.stream}: has {present} messages, and is left alone; --replace takes them away")
        return False
    snapshot = await asyncio.to_thread(copies.read, copy)
    if present is not None:
        # None is made of a copy where there is one of its name.
        await streams.delete(copy.stream)
    then = snapshot.described["state"]["messages"]
    messages = await streams.restore(copy.stream, snapshot)
    older = f"; {then - messages} are older than it keeps any" if messages < then else ""
    told(f"{copy.stream}: has the {messages} messages of {copy.moment}{older}")
    return True
