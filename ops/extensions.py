"""What other packages add to `portarium`, found by their entry points, so that it imports none of them.

`portarium.commands` are Typer groups, each a noun under its entry point's name.
`portarium.backends` are the backends of `ops.operations.backend`; one of the name `x` comes with the noun `x`.
`portarium.native` brings programs as plain processes, in the form of `ops.operations.local.processes`.
"""

from importlib.metadata import entry_points
from typing import Any

COMMANDS = "portarium.commands"
BACKENDS = "portarium.backends"
NATIVE = "portarium.native"


def load(group: str) -> dict[str, Any]:
    """Return what the installed packages add to a group, by name."""
    return {point.name: point.load() for point in sorted(entry_points(group=group), key=lambda point: point.name)}
