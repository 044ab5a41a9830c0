"""How a runner goes about its work."""

from dataclasses import dataclass

from database.history import Release


@dataclass(frozen=True, kw_only=True)
class Options:
    """What whoever runs migrations has decided."""

    by: str
    """Who is written into the journal."""
    contract: str = ""
    """The one contract migration that may run."""
    oldest_running: Release | None = None
    """The oldest release that still runs on this database, or may be rolled back to."""
    parallel: int
    """How many targets at a time."""
    patience_seconds: float
    """How long to wait for another runner to leave a target."""
    lock_seconds: float
    """How long a statement may wait for a lock, with everybody who came after it waiting behind it."""
    statement_seconds: float
    attempts: int
    """How often a step is tried whose lock was not to be had."""
    unfinished_only: bool = False
    """Whether to leave targets alone that lack nothing and whose last step ended well."""
