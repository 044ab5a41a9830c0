"""The repository that may deploy."""

from settings.domain.names import GitHubName
from settings.section import Section


class GitHub(Section):
    """The GitHub repository whose workflows the preview and deploy roles trust."""

    organization: GitHubName
    """The owner of the repository."""

    repository: GitHubName
    """Its name."""
