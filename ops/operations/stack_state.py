"""What a stack says of itself: its outputs and its state, read from whichever backend is in use."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ops.operations.backend import Backend
from ops.operations.error import OperationError
from stacks.release import OUTPUT, Releases, parse_releases

SECONDS = 60.0
_NO_SUCH_STACK = "no stack named"


@dataclass(frozen=True, kw_only=True)
class StackState:
    """The outputs of one stack; none where the stack does not exist or was never deployed."""

    name: str
    outputs: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def releases(self) -> Releases:
        """Every SHA that completed an `up` here, oldest first."""
        return parse_releases(self.outputs.get(OUTPUT))


def read_stack(name: str, backend: Backend) -> StackState:
    """Read a stack's outputs; raise OperationError when the backend does not answer."""
    answer = _ask(name, backend, "stack", "output", "--json")
    if answer.returncode != 0:
        if _NO_SUCH_STACK in answer.stderr:
            return StackState(name=name)
        raise OperationError(f"stack {name}: {_reason(answer.stderr)}")
    return StackState(name=name, outputs=json.loads(answer.stdout or "{}"))


def export_stack(name: str, backend: Backend) -> Mapping[str, Any]:
    """Return a stack's state with its secrets encrypted; an empty one where the stack does not exist."""
    answer = _ask(name, backend, "stack", "export")
    if answer.returncode != 0:
        if _NO_SUCH_STACK in answer.stderr:
            return {}
        raise OperationError(f"stack {name}: {_reason(answer.stderr)}")
    return json.loads(answer.stdout)


def _ask(name: str, backend: Backend, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the Pulumi command line on a stack."""
    try:
        return subprocess.run(
            [backend.pulumi, *words, "--non-interactive", "--color", "never", "-s", name],
            cwd=backend.project,
            env=backend.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OperationError(f"stack {name}: the backend did not answer within {SECONDS:.0f} s") from None
    except OSError as error:
        raise OperationError(f"{backend.pulumi}: cannot be started: {error.strerror}") from None


def _reason(said: str) -> str:
    lines = [line.strip().removeprefix("error: ") for line in said.splitlines() if line.strip()]
    return lines[0] if lines else "pulumi failed and said nothing"
