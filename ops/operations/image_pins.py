"""Pins the images of an environment: reads from the registry what each is, and writes that into the stack's file."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.stack_name import stack_file
from ops.operations.error import OperationError
from ops.operations.images import DIGESTS, SHA, settings_at
from ops.operations.stack_file import write_settings
from settings.files import DIRECTORY, read_config
from settings.model import Settings
from settings.registry import Registry

DigestOf = Callable[[str], str | None]
"""Says what an image is, by its full name; None where there is no such image."""


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """The images of an environment, pinned in its file."""

    file: str
    """The file's name."""
    changed: bool
    """Whether it did not say so already."""
    sha: str
    """The commit of the images."""
    images: Mapping[str, str]
    """The digest of each image, by its component."""
    names: tuple[str, ...]
    """The full name of each image, with its digest."""


def pin(
    environment: str,
    digest_of: DigestOf,
    *,
    sha: str | None = None,
    given: str | None = None,
    now: datetime,
    known: Registry | None = None,
    directory: Path = DIRECTORY,
) -> Pinned:
    """Write the digest of every image into the stack's file, with the SHA where one is given: all of them, or none.

    `given` is what an earlier pinning printed as JSON, and is written as it is: what was looked at then is what runs.
    Raises OperationError with a line for each image that has no digest, and for what an update would refuse.
    """
    settings = settings_at(environment, sha, now=now, known=known, directory=directory, digests=None)
    file = stack_file(environment)
    content = _given(given) if given is not None else _found(settings, digest_of)
    if content["sha"] != settings.image_sha:
        raise OperationError(f"{file}: these digests are of {content['sha']}, and imageSha is {settings.image_sha}")
    pinned = settings_at(
        environment, sha, now=now, known=known, directory=directory, digests=json.dumps(content, sort_keys=True)
    )
    return Pinned(
        file=file,
        changed=_write(directory / file, content, read_config(environment, directory)),
        sha=str(pinned.image_sha),
        images=content["images"],
        names=tuple(dict.fromkeys(pinned.image_of_each().values())),
    )


def _found(settings: Settings, digest_of: DigestOf) -> dict[str, Any]:
    images = settings.image_by_name()
    digests = {name: digest_of(image) for name, image in images.items()}
    missing = [f"no {images[name]}; nothing is pinned" for name, digest in digests.items() if digest is None]
    if missing:
        raise OperationError("\n".join(missing))
    return {"sha": str(settings.image_sha), "images": digests}


def _given(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
        return {"sha": content["sha"], "images": content["images"]}
    except (ValueError, TypeError, KeyError):
        raise OperationError("--digests: this is not what `portarium images --pin --json` prints") from None


def _write(file: Path, content: Mapping[str, Any], before: Mapping[str, str]) -> bool:
    """Write what the file does not say yet, in whatever style, and tell whether there was anything."""
    sha: str = content["sha"]
    lines: dict[str, list[str]] = {}
    if before.get(SHA) != sha:
        lines[SHA] = [f'{SHA}: "{sha}"']
    if json.loads(before.get(DIGESTS, "null")) != content:
        images = [f"    {name}: {digest}" for name, digest in content["images"].items()]
        lines[DIGESTS] = [f"{DIGESTS}:", f'  sha: "{sha}"', "  images:", *images]
    if lines:
        write_settings(file, lines, after=SHA)
    return bool(lines)
