"""The one error of this package."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulumi import RunError


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong: where, and what would be right."""

    file: str
    path: str
    text: str

    def __str__(self) -> str:
        parts = (self.file, self.path, self.text) if self.path else (self.file, self.text)
        return ": ".join(parts)


class SettingsError(RunError):
    """The settings are wrong; the message has one line for each problem.

    Pulumi prints the message of a RunError without a traceback.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
