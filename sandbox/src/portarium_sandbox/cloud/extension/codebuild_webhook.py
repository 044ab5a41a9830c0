"""Webhooks of projects whose source is on GitHub: GitHub is not told of them, they are on record."""

import re
from typing import Any

from moto.codebuild.exceptions import (
    InvalidInputException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
)
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult, EmptyResult
from moto.moto_api._internal import mock_random

from portarium_sandbox.cloud.extension.codebuild_operations import CodeBuildGroup
from portarium_sandbox.cloud.extension.codebuild_source_credential import credentials_of
from portarium_sandbox.cloud.extension.parameter import as_list, as_map

_QUEUED_JOB = "WORKFLOW_JOB_QUEUED"
_EVENTS = {
    "PUSH",
    "PULL_REQUEST_CREATED",
    "PULL_REQUEST_UPDATED",
    "PULL_REQUEST_CLOSED",
    "PULL_REQUEST_REOPENED",
    "PULL_REQUEST_MERGED",
    "RELEASED",
    "PRERELEASED",
    _QUEUED_JOB,
}
_REPOSITORY = re.compile(r"https://github\.com/(?P<repository>[^/]+/[^/]+?)(\.git)?/?")
_COMMENT_APPROVAL = {
    "requiresCommentApproval": "ALL_PULL_REQUESTS",
    "approverRoles": ["GITHUB_WRITE", "GITHUB_MAINTAIN", "GITHUB_ADMIN"],
}
_NOT_HERE = ("manualCreation", "scopeConfiguration", "rotateSecret")


class OAuthProviderError(JsonRESTError):
    """What the source's provider said to CodeBuild."""

    code = 400

    def __init__(self, message: str) -> None:
        super().__init__("OAuthProviderException", message)


class WebhookOperations(CodeBuildGroup):
    """The operations on webhooks, which are part of their project."""

    def create_webhook(self) -> ActionResult:
        """Answer CreateWebhook."""
        project = self.settings(self.params["projectName"])
        if "webhook" in project:
            raise ResourceAlreadyExistsException(f"Webhook already exists for project: {project['arn']}")
        given = self._given_filters()
        repository = self._repository(project["source"])
        project["webhook"] = {
            "url": f"https://api.github.com/repos/{repository}/hooks/{mock_random.randint(10**8, 10**9 - 1)}",
            "payloadUrl": f"https://codebuild.{self.region}.amazonaws.com/webhooks?t={mock_random.get_random_hex(64)}",
            "pullRequestBuildPolicy": _COMMENT_APPROVAL,
            **given,
        }
        return ActionResult({"webhook": project["webhook"]})

    def update_webhook(self) -> ActionResult:
        """Answer UpdateWebhook: filter groups take the place of a branch filter, and the other way round."""
        webhook = self._webhook()
        given = self._given_filters()
        for one, other in (("filterGroups", "branchFilter"), ("branchFilter", "filterGroups")):
            if one in given:
                webhook.pop(other, None)
        webhook.update(given)
        return ActionResult({"webhook": webhook})

    def delete_webhook(self) -> EmptyResult:
        """Answer DeleteWebhook."""
        self._webhook()
        del self.settings(self.params["projectName"])["webhook"]
        return EmptyResult()

    def _webhook(self) -> dict[str, Any]:
        project = self.settings(self.params["projectName"])
        if "webhook" not in project:
            raise ResourceNotFoundException(f"Webhook cannot be found for project: {project['arn']}")
        return project["webhook"]

    def _given_filters(self) -> dict[str, Any]:
        for name in _NOT_HERE:
            if self.params.get(name):
                raise NotImplementedError(f"{name} of a CodeBuild webhook")
        names = ("branchFilter", "buildType", "pullRequestBuildPolicy")
        given = {name: self.params[name] for name in names if name in self.params}
        if "filterGroups" in self.params:
            given["filterGroups"] = [_checked(as_list(group)) for group in self.params["filterGroups"]]
        return given

    def _repository(self, source: dict[str, Any]) -> str:
        """Say which repository CodeBuild would give the webhook to, if it had the credential for it."""
        kind = source["type"]
        if kind in ("NO_SOURCE", "S3", "CODECOMMIT", "CODEPIPELINE"):
            raise InvalidInputException(f"Webhooks are not supported for source type {kind}")
        if kind != "GITHUB":
            raise NotImplementedError(f"webhooks of CodeBuild for {kind}")
        # A project may have a credential of its own.
        if not as_map(source.get("auth")).get("resource") and kind not in credentials_of(self.codebuild_backend):
            raise ResourceNotFoundException(f"Could not find access token for server type {kind.lower()}")
        found = _REPOSITORY.fullmatch(source["location"])
        if not found:
            raise OAuthProviderError("Failed to create webhook. Repository not found or permission denied.")
        return found["repository"]


def _checked(group: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the filters of a group as CodeBuild tells them, and refuse what it does not take together."""
    kinds = [each["type"] for each in group]
    if kinds.count("EVENT") != 1:
        raise InvalidInputException("Invalid filter group: it needs exactly one filter of type EVENT")
    events = {event.strip() for event in group[kinds.index("EVENT")]["pattern"].split(",")}
    if unknown := events - _EVENTS:
        raise InvalidInputException(f"Invalid filter group: unknown event {', '.join(sorted(unknown))}")
    if "WORKFLOW_NAME" in kinds and events != {_QUEUED_JOB}:
        raise InvalidInputException(f"Invalid filter group: WORKFLOW_NAME needs the event {_QUEUED_JOB} and no other")
    return [{"excludeMatchedPattern": False, **each} for each in group]
