"""CodeBuild: projects and their webhooks. A project's id is its ARN, a webhook's the name of its project."""

import re
from collections.abc import Mapping
from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, as_map
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import (
    Call,
    Change,
    Fetch,
    Name,
    ResourceType,
    given,
    identifier,
    identifiers,
)
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.properties import UNKNOWN, Properties

# -- Projects

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")
_MINUTES = {"buildTimeout": (5, 2160), "queuedTimeout": (5, 480)}
_FIXED = {"badgeEnabled": False, "projectVisibility": "PRIVATE"}
"""What pulumi-aws fills in and the double has no other value of."""


class ProjectTagging(Tagging):
    """A project's tags have no calls of their own: they are one of its settings."""

    def change(self, subject: Subject, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        """Leave it to the update of the settings, which always has all tags."""
        del subject, old, new


_TAGS = ProjectTagging({}, key="key", value="value")


def _environment(subject: Subject) -> dict[str, Any]:
    wanted = subject.api_value("environment")
    return {"privilegedMode": False, "imagePullCredentialsType": "CODEBUILD", **wanted}


def _logs(subject: Subject) -> dict[str, Any]:
    """Where the logs go: to CloudWatch and not to S3, unless the program says otherwise."""
    wanted = as_map(subject.api_value("logsConfig"))
    return {
        "cloudWatchLogs": {"status": "ENABLED", **as_map(wanted.get("cloudWatchLogs"))},
        "s3Logs": {"status": "DISABLED", **as_map(wanted.get("s3Logs"))},
    }


_SETTINGS = {
    "name": "name",
    "source": "source",
    "artifacts": "artifacts",
    "environment": _environment,
    "serviceRole": "serviceRole",
    "timeoutInMinutes": "buildTimeout",
    "queuedTimeoutInMinutes": "queuedTimeout",
    "logsConfig": _logs,
    "tags": _TAGS.at_creation,
}


def _find_project(subject: Subject) -> str | None:
    found = subject.client().batch_get_projects(names=[subject.get("name")])["projects"]
    return found[0]["arn"] if found else None


def _check_project(inputs: Properties) -> None:
    name = inputs.get("name")
    if isinstance(name, str) and not _NAME.fullmatch(name):
        raise InputError(("name", "letters, digits, hyphens and underscores only, and first a letter or digit"))
    for timeout, (least, most) in _MINUTES.items():
        minutes = inputs.get(timeout)
        if isinstance(minutes, int) and not least <= minutes <= most:
            raise InputError((timeout, f"expected {least} to {most} minutes, got {minutes}"))
    for setting, only in _FIXED.items():
        if inputs.get(setting) not in (only, UNKNOWN):
            raise InputError((setting, f"the sandbox's aws double does nothing but {only} yet"))


# -- Webhooks


def _groups(subject: Subject) -> list[list[Any]] | None:
    groups = subject.api_value("filterGroups")
    return None if groups is None else [as_list(group.get("filters")) for group in groups]


def _branch(subject: Subject) -> str | None:
    """Without groups every push builds, which CodeBuild is told by an empty filter of branches."""
    return None if subject.get("filterGroups") else ""


def _webhook(subject: Subject) -> dict[str, Any] | None:
    projects = subject.client().batch_get_projects(names=[subject.identifier])["projects"]
    webhook = projects[0].get("webhook") if projects else None
    return webhook and {**webhook, "projectName": projects[0]["name"]}


ROWS = (
    ResourceType(
        type="aws:codebuild/project:Project",
        service="codebuild",
        camel_case=True,
        create=Call("create_project", {**_SETTINGS, "description": "description", "vpcConfig": "vpcConfig"}),
        identity="project.arn",
        read=(
            Fetch(
                Call("batch_get_projects", {"names": identifiers}, "projects.0"),
                "arn name source artifacts environment serviceRole logsConfig vpcConfig encryptionKey cache",
                {
                    "buildTimeout": "timeoutInMinutes",
                    "queuedTimeout": "queuedTimeoutInMinutes",
                    "description": lambda project: project.get("description", ""),
                    "autoRetryLimit": lambda project: project.get("autoRetryLimit", 0),
                    "badgeUrl": lambda project: project["badge"].get("badgeRequestUrl", ""),
                    "publicProjectAlias": lambda project: project.get("publicProjectAlias", ""),
                },
                tags="tags",
            ),
        ),
        changes=(
            Change(
                "description source artifacts environment serviceRole buildTimeout queuedTimeout logsConfig vpcConfig"
                " tagsAll",
                Call(
                    "update_project",
                    {
                        **_SETTINGS,
                        "description": lambda subject: subject.get("description") or "",
                        "vpcConfig": lambda subject: as_map(subject.get("vpcConfig")),
                    },
                ),
                False,
            ),
        ),
        delete=Call("delete_project", {"name": identifier}),
        replace="name",
        local=" ".join(_FIXED),
        defaults={**_FIXED, "buildTimeout": 60, "queuedTimeout": 480},
        names={"cloudwatchLogs": "cloudWatchLogs"},
        name=Name(),
        tagging=_TAGS,
        find=_find_project,
        validate=_check_project,
    ),
    ResourceType(
        type="aws:codebuild/webhook:Webhook",
        service="codebuild",
        camel_case=True,
        create=Call(
            "create_webhook", {"projectName": "projectName", "buildType": "buildType", "filterGroups": _groups}
        ),
        identity=given("projectName"),
        read=(
            Fetch(
                _webhook,
                "projectName buildType payloadUrl url pullRequestBuildPolicy",
                # CodeBuild keeps the secret of a webhook that it makes at GitHub to itself.
                {"secret": lambda webhook: webhook.get("secret", "")},
                shaped={
                    "filterGroups": lambda webhook: [
                        {"filters": group} for group in as_list(webhook.get("filterGroups"))
                    ]
                },
            ),
        ),
        changes=(
            Change(
                "buildType filterGroups",
                Call(
                    "update_webhook",
                    {
                        "projectName": identifier,
                        "buildType": "buildType",
                        "filterGroups": _groups,
                        "branchFilter": _branch,
                        "rotateSecret": lambda _: False,
                    },
                ),
                False,
            ),
        ),
        delete=Call("delete_webhook", {"projectName": identifier}),
        replace="projectName",
    ),
)
