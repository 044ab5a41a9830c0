"""The settings of a stack from its files alone, for tools that run without Pulumi."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from settings.files import DIRECTORY, origin_of, read_config, repeated_in
from settings.model import Settings
from settings.registry import Registry
from settings.resolve import resolve


def settings_from_files(
    stack: str,
    *,
    now: datetime,
    changes: Mapping[str, str] | None = None,
    without: Collection[str] = (),
    registry: Registry | None = None,
    directory: Path = DIRECTORY,
) -> Settings:
    """Return the settings as an update resolves them, with some full keys changed or left out.

    Raises SettingsError as an update does.
    """
    config = {**read_config(stack, directory), **(changes or {})}
    return resolve(
        stack,
        {key: value for key, value in config.items() if key not in without},
        now=now,
        registry=registry,
        file_of=origin_of(stack, directory),
        repeated=repeated_in(stack, directory),
    )
