"""A namespace is guarded before anything can be put into it."""

import pytest
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.namespace import Namespace, NamespaceArgs, NamespaceQuota, PodStandard
from domain.plane import Plane
from domain.quantity import MemoryQuantity
from domain.scratch_storage import SCRATCH, STORAGE
from tests.recording import Recording, record

QUOTA = NamespaceQuota(cpu="8", memory="16Gi", pods=40)
NAMESPACE = "kubernetes:core/v1:Namespace"
ACCOUNT = "kubernetes:core/v1:ServiceAccountPatch"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def _args(pod_standard: PodStandard = "restricted", reason: str = "", plane: Plane = "control") -> NamespaceArgs:
    return NamespaceArgs(
        environment="dev",
        namespace="apps-dev",
        plane=plane,
        quota=QUOTA,
        pod_standard=pod_standard,
        exception_reason=reason,
    )


def _record(args: NamespaceArgs | None = None) -> Recording:
    def program() -> object:
        component = Namespace("apps", args or _args())
        # Something that is put into it: what it waits for is what guards the namespace.
        return core.ConfigMap("inside", metadata=meta.ObjectMetaArgs(name="inside", namespace=component.namespace)).id

    return record(program)


def test_what_is_put_into_it_waits_for_its_guards() -> None:
    """Its name is known only when quota, limits, denial, the way to the resolver and the account are in force."""
    recording = _record()
    guards = {
        recording.one(ACCOUNT, "apps-default-account").urn,
        recording.one("kubernetes:core/v1:ResourceQuota", "apps-quota").urn,
        recording.one("kubernetes:core/v1:LimitRange", "apps-limits").urn,
        recording.one(POLICY, "apps-deny").urn,
        recording.one(POLICY, "apps-resolve-names").urn,
    }
    assert guards <= set(recording.one("kubernetes:core/v1:ConfigMap").depends_on)


def test_every_guard_stands_in_the_namespace() -> None:
    """None is written into another one by mistake."""
    recording = _record()
    name = recording.one(NAMESPACE).inputs["metadata"]["name"]
    guards = [resource for resource in recording.resources if resource.custom and resource.type != NAMESPACE]
    assert len(guards) == 6
    assert {guard.inputs["metadata"]["namespace"] for guard in guards} == {name}


def test_the_execution_plane_has_no_way_to_the_clusters_resolver() -> None:
    """Whatever else is permitted there: the way is not one of the namespace's, as it is in every other."""
    assert [policy.name for policy in _record(_args(plane="execution")).all(POLICY)] == ["apps-deny"]


def test_the_execution_planes_resolver_has_none_either() -> None:
    """It stands in the platform's namespace, all other pods of which may ask the cluster's."""
    spec = _record(_args(plane="system")).one(POLICY, "apps-resolve-names").inputs["spec"]
    assert spec["podSelector"] == {
        "matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "NotIn", "values": ["execution-resolver"]}]
    }


def test_admission_holds_pods_to_the_restricted_standard() -> None:
    """It is enforced, written to the audit log and told to whoever applies the pod."""
    labels = _record().one(NAMESPACE).inputs["metadata"]["labels"]
    modes = {key.rsplit("/", 1)[-1]: value for key, value in labels.items() if key.startswith("pod-security")}
    assert modes == {"enforce": "restricted", "audit": "restricted", "warn": "restricted"}


def test_an_exception_says_why() -> None:
    """A weaker standard without a reason is refused; with one, the reason stands on the namespace."""
    with pytest.raises(ValueError, match="namespace apps-dev: pod standard baseline needs an exception_reason"):
        _args("baseline")
    metadata = _record(_args("baseline", "the CSI driver mounts")).one(NAMESPACE).inputs["metadata"]
    assert metadata["labels"]["pod-security.kubernetes.io/enforce"] == "baseline"
    assert metadata["annotations"] == {"portarium.io/pod-standard-exception": "the CSI driver mounts"}


def test_nothing_is_open_in_either_direction() -> None:
    """The denial selects every pod, names both directions and has no rule."""
    spec = _record().one(POLICY, "apps-deny").inputs["spec"]
    assert spec["podSelector"] == {}
    assert sorted(spec["policyTypes"]) == ["Egress", "Ingress"]
    assert not spec.get("ingress")
    assert not spec.get("egress")


def test_a_service_opens_no_door_to_the_outside() -> None:
    """Load balancers and node ports count towards a quota of none."""
    hard = _record().one("kubernetes:core/v1:ResourceQuota").inputs["spec"]["hard"]
    assert (hard["services.loadbalancers"], hard["services.nodeports"]) == ("0", "0")
    assert (hard["requests.cpu"], hard["requests.memory"], hard["pods"]) == ("8", "16Gi", "40")


def test_nothing_is_claimed_in_clear() -> None:
    """The class that EKS brings would make a volume without a key of ours."""
    hard = _record().one("kubernetes:core/v1:ResourceQuota").inputs["spec"]["hard"]
    assert hard["gp2.storageclass.storage.k8s.io/persistentvolumeclaims"] == "0"


def test_a_container_that_says_nothing_is_limited_all_the_same() -> None:
    """With a quota on requests, a container without any would be refused: it gets these."""
    (item,) = _record().one("kubernetes:core/v1:LimitRange").inputs["spec"]["limits"]
    assert item["type"] == "Container"
    assert item["default"].keys() == item["defaultRequest"].keys() == {"cpu", "memory", "ephemeral-storage"}


def test_every_pod_of_the_quota_has_its_share_of_the_disk() -> None:
    """As many as may be there fit with the limit of one of ours each, which is more than any of them requests."""
    hard = _record().one("kubernetes:core/v1:ResourceQuota").inputs["spec"]["hard"]
    granted = MemoryQuantity(hard["requests.ephemeral-storage"])
    assert granted.bytes // QUOTA.pods == STORAGE.bytes > SCRATCH.bytes


def test_a_pod_that_names_no_account_gets_no_token() -> None:
    """The account that Kubernetes makes is patched, not made: it belongs to Kubernetes, and goes with the namespace."""
    patch = _record().one(ACCOUNT).inputs
    assert patch["metadata"]["name"] == "default"
    assert patch["automountServiceAccountToken"] is False
