"""What the groups of CodeBuild's operations have in common."""

from typing import Any

from moto.codebuild.exceptions import ResourceNotFoundException
from moto.codebuild.models import CodeBuild
from moto.codebuild.responses import CodeBuildResponse


class CodeBuildGroup(CodeBuildResponse):
    """A group of operations on one account's projects in one region."""

    def __init__(self) -> None:
        super().__init__()
        # A request can then be completed before moto reads it.
        self.automated_parameter_parsing = True

    def arn(self, resource: str) -> str:
        """Give an ARN of CodeBuild in this account and region."""
        return f"arn:{self.partition}:codebuild:{self.region}:{self.current_account}:{resource}"

    def project(self, name: str) -> CodeBuild:
        """Find a project by its name or ARN."""
        arn = self.arn(f"project/{name.rpartition(':project/')[2]}")
        for project in self.codebuild_backend.codebuild_projects.values():
            if project.arn == arn:
                return project
        raise ResourceNotFoundException(f"Project cannot be found: {arn}")

    def settings(self, name: str) -> dict[str, Any]:
        """Give what BatchGetProjects tells of a project."""
        return self.project(name).project_metadata
