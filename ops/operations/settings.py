"""Checks the settings of stacks from their files, and writes what is generated from the models."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from settings.error import SettingsError
from settings.files import DIRECTORY
from settings.from_files import settings_from_files
from settings.generated import generated, outdated
from settings.notices import notices
from settings.registry import read_registry
from stacks.capacity import capacity_problems


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A stack whose settings were looked at."""

    stack: str
    problems: str
    """What is wrong, one a line; empty when all is right."""
    notices: tuple[str, ...] = ()
    """What is right and will not stay so."""


def check_stacks(stacks: Sequence[str], *, now: datetime, directory: Path = DIRECTORY) -> Iterator[Checked]:
    """Check each stack, by default those of the registry."""
    for stack in stacks or read_registry().stacks:
        try:
            settings = settings_from_files(stack, now=now, directory=directory)
        except SettingsError as error:
            yield Checked(stack=stack, problems=str(error))
        else:
            lacking = "\n".join(str(problem) for problem in capacity_problems(settings))
            found = tuple(str(notice) for notice in notices(settings, now=now))
            yield Checked(stack=stack, problems=lacking, notices=found)


def write_generated(directory: Path = DIRECTORY) -> list[str]:
    """Write the generated files that are outdated, and return them."""
    paths, texts = outdated(directory), generated()
    for path in paths:
        (directory / path).write_text(texts[path], encoding="utf-8")
    return paths
