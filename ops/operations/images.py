"""The images that an environment runs, by its settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.git_sha import GitSha
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from settings.error import SettingsError
from settings.files import DIRECTORY
from settings.from_files import settings_from_files
from settings.registry import Registry
from settings.stack_config import NAMESPACE


@dataclass(frozen=True, kw_only=True)
class UsedImage:
    """One image, and what runs it."""

    name: str
    """The image with its registry and its SHA."""
    components: tuple[str, ...]
    """The components that run it; the migration runs that of the workload that owns the schema."""


def images_of(
    environment: str,
    sha: str | None = None,
    *,
    now: datetime,
    known: Registry | None = None,
    directory: Path = DIRECTORY,
) -> list[UsedImage]:
    """Return each image that the environment would run, once: at `sha`, or at the one that its file says.

    Raises OperationError for an environment that there is not, and for settings that an update would refuse.
    """
    require_environment(environment, known or registry())
    try:
        settings = settings_from_files(environment, now=now, changes=_chosen(sha), registry=known, directory=directory)
    except SettingsError as error:
        raise OperationError(str(error)) from None
    users: dict[str, list[str]] = {}
    for component, name in settings.image_of_each().items():
        users.setdefault(name, []).append(component)
    return [UsedImage(name=name, components=tuple(components)) for name, components in users.items()]


def _chosen(sha: str | None) -> Mapping[str, str]:
    if sha is None:
        return {}
    try:
        return {f"{NAMESPACE}:imageSha": GitSha(sha)}
    except ValueError as error:
        raise OperationError(f"--sha: {error}") from None
