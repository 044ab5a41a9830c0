"""Which images stand for a local command; kept in the sandbox's folder, where the control plane reads the names."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.pods.objects import Object, several

_NAME = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")


class Image(BaseModel):
    """What is executed in the place of an image."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: list[str]
    """The image's entry point: a pod's `command` replaces it, a pod's `args` follow it."""
    directory: str
    """The image's working directory, unless a pod names another."""
    environment: dict[str, str]
    """The image's own variables; a pod's come over them."""
    user: int | None = None
    """The user that the image names; nobody in particular without it."""
    wrap: bool = False
    """Whether a pod's `command` follows as well."""
    of_project: bool = False
    """Whether the project names it, and nobody has mapped it by hand."""


def load(path: Path) -> dict[str, Image]:
    """Read the mapped images by name; none when nothing has been mapped yet."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: Image.model_validate(content) for name, content in kept["images"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise SandboxError(
            f"{path}: not a list of images as `portarium sandbox run` writes it; remove it and map again"
        ) from error


def save(path: Path, images: Mapping[str, Image]) -> None:
    """Write the mapped images in one step; their variables are their owner's business alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.touch(mode=0o600)
    content: dict[str, Any] = {"images": {name: image.model_dump() for name, image in sorted(images.items())}}
    temporary.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    temporary.replace(path)


def name_of(reference: str) -> str:
    """Return an image's last word, without registry, tag and digest."""
    return reference.partition("@")[0].rpartition("/")[2].partition(":")[0]


def executed(pod: Object, known: Mapping[str, Image]) -> dict[str, Image]:
    """Return what is executed of a pod's images: those of the project's own only among nothing but mapped ones.

    Beside a container that is played, they would wait for what it never did.
    """
    containers = [*several(pod["spec"], "initContainers"), *pod["spec"]["containers"]]
    named = {name_of(container["image"]) for container in containers}
    return {name: image for name, image in known.items() if not image.of_project or named <= known.keys()}


def checked_name(given: str) -> str:
    """Return a name that can be mapped; say what is wrong with any other."""
    if not _NAME.fullmatch(given):
        hint = f", as in {name_of(given)}" if _NAME.fullmatch(name_of(given)) else ""
        raise SandboxError(f"{given}: an image is mapped by its name alone, without registry and tag{hint}")
    return given
