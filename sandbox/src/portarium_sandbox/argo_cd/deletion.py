"""Removes what an application installed, and then the finalizer that kept it until then."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from portarium_sandbox.argo_cd.installation import Installation
from portarium_sandbox.argo_cd.status import conditions_of, path_of, tell
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.pods.objects import Object, part, words

_FINALIZER: Final = "resources-finalizer.argocd.argoproj.io"


def finalizer_of(application: Object) -> str:
    """The finalizer by which an application takes along what it installed; empty where it has none."""
    found = words(application["metadata"], "finalizers")
    return next((name for name in found if name == _FINALIZER or name.startswith(f"{_FINALIZER}/")), "")


def remove(
    api: KubernetesClient, application: Object, project: Object | None, records: Sequence[Object], now: datetime
) -> None:
    """Remove what there is; a project that went first keeps its applications from going. Raises KubernetesError."""
    status = part(application, "status")
    if project is None:
        problem = f'appproject.argoproj.io "{application["spec"]["project"]}" not found'
        said = conditions_of(status, {"DeletionError": [problem]}, now)
        if said != status.get("conditions"):
            api.merge(path_of(application), {"status": {"conditions": said}})
            message = f"Unable to delete application resources: {problem}"
            tell(api, application, kind="Warning", reason="StatusRefreshed", message=message, now=now)
        return
    if Installation(api=api, application=application, records=records).take_away():
        return
    kept = [name for name in words(application["metadata"], "finalizers") if name != finalizer_of(application)]
    api.merge(path_of(application), {"metadata": {"finalizers": kept or None}})
