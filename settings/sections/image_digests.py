"""What the images of a release are, byte for byte."""

from pydantic import Field

from domain.git_sha import GitSha
from domain.image_digest import ImageDigest
from domain.names import DnsLabel
from settings.section import Section


class ImageDigests(Section):
    """The digests of a release's images, as `portarium images <environment> --pin` writes them; a node then runs what
    they say and nothing else, even where somebody moves a tag."""

    sha: GitSha
    """The commit that they belong to; where `imageSha` is another, they are left aside."""

    images: dict[DnsLabel, ImageDigest] = Field(min_length=1)
    """The digest of each image, by its name: those of the workloads, `egress-proxy` and `operations`."""
