"""The images that a project's checkout has itself: commands of its environment, mapped without anybody asking."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.pods import images
from portarium_sandbox.pods.images import Image
from portarium_sandbox.pods.namespaces import why_not_possible
from portarium_sandbox.project import IMAGES, Project


def map_own_images(folder: Folder, project: Project) -> str | None:
    """Map what the project names, and say in one line why it stays played where this machine can execute nothing.

    What a person has mapped is that person's, and stays.
    """
    known = images.load(folder.images)
    named = project.images
    problem = why_not_possible() if named else None
    wanted = {} if problem else {images.checked_name(name): _image(project, words) for name, words in named.items()}
    others = {name: image for name, image in known.items() if not image.of_project}
    now = {**wanted, **others}
    if now != known:
        images.save(folder.images, now)
    return f"{', '.join(sorted(named))}: played, and not executed: {problem}" if problem else None


def require_own_images(project: Project) -> None:
    """Refuse what can't come up without them: one line, before anything is made."""
    if project.images and (problem := why_not_possible()):
        raise SandboxError(f"pods of {', '.join(sorted(project.images))} are processes here: {problem}")


def _image(project: Project, words: Sequence[str]) -> Image:
    # The environment that the sandbox itself runs in comes first: it is the checkout's.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    command = shutil.which(words[0], path=path)
    if command is None:
        raise SandboxError(f"{project.folder}: {IMAGES}: {words[0]}: no such command beside the interpreter or on PATH")
    return Image(
        command=[command, *words[1:]],
        directory=str(project.folder.resolve()),
        environment={"PATH": path},
        of_project=True,
    )
