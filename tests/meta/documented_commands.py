"""Reads commands out of the pages, and says what is wrong with each: a word or an option that no command line knows."""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from tests.meta.sources import ROOT
from tools.tables.commands import every_command

# AWS's own library has no types.
_botocore: Any = import_module("botocore.session")
_dashed: Callable[[str, str], str] = import_module("botocore").xform_name

_BLOCK = re.compile(r"^```(?:sh|bash)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_INLINE = re.compile(r"`((?:portarium|pulumi|aws|make) [^`]+)`")
_SETTING = re.compile(r"^[A-Z_]+=\S*$")
_CALLED = ("portarium", "pulumi", "aws", "make")

PULUMI: Mapping[str, frozenset[str]] = {
    "cancel": frozenset({"-y", "--yes"}),
    "config rm": frozenset({"--path"}),
    "config set": frozenset({"--path", "--secret"}),
    "destroy": frozenset({"-y", "--yes"}),
    "import": frozenset(),
    "login": frozenset(),
    "plugin install": frozenset(),
    "preview": frozenset({"--diff", "--policy-pack"}),
    "refresh": frozenset({"--clear-pending-creates", "--preview-only", "-y", "--yes"}),
    "stack export": frozenset({"--file"}),
    "stack import": frozenset({"--file"}),
    "stack init": frozenset({"--secrets-provider"}),
    "stack output": frozenset(),
    "stack rm": frozenset({"--force"}),
    "stack select": frozenset(),
    "state repair": frozenset({"-y", "--yes"}),
    "up": frozenset({"--config", "--policy-pack", "--refresh", "-y", "--yes"}),
}
"""What the pages use of `pulumi`, as the `--help` of 3.259 lists it; each takes a stack besides."""
_OF_EVERY_PULUMI = frozenset({"-s", "--stack"})
_OF_EVERY_AWS = frozenset({"--query", "--output", "--region", "--profile"})
_WRITTEN_BY_HAND: Mapping[str, frozenset[str]] = {
    "eks update-kubeconfig": frozenset({"--name"}),
    "eks get-token": frozenset({"--cluster-name"}),
    "rds generate-db-auth-token": frozenset({"--hostname", "--port", "--username"}),
    "s3 ls": frozenset(),
    "s3 sync": frozenset(),
}
"""What the AWS command line has besides the operations of the services."""


@dataclass(frozen=True)
class Command:
    """A command on a page."""

    place: str
    """The page and its line."""
    words: tuple[str, ...]
    """The command, word by word."""
    context: str = ""
    """Of one that is shown to be typed: what its section says, and what the page says of itself before its first."""

    @property
    def name(self) -> str:
        """The program and what it is told to do, without what it is told about it."""
        lengths = {"aws": (3,), "make": (2,), "portarium": (3, 2), "pulumi": (3, 2)}[self.words[0]]
        known = {*_known_to_portarium(), *(f"pulumi {each}" for each in PULUMI)}
        paths = [" ".join(self.words[:length]) for length in lengths]
        return next((path for path in paths if path in known), paths[-1])


def documented(page: str) -> Iterator[Command]:
    """Every command of a page that is one of ours to know."""
    yield from shown(page)
    text = (ROOT / page).read_text(encoding="utf-8")
    for inline in _INLINE.finditer(text):
        yield from commands_in(inline[1], f"{page}:{_line(text, inline.start())}")


def shown(page: str) -> Iterator[Command]:
    """Those that stand in a block, to be typed."""
    text = (ROOT / page).read_text(encoding="utf-8")
    starts = [match.start() for match in _HEADING.finditer(text)]
    for block in _BLOCK.finditer(text):
        before = [start for start in starts if start < block.start()]
        after = [start for start in starts if start > block.start()]
        head = text[: starts[1] if len(starts) > 1 else len(text)]
        section = text[before[-1] if before else 0 : after[0] if after else len(text)]
        for line in block[1].replace("\\\n", " ").splitlines():
            yield from commands_in(line, f"{page}:{_line(text, block.start())}", f"{head}\n{section}")


def _line(text: str, position: int) -> int:
    return text[:position].count("\n") + 1


def commands_in(line: str, place: str, context: str = "") -> Iterator[Command]:
    """The commands of a line for a shell, as far as they are ours to know."""
    for part in re.split(r"\s(?:\|\||&&|[|;>])\s", line):
        try:
            words = shlex.split(part, comments=True)
        except ValueError:
            continue
        while words and _SETTING.match(words[0]):
            words = words[1:]
        if words and words[0] in _CALLED and len(words) > 1:
            # What follows two hyphens is another program's.
            yield Command(place, tuple(words[: words.index("--")] if "--" in words else words), context)


def wrong_with(command: Command) -> str | None:
    """What the command line would refuse; nothing where it is well formed."""
    checks = {"portarium": _portarium, "pulumi": _pulumi, "aws": _aws, "make": _make}
    return checks[command.words[0]](command.words)


def _options(words: tuple[str, ...]) -> set[str]:
    return {word.split("=")[0] for word in words if word.startswith("-") and not word.startswith("-<")}


def _portarium(words: tuple[str, ...]) -> str | None:
    known = _known_to_portarium()
    for length in (3, 2):
        path = " ".join(words[:length])
        if path in known:
            strange = _options(words[length:]) - known[path] - {"--help"}
            return f"{path}: no option {', '.join(sorted(strange))}" if strange else None
    groups = {path.rsplit(" ", 1)[0] for path in known}
    return None if " ".join(words) in groups else f"portarium has no {' '.join(words[1:3])}"


@cache
def _known_to_portarium() -> dict[str, set[str]]:
    return {path: {name for each in command.params for name in each.opts} for path, command in every_command()}


def _pulumi(words: tuple[str, ...]) -> str | None:
    for length in (3, 2):
        path = " ".join(words[1:length])
        if path in PULUMI:
            strange = _options(words[length:]) - PULUMI[path] - _OF_EVERY_PULUMI
            return f"pulumi {path}: no option {', '.join(sorted(strange))}" if strange else None
    return f"pulumi {' '.join(words[1:3])}: not in the list of what the pages use"


def _aws(words: tuple[str, ...]) -> str | None:
    path = " ".join(words[1:3])
    options = _options(words[3:]) - _OF_EVERY_AWS
    if path in _WRITTEN_BY_HAND:
        strange = options - _WRITTEN_BY_HAND[path]
    elif len(words) < 3:
        return None
    else:
        model = _service(words[1])
        if model is None:
            return f"aws has no service {words[1]}"
        if words[2] == "wait":
            return None if words[3] in _waiters(words[1]) else f"aws {words[1]} has no waiter {words[3]}"
        operations = {_dashed(name, "-"): name for name in model.operation_names}
        if words[2] not in operations:
            return f"aws {words[1]} has no {words[2]}"
        shape: Any = model.operation_model(operations[words[2]]).input_shape
        inputs: Mapping[str, object] = shape.members if shape else {}
        members = {f"--{_dashed(name, '-')}" for name in inputs}
        # `--no-…` switches off what is a flag.
        strange = {option for option in options if option.replace("--no-", "--") not in members}
    return f"aws {path}: no option {', '.join(sorted(strange))}" if strange else None


@cache
def _service(name: str) -> Any:
    session = _botocore.get_session()
    service = {"s3api": "s3"}.get(name, name)
    return session.get_service_model(service) if service in session.get_available_services() else None


@cache
def _waiters(service: str) -> set[str]:
    model = _botocore.get_session().get_waiter_model(service)
    return {_dashed(name, "-") for name in model.waiter_names}


def _make(words: tuple[str, ...]) -> str | None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    strange = [word for word in words[1:] if "=" not in word and word not in targets]
    return f"make has no target {', '.join(strange)}" if strange else None
