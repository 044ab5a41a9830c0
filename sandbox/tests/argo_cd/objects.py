"""An application and its project, as they are when nothing is wrong with them."""

from typing import Any

IN_CLUSTER = "https://kubernetes.default.svc"
REPOSITORY = "https://charts.jetstack.io"
SOURCE = {"repoURL": REPOSITORY, "chart": "cert-manager", "targetRevision": "v1.21.1", "name": "first"}


def application(*, status: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    """An application of the project `platform`."""
    whole = {
        "project": "platform",
        "source": SOURCE,
        "destination": {"server": IN_CLUSTER, "namespace": "system"},
        "syncPolicy": {"automated": {"selfHeal": True}},
        **spec,
    }
    return {"metadata": {"name": "certificates", "namespace": "gitops"}, "spec": whole, "status": status or {}}


def project(**spec: Any) -> dict[str, Any]:
    """The project `platform`."""
    whole = {
        "sourceRepos": [REPOSITORY],
        "destinations": [{"server": IN_CLUSTER, "namespace": "system"}],
        "clusterResourceWhitelist": [{"group": "apiextensions.k8s.io", "kind": "CustomResourceDefinition"}],
        **spec,
    }
    return {"metadata": {"name": "platform"}, "spec": whole}
