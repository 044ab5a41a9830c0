"""The identity of a GitHub workflow, as AWS checks it."""

from collections.abc import Sequence

from domain.project import PROJECT

ISSUER = "token.actions.githubusercontent.com"
"""Who signs the identity of a GitHub workflow."""

AUDIENCE = "sts.amazonaws.com"
"""Whom the signed identity is made for."""

PREVIEW_SECONDS = 3600
"""How long the credentials of a preview may last: AWS's own default."""

DEPLOY_SECONDS = 7200
"""How long those of a deployment may last: longer than its job, which on the first `up` takes more than an hour."""

IMAGE_WORKFLOW = "ci-images.yml"
"""The file of the workflow that builds and signs images, in the repository that has their source."""

DELIVERING_WORKFLOWS = ("Deploy", "Preview")
"""The workflows that reach into an environment, by the names that they give themselves."""


def runner_project(environment: str) -> str:
    """Return the CodeBuild project that runs an environment's jobs, which ask for it by this name."""
    return f"{PROJECT}-{environment}-runner"


def repository_names(owner: str, name: str, ids: tuple[int, int] | None = None) -> list[str]:
    """Return what an identity calls a repository: by its names, and by those with the numbers of owner and repository.

    A repository that was created or renamed on 15 July 2026 or later has the numbers in its identities; a name that
    was given up and taken by somebody else has other numbers.
    """
    plain = f"{owner}/{name}"
    return [plain] if ids is None else [plain, f"{owner}@{ids[0]}/{name}@{ids[1]}"]


def subjects_of(repositories: Sequence[str], context: str) -> list[str]:
    """Return the subjects of a repository's workflows in a context, such as `pull_request`, letter by letter."""
    return [f"repo:{repository}:{context}" for repository in repositories]


def image_signer(repository: str) -> str:
    """Return who signs the images of a repository, given with its owner: its image workflow, on main alone."""
    return f"https://github.com/{repository}/.github/workflows/{IMAGE_WORKFLOW}@refs/heads/main"
