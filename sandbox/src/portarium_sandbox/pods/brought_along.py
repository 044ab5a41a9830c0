"""What an image's command needs out of a folder that every container has of its own."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from portarium_sandbox.pods.images import Image
from portarium_sandbox.pods.objects import Object

SHARED = Path("/tmp")  # noqa: S108 - where people have checkouts, and pods have files of their own
OTHERS = (Path("/dev"), Path("/proc"), Path("/run"))
"""Folders of a container's own out of which nothing is brought along."""


def own_folder(image: Image) -> list[Object]:
    """Give an image's folder as a mount, unless what is brought along has it."""
    path = Path(image.directory)
    return [] if SHARED in (path, *path.parents) else [_mount(path)]


def brought_along(image: Image) -> list[Object]:
    """Give as mounts what lies in /tmp and is named by an image: the command, its folder, and what variables name.

    Each with the whole of the first folder below /tmp: a checkout has its interpreter and its libraries beside it.
    """
    found = {Path(*path.parts[: len(SHARED.parts) + 1]) for path in _named(image) if SHARED in path.parents}
    return [_mount(path) for path in sorted(found) if path.exists()]


def out_of_reach(command: Sequence[str], directory: Path) -> Path | None:
    """Give what of a command lies where no container would find it."""
    named = _with_links([directory, *(directory / word for word in command[:1])])
    return next((path for path in named if any(own in (path, *path.parents) for own in OTHERS)), None)


def _mount(path: Path) -> Object:
    return {"source": str(path), "target": str(path), "readOnly": True}


def _named(image: Image) -> Iterator[Path]:
    directory = Path(image.directory)
    words = [directory / word for word in image.command]
    listed = [Path(part) for value in image.environment.values() for part in value.split(os.pathsep)]
    return _with_links([directory, *words, *(path for path in listed if path.is_absolute())])


def _with_links(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        # A word may be anything: a script in one line is longer than a path can be.
        if len(os.fsencode(path)) < os.pathconf("/", "PC_PATH_MAX") and "\0" not in str(path):
            yield Path(os.path.normpath(path))
            yield Path(os.path.realpath(path))
