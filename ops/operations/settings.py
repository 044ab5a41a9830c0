"""Checks the settings of stacks from their files, and writes what is generated from the models."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from settings.error import SettingsError
from settings.files import DIRECTORY
from settings.from_files import settings_from_files
from settings.generated import generated, outdated
from settings.registry import read_registry


def check_stacks(stacks: Sequence[str], *, now: datetime, directory: Path = DIRECTORY) -> Iterator[tuple[str, str]]:
    """Yield each stack, by default those of the registry, with its problems one a line; none when it is right."""
    for stack in stacks or read_registry().stacks:
        try:
            settings_from_files(stack, now=now, directory=directory)
        except SettingsError as error:
            yield stack, str(error)
        else:
            yield stack, ""


def write_generated(directory: Path = DIRECTORY) -> list[str]:
    """Write the generated files that are outdated, and return them."""
    paths, texts = outdated(directory), generated()
    for path in paths:
        (directory / path).write_text(texts[path], encoding="utf-8")
    return paths
