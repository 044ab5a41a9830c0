"""Projects: the settings that moto drops, their changes, and what CodeBuild refuses about them."""

from typing import Any

from moto.codebuild.responses import (
    _validate_required_params_artifacts,  # pyright: ignore[reportPrivateUsage]
    _validate_required_params_environment,  # pyright: ignore[reportPrivateUsage]
    _validate_required_params_source,  # pyright: ignore[reportPrivateUsage]
)
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import unix_time

from portarium_sandbox.cloud.extension.codebuild_operations import CodeBuildGroup
from portarium_sandbox.cloud.extension.codebuild_validation import validate_settings
from portarium_sandbox.cloud.extension.parameter import as_list

_DEFAULTS = {"timeoutInMinutes": 60, "queuedTimeoutInMinutes": 480}
# moto checks these at the creation only.
_CHECKS = {
    "source": _validate_required_params_source,
    "artifacts": _validate_required_params_artifacts,
    "environment": _validate_required_params_environment,
}
_SETTINGS = (
    "description",
    "source",
    "secondarySources",
    "sourceVersion",
    "secondarySourceVersions",
    "artifacts",
    "secondaryArtifacts",
    "cache",
    "environment",
    "serviceRole",
    "timeoutInMinutes",
    "queuedTimeoutInMinutes",
    "encryptionKey",
    "vpcConfig",
    "logsConfig",
    "fileSystemLocations",
    "buildBatchConfig",
    "concurrentBuildLimit",
    "autoRetryLimit",
)


class ProjectOperations(CodeBuildGroup):
    """The operations on projects themselves."""

    def create_project(self) -> ActionResult:
        """Answer CreateProject."""
        self.params.update({**_DEFAULTS, **self.params})
        given = self._given_settings()
        self._validate(self.params)
        super().create_project()
        return self._answer(self.params["name"], given)

    def update_project(self) -> ActionResult:
        """Answer UpdateProject: a setting that is left out stays as it is."""
        name = self.params["name"]
        given = self._given_settings()
        for part in _CHECKS.keys() & given.keys():
            _CHECKS[part](given[part])
        self._validate({**self.settings(name), **given})
        return self._answer(name, given)

    def delete_project(self) -> EmptyResult:
        """Answer DeleteProject, which takes an ARN, too; the webhook goes with its project."""
        self.params["name"] = self.params["name"].rpartition(":project/")[2]
        return super().delete_project()

    def _given_settings(self) -> dict[str, Any]:
        if self.params.get("badgeEnabled"):
            raise NotImplementedError("badges of CodeBuild projects")
        return {name: self.params[name] for name in _SETTINGS if name in self.params}

    def _answer(self, name: str, given: dict[str, Any]) -> ActionResult:
        project, settings = self.project(name), self.settings(name)
        # Unlike all other settings, tags that are left out are taken away.
        tags = as_list(self.params.get("tags"))
        settings.update(given, tags=tags, lastModified=unix_time())
        project.tags = tags
        project.service_role = settings["serviceRole"]
        if not settings.get("vpcConfig"):
            # An empty network is how a project leaves the one it had.
            settings.pop("vpcConfig", None)
        return ActionResult({"project": settings})

    def _validate(self, settings: dict[str, Any]) -> None:
        validate_settings(settings, account_id=self.current_account, region=self.region, partition=self.partition)
