"""The releases of one environment."""

from dataclasses import dataclass

from ops.operations.backend import Backend
from ops.operations.environments import account_of, registry, require_environment
from ops.operations.stack_state import read_stack
from settings.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Release:
    """One SHA that an environment completed an `up` with."""

    sha: str
    since: str
    """When it last became the current one (ISO 8601, UTC)."""
    current: bool
    """Whether the environment runs it now."""


def read_history(environment: str, backend: Backend, known: Registry | None = None) -> list[Release]:
    """Return the releases of an environment, the latest first; none when it was never deployed."""
    listed = known or registry()
    require_environment(environment, listed)
    history = read_stack(environment, backend.as_seen_by(account_of(environment, listed))).releases.history
    return [
        Release(sha=completed.imageSha, since=completed.since, current=index == 0)
        for index, completed in enumerate(reversed(history))
    ]
