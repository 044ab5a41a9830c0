"""Records an operation that has just been done by hand; a log that can't be written undoes nothing, and is told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ops.operations.audit.event import Operation
from ops.operations.audit.place import NoLogError, place_of
from ops.operations.error import OperationError

Told = Callable[[str], None]


class UnrecordedError(OperationError):
    """What was asked for is done, and the log does not say so."""


def record(environment: str, variables: Mapping[str, str], operation: Operation, warn: Told) -> None:
    """Append what was done; raise UnrecordedError where that fails.

    An environment whose first `up` is not through has no log yet: that is said, and is no failure.
    """
    try:
        appended = place_of(environment, variables).log().append(operation)
    except NoLogError as error:
        warn(f"not recorded: {error}")
    except OperationError as error:
        raise UnrecordedError(f"done, but not in the audit log of {environment}: {error}") from None
    else:
        for note in appended.notes:
            warn(note)


def record_lines(  # noqa: PLR0917 (an event's parts, in their order)
    environment: str, variables: Mapping[str, str], kind: str, subject: str, lines: Sequence[str], warn: Told
) -> None:
    """Append what an operation told while it was done; nothing where it changed nothing or nobody is named."""
    if environment and lines:
        data: dict[str, Any] = {"told": list(lines)}
        record(environment, variables, Operation(type=kind, subject=subject, data=data), warn)
