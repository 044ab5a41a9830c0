"""The namespace `default` takes no pod, and nothing of it is deleted with the stack."""

from functools import cache

from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.default_namespace import DefaultNamespace, DefaultNamespaceArgs
from tests.recording import Recording, record

PATCH, ACCOUNT = "kubernetes:core/v1:NamespacePatch", "kubernetes:core/v1:ServiceAccountPatch"
QUOTA = "kubernetes:core/v1:ResourceQuota"


@cache
def _recorded() -> Recording:
    def program() -> object:
        component = DefaultNamespace("default", DefaultNamespaceArgs(cluster=core.Namespace("cluster")))
        # Something that waits for it to be closed.
        return core.ConfigMap("after", metadata=meta.ObjectMetaArgs(name="after", namespace=component.namespace)).id

    return record(program)


def test_nothing_runs_there() -> None:
    """Not a pod, and no way in from outside."""
    quota = _recorded().one(QUOTA).inputs
    assert quota["metadata"]["namespace"] == "default"
    assert quota["spec"]["hard"] == {"pods": "0", "services.loadbalancers": "0", "services.nodeports": "0"}


def test_a_pod_would_be_held_to_the_standard_and_get_no_token() -> None:
    """Should somebody raise the quota, the namespace is still as strict as ours."""
    labels = _recorded().one(PATCH).inputs["metadata"]["labels"]
    assert {key.rsplit("/", 1)[-1]: value for key, value in labels.items()} == dict.fromkeys(
        ("enforce", "audit", "warn"), "restricted"
    )
    account = _recorded().one(ACCOUNT).inputs
    assert account["metadata"] == {"name": "default", "namespace": "default"}
    assert account["automountServiceAccountToken"] is False


def test_what_kubernetes_made_is_patched() -> None:
    """The API server refuses to delete the namespace: as a resource of its own it would stop every destroy."""
    recording = _recorded()
    made = {found.name for found in recording.all("kubernetes:core/v1:Namespace")}
    assert made == {"cluster"}
    cluster = recording.one("kubernetes:core/v1:Namespace").urn
    assert {recording.one(kind).deleted_with for kind in (PATCH, ACCOUNT, QUOTA)} == {cluster}


def test_who_waits_for_it_waits_until_it_is_closed() -> None:
    """Its name is known once all three are in force."""
    recording = _recorded()
    closed = {recording.one(kind).urn for kind in (PATCH, ACCOUNT, QUOTA)}
    assert closed <= set(recording.one("kubernetes:core/v1:ConfigMap").depends_on)
