"""The repository that may deploy."""

from collections.abc import Mapping
from typing import ClassVar

from domain.names import GitHubName
from settings.section import Section


class GitHubEntry(Section):
    """The GitHub repository whose workflows the preview and deploy roles trust."""

    moved: ClassVar[Mapping[str, str]] = {"ownsIssuer": "moved to ownsGithubIssuer, at the top"}

    organization: GitHubName
    """The owner of the repository."""

    repository: GitHubName
    """Its name."""


class GitHub(Section):
    """The repository, and who owns the trust in GitHub in the account of this environment."""

    organization: GitHubName
    repository: GitHubName
    owns_issuer: bool
