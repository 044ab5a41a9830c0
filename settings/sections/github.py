"""The repository that may deploy."""

from domain.names import GitHubName
from settings.section import Section, Switch


class GitHub(Section):
    """The GitHub repository whose workflows the preview and deploy roles trust."""

    organization: GitHubName
    """The owner of the repository."""

    repository: GitHubName
    """Its name."""

    owns_issuer: Switch = True
    """Whether the environment registers GitHub's issuer in its account; of several in one account, only one can."""
