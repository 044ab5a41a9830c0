"""Names of things: Kubernetes objects, GitHub repositories, AWS regions and zones, mail addresses."""

from typing import ClassVar

from domain.text import Text


class DnsLabel(Text):
    """A name as Kubernetes takes it for a namespace or a deployment, short enough for suffixes."""

    pattern: ClassVar[str] = r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?"
    expected: ClassVar[str] = "a name of at most 40 lower-case letters, digits and hyphens"
    example: ClassVar[str] = "control-plane"


class Region(Text):
    """An AWS region."""

    pattern: ClassVar[str] = r"[a-z]{2}(-[a-z]+)+-[1-9]"
    expected: ClassVar[str] = "an AWS region"
    example: ClassVar[str] = "eu-central-1"


class Zone(Text):
    """An AWS availability zone."""

    pattern: ClassVar[str] = r"[a-z]{2}(-[a-z]+)+-[1-9][a-f]"
    expected: ClassVar[str] = "an availability zone"
    example: ClassVar[str] = "eu-central-1a"


class AccountId(Text):
    """An AWS account's number."""

    pattern: ClassVar[str] = r"[0-9]{12}"
    expected: ClassVar[str] = "an AWS account id (12 digits, in quotes)"
    example: ClassVar[str] = '"123456789012"'


class BucketName(Text):
    """An S3 bucket."""

    pattern: ClassVar[str] = r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"
    expected: ClassVar[str] = "a bucket's name (3 to 63 lower-case letters, digits and hyphens)"
    example: ClassVar[str] = "portarium-state"


class WorkspaceId(Text):
    """A workspace or a tenant, as the application names it."""

    pattern: ClassVar[str] = BucketName.pattern
    expected: ClassVar[str] = "the name of a workspace (3 to 63 lower-case letters, digits and hyphens)"
    example: ClassVar[str] = "workspace-default"


class GitHubName(Text):
    """A GitHub organization or repository."""

    pattern: ClassVar[str] = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?"
    expected: ClassVar[str] = "a name on GitHub"
    example: ClassVar[str] = "portarium"


class GitHubRepository(Text):
    """A repository on GitHub with its owner."""

    pattern: ClassVar[str] = f"({GitHubName.pattern})/({GitHubName.pattern})"
    expected: ClassVar[str] = "a repository on GitHub with its owner"
    example: ClassVar[str] = "portarium/portarium"


class ImageOwner(Text):
    """The lower-case owner of images in a container registry."""

    pattern: ClassVar[str] = r"[a-z0-9]([a-z0-9-]{0,37}[a-z0-9])?"
    expected: ClassVar[str] = "an image owner in lower case"
    example: ClassVar[str] = "portarium"


class MailAddress(Text):
    """A mail address that alarms go to."""

    pattern: ClassVar[str] = r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
    expected: ClassVar[str] = "a mail address"
    example: ClassVar[str] = "platform@portarium.example"


class GroupName(Text):
    """A group of people, as the identity provider calls it."""

    pattern: ClassVar[str] = r"[A-Za-z0-9/][A-Za-z0-9._:/-]{0,199}"
    expected: ClassVar[str] = "the name of a group at the identity provider"
    example: ClassVar[str] = "platform-engineers"


class HttpPath(Text):
    """The path of an HTTP endpoint."""

    pattern: ClassVar[str] = r"/[A-Za-z0-9._~/-]*"
    expected: ClassVar[str] = "a path that begins with a slash"
    example: ClassVar[str] = "/healthz"


class AbsolutePath(Text):
    """A folder in a container."""

    pattern: ClassVar[str] = r"(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+"
    expected: ClassVar[str] = "a path from the root"
    example: ClassVar[str] = "/var/cache"


class LabelName(Text):
    """The key of a Kubernetes label, with an optional prefix."""

    pattern: ClassVar[str] = r"([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
    expected: ClassVar[str] = "the key of a label"
    example: ClassVar[str] = "portarium.io/pool"


class LabelText(Text):
    """The value of a Kubernetes label."""

    pattern: ClassVar[str] = r"([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?"
    expected: ClassVar[str] = "the value of a label"
    example: ClassVar[str] = "batch"
