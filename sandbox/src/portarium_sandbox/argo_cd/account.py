"""As whom an application is installed: as Argo CD itself, or as the account that its project names for the place."""

from typing import Final

from portarium_sandbox.argo_cd.pattern import matches
from portarium_sandbox.argo_cd.permission import IN_CLUSTER
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.pods.objects import Object, part, several

_NOT_ALLOWED: Final = "!*[]{}\\/"


class AccountError(SandboxError):
    """A project names no account for a place, or none that there can be."""


def writer_of(api: KubernetesClient, application: Object, project: Object) -> KubernetesClient:
    """A client with the rights of the account that a project names. Raises AccountError."""
    destination = part(application["spec"], "destination")
    namespace = str(destination.get("namespace") or application["metadata"]["namespace"])
    for row in several(project["spec"], "destinationServiceAccounts"):
        if matches(row["server"], IN_CLUSTER) and matches(row.get("namespace", ""), destination.get("namespace", "")):
            account = str(row["defaultServiceAccount"])
            if not account.strip() or any(mark in account for mark in _NOT_ALLOWED):
                raise AccountError(f"default service account contains invalid chars '{account}'")
            whole = account if ":" in account else f"{namespace}:{account}"
            return api.acting_as(f"system:serviceaccount:{whole}")
    raise AccountError(
        f"no matching service account found for destination server {destination.get('server', '')} "
        f"and namespace {namespace}"
    )
