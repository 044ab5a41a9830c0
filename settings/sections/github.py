"""The repository that may deploy."""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, Self

from pydantic import model_validator

from domain.names import GitHubName
from settings.section import Positive, Section, invalid

CODEBUILD: Final = "codebuild"

Runner = Literal["codebuild", "own"]


class GitHubEntry(Section):
    """The GitHub repository whose workflows the preview and deploy roles trust."""

    moved: ClassVar[Mapping[str, str]] = {"ownsIssuer": "gone; the stack of each account registers the issuer"}

    organization: GitHubName
    """The owner of the repository."""

    repository: GitHubName
    """Its name."""

    organization_id: Positive | None = None
    """The owner's number, which newer repositories have in their identities: `gh api users/<owner> -q .id`."""

    repository_id: Positive | None = None
    """The repository's number: `gh api repos/<owner>/<name> -q .id`."""

    runner: Runner = CODEBUILD
    """What runs the jobs that deliver: `codebuild` starts machines inside each network, `own` are yours elsewhere."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.organization_id is None) != (self.repository_id is None):
            missing = "organizationId" if self.organization_id is None else "repositoryId"
            raise invalid(missing, "missing; GitHub sends the numbers of owner and repository together")
        return self


class GitHub(Section):
    """The repository."""

    organization: GitHubName
    repository: GitHubName
    ids: tuple[int, int] | None
    """The numbers of owner and repository."""
    runner: Runner
