"""A job that comes again, and what it may restart: these objects by their names, and nothing else."""

from dataclasses import replace

from components.kubernetes.operations_schedule import OperationsSchedule, OperationsScheduleArgs, Restarted
from tests.components.kubernetes.operations import BOOTSTRAP
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.recording import Recording, record

ROTATION = replace(BOOTSTRAP, component="database-rotation", calls_kubernetes=True)


def _record(*, workloads: tuple[str, ...] = ("api",)) -> Recording:
    restarted = Restarted(
        namespace="apps-dev", external_secrets=[f"{name}-variables" for name in workloads], deployments=workloads
    )
    args = OperationsScheduleArgs(
        pod=ROTATION,
        schedule="7 9 12 * *",
        restarted=[restarted, Restarted(namespace="data-dev", plane="data", seen=["migration-variables"])],
    )
    return record(lambda: OperationsSchedule("rotation", args).cron_job)


def test_one_runs_at_a_time_and_a_failed_one_stays_to_be_seen() -> None:
    """Two at once would change a password twice; who finds a failed one reads its pod's log."""
    spec = _record().one("kubernetes:batch/v1:CronJob").inputs["spec"]
    assert (spec["schedule"], spec["timeZone"]) == ("7 9 12 * *", "Etc/UTC")
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["failedJobsHistoryLimit"] > 0
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    assert restricted_violations(pod) == []
    assert pod["automountServiceAccountToken"] is True


def test_no_other_pod_with_its_account_gets_a_token() -> None:
    """The account gives none by itself; the pod of the job asks for it."""
    account = _record().one("kubernetes:core/v1:ServiceAccount").inputs
    assert account["automountServiceAccountToken"] is False


def test_it_restarts_what_is_named_and_nothing_else() -> None:
    """Every rule has names: one without would be a right to all of the namespace's."""
    recording = _record()
    role = recording.one("kubernetes:rbac.authorization.k8s.io/v1:Role", "rotation-role").inputs
    assert role["metadata"]["namespace"] == "apps-dev"
    assert {(rule["resources"][0], *rule["resourceNames"], *rule["verbs"]) for rule in role["rules"]} == {
        ("externalsecrets", "api-variables", "get", "patch"),
        ("deployments", "api", "get", "patch"),
    }
    binding = recording.one("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "rotation-binding").inputs
    (subject,) = binding["subjects"]
    assert (subject["kind"], subject["namespace"], subject["name"]) == (
        "ServiceAccount",
        "data-dev",
        "database-rotation",
    )


def test_without_workloads_it_may_do_nothing() -> None:
    """A rule without names would be one for all names."""
    role = _record(workloads=()).one("kubernetes:rbac.authorization.k8s.io/v1:Role", "rotation-role").inputs
    assert not role.get("rules")


def test_what_it_only_looks_at_stays_as_it_is() -> None:
    """In a namespace where nothing is restarted, it asks when a secret was written, and changes nothing."""
    role = _record().one("kubernetes:rbac.authorization.k8s.io/v1:Role", "rotation-data-role").inputs
    assert role["metadata"]["namespace"] == "data-dev"
    [rule] = role["rules"]
    assert (rule["resourceNames"], rule["verbs"]) == (["migration-variables"], ["get"])
