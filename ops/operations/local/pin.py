"""The digests of the images, written into the files of Compose behind their versions."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ops.operations.container_registry import ContainerRegistry
from ops.operations.error import OperationError
from ops.operations.local.containers import files

DigestOf = Callable[[str], str | None]
"""Says what an image is, by its full name; None where there is no such image."""

_IMAGE = re.compile(r"^(\s*image: )([^\s@$]+)(@sha256:[0-9a-f]{64})?$", re.MULTILINE)
# Its registry answers at another name than the one that its images are called by.
_ANSWERS_AT: Mapping[str, str] = {"docker.io": "registry-1.docker.io"}


def pin(*, remove: bool, digest_of: DigestOf | None = None, paths: list[Path] | None = None) -> list[str]:
    """Write each digest, or take all out; return a line for each image that is other than before.

    Images of our own are left: their commit stands in a variable, and `portarium images` pins those of environments.
    """
    paths = paths if paths is not None else files(application=True)
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    images = sorted({found[2] for text in texts.values() for found in _IMAGE.finditer(text)})
    # Without a token of GitHub's, which the shell may have: it is nothing for other registries.
    ask = digest_of or ContainerRegistry({}).digest
    digests = {image: "" if remove else f"@{_digest(image, ask)}" for image in images}
    changed: list[str] = []
    for path, text in texts.items():
        written = _IMAGE.sub(lambda found: f"{found[1]}{found[2]}{digests[found[2]]}", text)
        if written != text:
            path.write_text(written, encoding="utf-8")
            changed += [f"{path.name}: {line.split('image: ')[1]}" for line in _new_lines(text, written)]
    return changed


def _digest(image: str, digest_of: DigestOf) -> str:
    host, _, rest = image.partition("/")
    found = digest_of(f"{_ANSWERS_AT.get(host, host)}/{rest}")
    if found is None:
        raise OperationError(f"no {image}; nothing is pinned")
    return found


def _new_lines(before: str, after: str) -> list[str]:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [new for old, new in pairs if old != new]
