"""Where images come from."""

from domain.fqdn import Fqdn
from domain.names import ImageOwner
from settings.section import Section


class Images(Section):
    """The registry that the image workflow pushes to."""

    organization: ImageOwner
    """The owner of the images."""

    registry: Fqdn = Fqdn("ghcr.io")
    """The host of the registry."""
