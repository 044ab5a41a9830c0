"""CodeBuild: projects that change and are checked, their webhooks, and the credentials of their sources."""

from moto.codebuild.urls import url_paths

from portarium_sandbox.cloud.extension.codebuild_project import ProjectOperations
from portarium_sandbox.cloud.extension.codebuild_source_credential import SourceCredentialOperations
from portarium_sandbox.cloud.extension.codebuild_webhook import WebhookOperations


class CodeBuildOperations(ProjectOperations, WebhookOperations, SourceCredentialOperations):
    """moto's operations of CodeBuild, and those that it lacks."""


def install() -> None:
    """Answer requests about CodeBuild from here."""
    url_paths.update(dict.fromkeys(url_paths, CodeBuildOperations.dispatch))
