"""Where images come from, and what they are built for."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from domain.architecture import Architecture
from domain.image import IMAGE_FORM
from domain.names import GitHubRepository, ImageOwner
from settings.section import Section


class Images(Section):
    """The images of all components; each is called `ghcr.io/<org>/portarium-<component>:<git SHA>`."""

    moved: ClassVar[Mapping[str, str]] = {"registry": f"no setting any more, every image is {IMAGE_FORM}; remove it"}

    organization: ImageOwner
    """The owner of the images."""

    repository: GitHubRepository | None = None
    """The repository whose `ci-images.yml` builds and signs them on main; without it, the one that deploys."""

    by_digest: bool = False
    """Whether they run by their digests alone: an `imageSha` without its `imageDigests` is then refused, and so is a
    pod in one of the environment's namespaces."""

    visibility: Literal["public", "private"] = "public"
    """Whether anybody may pull them; nodes need an item of purpose `image-pull` for those that are private."""

    architectures: tuple[Architecture, ...] = Field(min_length=1)
    """What this repository's own images are built for, on the nodes of the platform; a workload says its own."""
