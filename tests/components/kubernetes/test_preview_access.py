"""A preview reads what it compares, and nothing that is worth stealing."""

from pulumi_kubernetes.core import v1 as core

from components.kubernetes.preview_access import PreviewAccess, PreviewAccessArgs
from domain.access_role import preview_group
from tests.recording import Recording, record

ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"


def _record() -> Recording:
    def program() -> object:
        args = PreviewAccessArgs(environment="dev", cluster=core.Namespace("cluster"))
        return PreviewAccess("previews", args).group

    return record(program)


def test_it_reads_by_name_and_changes_nothing() -> None:
    """One verb, on named kinds of named groups; what a secret holds is in none of them."""
    rules = _record().one(ROLE).inputs["rules"]
    assert {verb for rule in rules for verb in rule["verbs"]} == {"get"}
    words = {word for rule in rules for word in (*rule["apiGroups"], *rule["resources"])}
    assert words.isdisjoint({"", "*", "secrets", "serviceaccounts/token"})


def test_the_group_that_reads_is_the_environments_own() -> None:
    """It is bound to the whole cluster, where the kinds without a namespace are."""
    recording = _record()
    binding = recording.one(BINDING).inputs
    assert [subject["name"] for subject in binding["subjects"]] == [preview_group("dev")]
    assert binding["roleRef"]["name"] == recording.one(ROLE).inputs["metadata"]["name"]
    assert recording.result == preview_group("dev")


def test_it_goes_with_its_cluster() -> None:
    """A cluster that is gone takes its objects along, and nobody waits for an API that does not answer."""
    recording = _record()
    cluster = recording.one("kubernetes:core/v1:Namespace").urn
    assert {resource.deleted_with for kind in (ROLE, BINDING) for resource in recording.all(kind)} == {cluster}
