"""Where images come from, and what they are built for."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from domain.architecture import Architecture
from domain.image import IMAGE_FORM
from domain.names import ImageOwner
from settings.section import Section


class Images(Section):
    """The images of all components; each is called `ghcr.io/<org>/portarium-<component>:<git SHA>`."""

    moved: ClassVar[Mapping[str, str]] = {"registry": f"no setting any more, every image is {IMAGE_FORM}; remove it"}

    organization: ImageOwner
    """The owner of the images."""

    architectures: tuple[Architecture, ...] = Field(min_length=1)
    """What this repository's own images are built for, on the nodes of the platform; a workload says its own."""
