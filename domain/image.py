"""The image of a component: one form of name, the same in every environment, made and recognised here."""

import re

from domain.git_sha import GitSha
from domain.image_digest import ImageDigest
from domain.names import DnsLabel, ImageOwner
from domain.project import PROJECT

REGISTRY = "ghcr.io"
"""The registry that the image workflow pushes to."""

_PREFIX = f"{PROJECT}-"

IMAGE_FORM = f"{REGISTRY}/<org>/{_PREFIX}<component>:<git SHA>"
"""What an image is called, as people read it."""

_COMPONENT = rf"{_PREFIX}(?:{DnsLabel.pattern})"
_DIGEST = f"@{ImageDigest.pattern}"
_IMAGE = re.compile(
    rf"{re.escape(REGISTRY)}/(?:{ImageOwner.pattern})/{_COMPONENT}:(?:{GitSha.pattern})(?:{_DIGEST})?", re.ASCII
)


def image_name(owner: str, component: str, sha: str, digest: str | None = None) -> str:
    """Return the full name of a component's image at a commit, and by its digest where that is known."""
    name = f"{REGISTRY}/{owner}/{_PREFIX}{component}:{sha}"
    return f"{name}@{digest}" if digest else name


def is_image(name: str) -> bool:
    """Tell whether a name is that of an image of ours at a full commit, pinned or not; a tag that can move never is."""
    return _IMAGE.fullmatch(name) is not None


def component_of(name: str) -> str | None:
    """Return the component that an image of ours is of; nothing for any other image."""
    return name.rpartition("/")[2].partition(":")[0].removeprefix(_PREFIX) if is_image(name) else None


def image_pattern(owner: str) -> str:
    """The whole name of an image of one owner, by git SHA, by digest or by both, as RE2 and Python read it."""
    by_sha = f":{GitSha.pattern}"
    return rf"^{re.escape(REGISTRY)}/{re.escape(owner)}/{_COMPONENT}(?:{by_sha}|(?:{by_sha})?{_DIGEST})$"
