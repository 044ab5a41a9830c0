"""The status of an environment, as its operators declare it, and what it lets in."""

from typing import Literal

EnvironmentStatus = Literal["provisioning", "ready", "degraded", "recovering", "retired"]
"""What an environment is declared to be."""

READY: EnvironmentStatus = "ready"
"""The status of an environment that says nothing of it, and the only one that takes new releases."""

UNFINISHED: EnvironmentStatus = "provisioning"
"""The status that is no problem, and not yet well either."""

_TAKING_ROLLBACKS: tuple[EnvironmentStatus, ...] = (READY, "degraded", "recovering")


def takes_rollbacks(status: EnvironmentStatus) -> bool:
    """Tell whether a SHA that ran here before may come back: the way out of trouble stays open."""
    return status in _TAKING_ROLLBACKS
