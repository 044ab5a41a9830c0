"""The settings of a stack from its files alone, for tools that run without Pulumi."""

from collections.abc import Mapping
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
    registry: Registry | None = None,
    directory: Path = DIRECTORY,
) -> Settings:
    """Return the settings as an update resolves them, with some full keys changed; raise SettingsError as it does."""
    return resolve(
        stack,
        {**read_config(stack, directory), **(changes or {})},
        now=now,
        registry=registry,
        file_of=origin_of(stack, directory),
        repeated=repeated_in(stack, directory),
    )
