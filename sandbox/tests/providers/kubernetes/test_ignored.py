"""``ignoreChanges`` under server-side apply."""

from typing import Any

from portarium_sandbox.providers.kubernetes.ignored import with_ignored
from portarium_sandbox.providers.properties import Properties

OURS = "pulumi-kubernetes-1"


def live(*records: tuple[str, dict[str, Any]], **content: Any) -> dict[str, Any]:
    """A live object with the API server's records of who manages what."""
    entries = [{"manager": manager, "fieldsV1": fields} for manager, fields in records]
    return {"metadata": {"managedFields": entries}, **content}


def test_a_field_of_the_autoscaler_stays_its_own():
    """Replicas that an autoscaler manages alone are not sent at all."""
    current = live(("hpa", {"f:spec": {"f:replicas": {}}}), spec={"replicas": 7})
    assert with_ignored({"spec": {"replicas": 2, "paused": True}}, current, OURS, ["spec.replicas"]) == {
        "spec": {"paused": True}
    }


def test_a_field_of_ours_keeps_its_live_value():
    """Leaving out a field of our own would delete it, sending the old input would reset it."""
    fields: Properties = {"f:spec": {"f:replicas": {}}}
    current = live((OURS, fields), ("kubectl", fields), spec={"replicas": 7})
    assert with_ignored({"spec": {"replicas": 2}}, current, OURS, ["spec.replicas"]) == {"spec": {"replicas": 7}}


def test_fields_inside_lists_are_found_by_their_keys():
    """The API server records a container by its name, not by its index."""
    image: Properties = {"f:image": {}}
    fields: Properties = {"f:spec": {"f:containers": {'k:{"name":"api"}': image}}}
    current = live(("kubectl-set", fields), spec={"containers": [{"name": "api", "image": "new"}]})
    desired = {"spec": {"containers": [{"name": "api", "image": "old"}]}}
    adjusted = with_ignored(desired, current, OURS, ["spec.containers[0].image"])
    assert adjusted == {"spec": {"containers": [{"name": "api"}]}}
    assert desired == {"spec": {"containers": [{"name": "api", "image": "old"}]}}


def test_quoted_annotations():
    """A place with dots in a key is one field."""
    current = live(
        ("argo", {"f:metadata": {"f:annotations": {"f:argocd.io/refresh": {}}}}),
    )
    current["metadata"]["annotations"] = {"argocd.io/refresh": "now"}
    desired = {"metadata": {"annotations": {"argocd.io/refresh": "then"}}}
    adjusted = with_ignored(desired, current, OURS, ['metadata.annotations["argocd.io/refresh"]'])
    assert adjusted == {"metadata": {"annotations": {}}}


def test_places_that_do_not_exist():
    """Ignoring what neither side has changes nothing."""
    desired = {"spec": {"replicas": 1}}
    assert with_ignored(desired, live(spec={}), OURS, ["spec.template.x", "status", "spec.replicas"]) == desired
