"""The one error of this package."""

from collections.abc import Iterable
from dataclasses import dataclass

from settings.refusal import Refusal


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong: where, and what would be right."""

    file: str
    path: str
    text: str

    def __str__(self) -> str:
        parts = (self.file, self.path, self.text) if self.path else (self.file, self.text)
        return ": ".join(parts)


class SettingsError(Refusal):
    """The settings are wrong; the message has one line for each problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
