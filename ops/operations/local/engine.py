"""The container engine of this machine, Docker or Podman, and its Compose."""

# ruff: noqa: S603 (lists of words of our own, which no shell reads)

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.operations.error import OperationError

_SECONDS = 30.0
_ENGINES = (("docker", ("docker", "compose")), ("podman", ("podman", "compose")))


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine that answers, with its Compose."""

    name: str
    """`docker` or `podman`."""
    compose: tuple[str, ...]
    """The words that its Compose begins with."""

    def run(self, files: Sequence[Path], words: Sequence[str]) -> int:
        """Run Compose where its user sees it, and return its exit code."""
        return subprocess.run(self._command(files, words), check=False).returncode

    def read(self, files: Sequence[Path], words: Sequence[str]) -> str:
        """Run Compose and return what it writes; raise OperationError with its last line when it fails."""
        answer = _asked(self._command(files, words))
        if answer is None or answer.returncode:
            raise OperationError(f"{' '.join(self.compose)} {words[0]}: {_last(answer)}")
        return answer.stdout

    def _command(self, files: Sequence[Path], words: Sequence[str]) -> list[str]:
        return [*self.compose, *(word for file in files for word in ("--file", str(file))), *words]


@dataclass(frozen=True, kw_only=True)
class Lack:
    """Why an engine can't be used."""

    engine: str
    """The engine."""
    problems: tuple[str, ...]
    """What is wrong, a line each."""


def find_engine() -> Engine:
    """Return the first engine that can be used; raise OperationError with a line for each that can't."""
    lacks: list[Lack] = []
    for found in engines():
        if isinstance(found, Engine):
            return found
        lacks.append(found)
    told = "; ".join(problem for each in lacks for problem in each.problems)
    raise OperationError(f"no containers here: {told}; `portarium local up --native` goes without")


def engines() -> Iterator[Engine | Lack]:
    """Look at each engine that is known."""
    for name, compose in _ENGINES:
        yield _looked_at(name, compose)


def _looked_at(name: str, compose: tuple[str, ...]) -> Engine | Lack:
    if shutil.which(name) is None:
        return Lack(engine=name, problems=(f"{name} is not on PATH",))
    lacks = [
        f"{what} ({_first(answer)})"
        for what, words in (
            (f"{' '.join(compose)} does not work", [*compose, "version"]),
            (f"the daemon of {name} does not answer", [name, "info"]),
        )
        if (answer := _asked(words)) is None or answer.returncode
    ]
    if lacks:
        return Lack(engine=name, problems=tuple(lacks))
    return Engine(name=name, compose=compose)


def _asked(command: Sequence[str]) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _first(answer: subprocess.CompletedProcess[str] | None) -> str:
    return _lines(answer)[0]


def _last(answer: subprocess.CompletedProcess[str] | None) -> str:
    return _lines(answer)[-1]


def _lines(answer: subprocess.CompletedProcess[str] | None) -> list[str]:
    if answer is None:
        return [f"no answer within {_SECONDS:.0f} s"]
    said = [line.strip() for line in (answer.stderr.strip() or answer.stdout).splitlines() if line.strip()]
    return said or [f"it said nothing and ended with {answer.returncode}"]
