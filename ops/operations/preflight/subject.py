"""What a preflight looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.stack_name import stack_file
from ops.operations.aws import Aws
from ops.operations.backend import Backend
from settings.model import Settings


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One environment as its settings want it, and the account that it is to stand in."""

    settings: Settings
    aws: Aws
    account_id: str
    """The account that the credentials belong to."""
    caller: str
    """Who the credentials are, as an ARN."""
    backend: Backend | None
    """Where the state is; nothing where this shell knows of no backend yet."""
    variables: Mapping[str, str]
    """The shell's environment, or that of the backend that stands in."""
    project: Path
    """The folder of the Pulumi project."""
    outputs: Mapping[str, Any]
    """What the stack has told so far; nothing where it was never deployed."""
    state_problem: str
    """Why the stack's state can't be read; empty when it can, or when there is none."""
    now: datetime
    clock_skew: float
    """By how many seconds this machine's clock is ahead of AWS's."""

    @property
    def name(self) -> str:
        """The environment's name."""
        return self.settings.environment.name

    @property
    def file(self) -> str:
        """The file of its own settings."""
        return stack_file(self.name)

    @property
    def is_deployed(self) -> bool:
        """Whether an `up` has ended here."""
        return bool(self.outputs)
