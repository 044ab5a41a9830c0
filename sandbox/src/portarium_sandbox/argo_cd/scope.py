"""What the double can play: which fields of an application it honours, and which charts there are."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from portarium_sandbox.charts.honoured import strangers
from portarium_sandbox.pods.objects import Object, part

_OPTIONS: Final = (
    "ServerSideApply=true",
    "CreateNamespace=false",
    "PruneLast=true",
    "FailOnSharedResource=true",
    "RespectIgnoreDifferences=true",
    "SkipDryRunOnMissingResource=true",
)
"""The options that change nothing where no chart is rendered."""

_RETRY: Final = {"limit": ..., "backoff": ...}
_SOURCE: Final = {
    "repoURL": ...,
    "chart": ...,
    "targetRevision": ...,
    "name": ...,
    "helm": {"releaseName": ..., "valuesObject": ..., "skipCrds": ...},
}
_SPEC: Final = {
    "project": ...,
    "source": _SOURCE,
    "destination": ...,
    "syncPolicy": {"automated": ..., "syncOptions": _OPTIONS, "retry": _RETRY},
    "ignoreDifferences": ...,
    "info": ...,
    "revisionHistoryLimit": ...,
}
_PROJECT: Final = {
    "description": ...,
    "sourceRepos": ...,
    "destinations": ...,
    "destinationServiceAccounts": {"server": ..., "namespace": ..., "defaultServiceAccount": ...},
    "clusterResourceWhitelist": {"group": ..., "kind": ...},
    "clusterResourceBlacklist": {"group": ..., "kind": ...},
    "namespaceResourceWhitelist": ...,
    "namespaceResourceBlacklist": ...,
    "roles": ...,
    "orphanedResources": ...,
    "syncWindows": {
        "kind": ...,
        "schedule": ...,
        "duration": ...,
        "timeZone": ...,
        "applications": ...,
        "clusters": ...,
        "namespaces": ...,
        "manualSync": ...,
        "description": ...,
        "andOperator": (False,),
    },
}
_SYNC: Final = {
    "revision": ...,
    "prune": ...,
    "source": _SOURCE,
    "syncOptions": _OPTIONS,
    "syncStrategy": ...,
    "autoHealAttemptsCount": ...,
}
_OPERATION: Final = {"initiatedBy": ..., "info": ..., "retry": _RETRY, "sync": _SYNC}


def unplayed(application: Object, project: Object) -> list[str]:
    """What of an application and its project the double does not honour, by its place."""
    ours = strangers(application["spec"], _SPEC)
    return [*ours, *strangers(project["spec"], _PROJECT, f"spec of project {project['metadata']['name']}")]


def unplayed_operation(operation: Object) -> list[str]:
    """What of an operation the double does not honour."""
    return strangers(operation, _OPERATION, "operation")


class Charts:
    """The charts that there are, as a file of the project lists them: `{"charts": {name: {repository, version}}}`."""

    def __init__(self, path: Path) -> None:
        """Say where the list is; it is read anew at each look, because a change of it is tried at once."""
        self._path = path

    def problem_of(self, application: Object) -> str:
        """Why an application's chart can't be had; nothing where it can."""
        source = part(application["spec"], "source")
        chart, version, repository = source.get("chart"), source.get("targetRevision"), str(source.get("repoURL"))
        if not chart:
            return "the sandbox's Argo CD has no repositories of Git: spec.source.path"
        listed = self._listed().get(chart)
        if listed is None or _address(str(listed.get("repository"))) != _address(repository):
            return f'chart "{chart}" not found in {repository} repository: the sandbox knows those of {self._path.name}'
        if listed.get("version") != version:
            return (
                f'chart "{chart}" version "{version}" not found in {repository} repository: '
                f"{self._path.name} has {listed.get('version')}"
            )
        return ""

    def _listed(self) -> Mapping[str, Mapping[str, Any]]:
        try:
            found: Any = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            # Who wrote it reads it too, and says what is wrong with it.
            return {}
        return cast("Mapping[str, Any]", found).get("charts", {}) if isinstance(found, dict) else {}


def _address(repository: str) -> str:
    return repository.removeprefix("oci://").rstrip("/")
