"""A job restarts what is named in a namespace that is not its own, and nothing else there."""

from components.kubernetes.operations_schedule import Restarted
from components.kubernetes.restart_rights import RestartRights, RestartRightsArgs
from tests.recording import record


def test_the_jobs_account_restarts_what_is_named() -> None:
    """The account is of the environment, the objects are of the platform."""
    args = RestartRightsArgs(
        environment="dev",
        account="database-rotation",
        account_namespace="data-dev",
        restarted=Restarted(namespace="system", external_secrets=["a-variables"], deployments=["a", "b"]),
    )
    recording = record(lambda: RestartRights("restarts", args).role)
    role = recording.one("kubernetes:rbac.authorization.k8s.io/v1:Role").inputs
    assert {(rule["resources"][0], *rule["resourceNames"], *rule["verbs"]) for rule in role["rules"]} == {
        ("externalsecrets", "a-variables", "get", "patch"),
        ("deployments", "a", "b", "get", "patch"),
    }
    binding = recording.one("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").inputs
    (subject,) = binding["subjects"]
    assert (binding["metadata"]["namespace"], subject["namespace"]) == ("system", "data-dev")
    assert (subject["kind"], subject["name"]) == ("ServiceAccount", "database-rotation")
