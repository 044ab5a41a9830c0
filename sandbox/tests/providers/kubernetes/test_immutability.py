"""The fields whose change needs a new object."""

from typing import Any

import pytest

from portarium_sandbox.providers.differences import place_of
from portarium_sandbox.providers.kubernetes.immutability import MutableContent, needs_replacement
from portarium_sandbox.providers.kubernetes.kinds import Kind


def replaces(kind: str, field: str, inputs: dict[str, Any] | None = None, **mutable: bool) -> bool:
    """Whether a change of a field of a kind needs a new object."""
    api_version, _, name = kind.rpartition("/")
    return needs_replacement(place_of(field), Kind(api_version, name), inputs or {}, MutableContent(**mutable))


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("v1/Service", "metadata.name"),
        ("example.com/v1/Widget", "metadata.namespace"),
        ("v1/Service", "spec.clusterIP"),
        ("apps/v1/Deployment", "spec.selector.matchLabels.app"),
        ("apps/v1/StatefulSet", "spec.volumeClaimTemplates[0].spec.resources.requests.storage"),
        ("apps/v1/StatefulSet", "spec.serviceName"),
        ("batch/v1/Job", "spec.template.spec.containers[0].image"),
        ("v1/PersistentVolumeClaim", "spec.storageClassName"),
        ("v1/PersistentVolume", "spec.hostPath.path"),
        ("v1/Pod", "spec.containers[0].image"),
        ("v1/Secret", "data.password"),
        ("v1/Secret", "type"),
        ("v1/ConfigMap", 'data["config.yaml"]'),
        ("rbac.authorization.k8s.io/v1/RoleBinding", "roleRef.name"),
        ("storage.k8s.io/v1/StorageClass", "provisioner"),
    ],
)
def test_needs_a_new_object(kind: str, field: str):
    """As the official provider decides."""
    assert replaces(kind, field)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("apps/v1/Deployment", "spec.template.spec.containers[0].image"),
        ("apps/v1/Deployment", "metadata.labels.app"),
        ("apps/v1/StatefulSet", "spec.replicas"),
        ("batch/v1/Job", "spec.backoffLimit"),
        ("batch/v1/CronJob", "spec.jobTemplate.spec.template.spec.containers[0].image"),
        ("v1/PersistentVolumeClaim", "spec.resources.requests.storage"),
        ("v1/Pod", "spec.tolerations[0].key"),
        ("v1/Pod", "metadata.labels.app"),
        ("v1/Service", "spec.ports[0].port"),
        ("example.com/v1/Widget", "spec.selector"),
    ],
)
def test_is_changed_in_place(kind: str, field: str):
    """As the official provider decides."""
    assert not replaces(kind, field)


def test_a_whole_spec_that_comes_or_goes_takes_its_fields_with_it():
    """A place above a field counts as a change of the field."""
    assert replaces("apps/v1/Deployment", "spec")
    assert replaces("v1/ConfigMap", "data")


def test_mutable_content():
    """ConfigMaps and Secrets are changed in place where the provider is told so, but not those that are immutable."""
    assert not replaces("v1/ConfigMap", "data.a", config_maps=True)
    assert not replaces("v1/Secret", "data.a", secrets=True)
    assert replaces("v1/ConfigMap", "data.a", {"immutable": True}, config_maps=True)
    assert replaces("v1/Secret", "type", secrets=True)
