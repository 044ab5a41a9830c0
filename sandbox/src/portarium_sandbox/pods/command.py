"""What `portarium sandbox run` does: map, list and forget."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.pods import images
from portarium_sandbox.pods.brought_along import out_of_reach
from portarium_sandbox.pods.images import Image
from portarium_sandbox.pods.namespaces import why_not_possible


def map_image(
    folder: Folder,
    name: str,
    command: Sequence[str],
    *,
    directory: Path | None,
    variables: Sequence[str],
    user: int | None,
    wrap: bool,
) -> bool:
    """Have pods of an image run a command from now on; say whether it had another one."""
    if not command:
        raise SandboxError(f"{name}: no command; say it after two dashes: portarium sandbox run {name} -- node main.js")
    if problem := why_not_possible():
        raise SandboxError(problem)
    where = (directory or Path.cwd()).resolve()
    if not where.is_dir():
        raise SandboxError(f"--directory {where}: there is no such folder")
    environment = {"PATH": os.environ.get("PATH", os.defpath), **_parsed(variables)}
    if not _is_found(command[0], where, environment["PATH"]):
        raise SandboxError(f"{command[0]}: no such command in {where} or on PATH")
    if lost := out_of_reach(command, where):
        raise SandboxError(f"{lost}: a pod has its own /{lost.parts[1]}; have the command and its folder elsewhere")
    wanted = Image(command=list(command), directory=str(where), environment=environment, user=user, wrap=wrap)
    known = images.load(folder.images)
    before = known.get(images.checked_name(name))
    images.save(folder.images, {**known, name: wanted})
    return before not in (None, wanted)


def forget(folder: Folder, name: str) -> None:
    """Leave the pods of an image to kwok again."""
    known = images.load(folder.images)
    if name not in known:
        raise SandboxError(f"{name}: not mapped ({', '.join(sorted(known)) or 'no image is'})")
    images.save(folder.images, {other: image for other, image in known.items() if other != name})


def listing(folder: Folder, *, as_json: bool) -> str:
    """Show what is mapped."""
    known = images.load(folder.images)
    if as_json:
        # The variables may hold what is nobody else's business.
        return json.dumps({name: image.model_dump(exclude={"environment"}) for name, image in known.items()}, indent=2)
    if not known:
        return "No image is mapped; all pods are played. Map one: portarium sandbox run IMAGE -- COMMAND"
    return "\n".join(f"{name}: {' '.join(image.command)} (in {image.directory})" for name, image in known.items())


def _parsed(variables: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for given in variables:
        name, equals, value = given.partition("=")
        if not name or not equals:
            raise SandboxError(f"--env {given}: write it as NAME=VALUE")
        found[name] = value
    return found


def _is_found(command: str, directory: Path, path: str) -> bool:
    if "/" in command:
        return os.access(directory / command, os.X_OK)
    return shutil.which(command, path=path) is not None
