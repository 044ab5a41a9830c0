"""The images that an environment runs, by its settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from domain.git_sha import GitSha
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from settings.error import SettingsError
from settings.files import DIRECTORY, read_config
from settings.from_files import settings_from_files
from settings.model import Settings
from settings.registry import Registry
from settings.stack_config import NAMESPACE

SHA = f"{NAMESPACE}:imageSha"
"""The key of the SHA in a stack's file."""

DIGESTS = f"{NAMESPACE}:imageDigests"
"""The key of the digests in a stack's file."""

_IMAGES = f"{NAMESPACE}:images"


@dataclass(frozen=True, kw_only=True)
class UsedImage:
    """One image, and what runs it."""

    name: str
    """The image with its registry and its SHA, and its digest where it is pinned."""
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
    """Return each image that the environment would run, once: at `sha`, or at the one that its file says,
    and by its digest where the file gives that of this SHA.

    Raises OperationError for an environment that there is not, and for settings that an update would refuse.
    """
    require_environment(environment, known or registry())
    digests = _digests_in_file(environment, sha, directory)
    settings = settings_at(environment, sha, now=now, known=known, directory=directory, digests=digests)
    users: dict[str, list[str]] = {}
    for component, name in settings.image_of_each().items():
        users.setdefault(name, []).append(component)
    return [UsedImage(name=name, components=tuple(components)) for name, components in users.items()]


def settings_at(
    environment: str,
    sha: str | None,
    *,
    now: datetime,
    known: Registry | None,
    directory: Path,
    digests: str | None,
) -> Settings:
    """Return the settings with another SHA, and with these digests, as JSON, or none.

    Without digests nothing demands them: whoever looks for them has none yet.
    """
    require_environment(environment, known or registry())
    changes = {**_chosen(sha), **(_undemanded(environment, directory) if digests is None else {DIGESTS: digests})}
    try:
        return settings_from_files(
            environment,
            now=now,
            changes=changes,
            without=(DIGESTS,) if digests is None else (),
            registry=known,
            directory=directory,
        )
    except SettingsError as error:
        raise OperationError(str(error)) from None


def _digests_in_file(environment: str, sha: str | None, directory: Path) -> str | None:
    """Return the digests that the stack's file gives, unless they are of another SHA than the one that is asked for."""
    try:
        found = read_config(environment, directory).get(DIGESTS)
    except SettingsError as error:
        raise OperationError(str(error)) from None
    return found if found is None or sha in (None, _sha_of(found)) else None


def _sha_of(digests: str) -> object:
    """Return the SHA that digests belong to, as far as can be told of what nobody has checked yet."""
    try:
        content = json.loads(digests)
    except ValueError:
        return None
    return cast("dict[str, object]", content).get("sha") if isinstance(content, dict) else None


def _undemanded(environment: str, directory: Path) -> Mapping[str, str]:
    try:
        images = json.loads(read_config(environment, directory).get(_IMAGES, "null"))
    except (SettingsError, ValueError):
        # Reading the settings says what is wrong.
        return {}
    if not isinstance(images, dict) or "byDigest" not in images:
        return {}
    return {_IMAGES: json.dumps({**images, "byDigest": False})}


def _chosen(sha: str | None) -> Mapping[str, str]:
    if sha is None:
        return {}
    try:
        return {SHA: GitSha(sha)}
    except ValueError as error:
        raise OperationError(f"--sha: {error}") from None
