"""Where images come from."""

from settings.domain.fqdn import Fqdn
from settings.domain.names import ImageOwner
from settings.section import Section


class Images(Section):
    """The registry that the image workflow pushes to."""

    organization: ImageOwner
    registry: Fqdn = Fqdn("ghcr.io")
