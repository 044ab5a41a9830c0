"""Removes what an application installed, and then the finalizer that kept it until then."""

from datetime import datetime
from typing import Final

from portarium_sandbox.argo_cd.account import AccountError, writer_of
from portarium_sandbox.argo_cd.installation import Installation
from portarium_sandbox.argo_cd.status import conditions_of, path_of, tell
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.pods.objects import Object, part, words

_FINALIZER: Final = "resources-finalizer.argocd.argoproj.io"


def finalizer_of(application: Object) -> str:
    """The finalizer by which an application takes along what it installed; empty where it has none."""
    found = words(application["metadata"], "finalizers")
    return next((name for name in found if name == _FINALIZER or name.startswith(f"{_FINALIZER}/")), "")


def remove(installation: Installation, project: Object | None, now: datetime, *, impersonates: bool) -> None:
    """Remove what there is; a project that went first keeps its applications from going. Raises KubernetesError."""
    api, application = installation.api, installation.application
    if project is None:
        _say(api, application, f'appproject.argoproj.io "{application["spec"]["project"]}" not found', now)
        return
    try:
        remaining = installation.take_away(writer_of(api, application, project) if impersonates else api)
    except AccountError as error:
        problem = f"cannot apply impersonation: error deriving service account to impersonate: {error}"
        _say(api, application, problem, now)
        return
    except ApiError as error:
        _say(api, application, str(error), now)
        return
    if not remaining:
        kept = [name for name in words(application["metadata"], "finalizers") if name != finalizer_of(application)]
        api.merge(path_of(application), {"metadata": {"finalizers": kept or None}})


def _say(api: KubernetesClient, application: Object, problem: str, now: datetime) -> None:
    status = part(application, "status")
    said = conditions_of(status, {"DeletionError": [problem]}, now)
    if said != status.get("conditions"):
        api.merge(path_of(application), {"status": {"conditions": said}})
        message = f"Unable to delete application resources: {problem}"
        tell(api, application, kind="Warning", reason="StatusRefreshed", message=message, now=now)
