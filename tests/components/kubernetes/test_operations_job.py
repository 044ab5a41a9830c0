"""A job of the operations image: one for each release and each plan, and others wait for it."""

from dataclasses import replace

from components.kubernetes.operations_job import OperationsJob, OperationsJobArgs, operations_job_name
from domain.database_authority import AUTHORITY, AUTHORITY_PATH
from tests.components.kubernetes.operations import BOOTSTRAP
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.components.kubernetes.subjects import OTHER_SHA
from tests.recording import Recording, record

JOB = "kubernetes:batch/v1:Job"


def _record() -> Recording:
    return record(lambda: OperationsJob("bootstrap", OperationsJobArgs(pod=BOOTSTRAP)).image)


def test_another_release_or_another_plan_is_another_job() -> None:
    """A job never changes nor runs again, and one that goes first would have what waits for it replaced."""
    names = {
        operations_job_name(BOOTSTRAP, "plan-1"),
        operations_job_name(BOOTSTRAP, "plan-2"),
        operations_job_name(replace(BOOTSTRAP, image_sha=OTHER_SHA), "plan-1"),
        operations_job_name(replace(BOOTSTRAP, command=("database", "register")), "plan-1"),
        operations_job_name(BOOTSTRAP, "plan-1", f"sha256:{'a' * 64}"),
    }
    assert len(names) == 5
    assert all(len(name) <= 63 for name in names), "the job's name becomes a label of its pod"
    assert _record().one(JOB).inputs["metadata"]["name"] == operations_job_name(BOOTSTRAP, "access-plan-1")


def test_it_reads_its_plan_and_knows_the_database() -> None:
    """The plan is where the command looks for it, and the authorities are where the plan says."""
    pod = _record().one(JOB).inputs["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    maps = {volume["name"]: volume["configMap"]["name"] for volume in pod["volumes"] if "configMap" in volume}
    assert container["args"] == list(BOOTSTRAP.command)
    assert maps[mounts["/etc/portarium"]] == "access-plan-1"
    assert maps[mounts[AUTHORITY_PATH]] == AUTHORITY


def test_it_is_as_restricted_as_any_pod_and_ends() -> None:
    """It passes the standard, has an account of its own and no token for the Kubernetes API."""
    recording = _record()
    job = recording.one(JOB).inputs["spec"]
    pod = job["template"]["spec"]
    account = recording.one("kubernetes:core/v1:ServiceAccount").inputs
    assert restricted_violations(pod) == []
    assert pod["automountServiceAccountToken"] is account["automountServiceAccountToken"] is False
    assert pod["serviceAccountName"] == account["metadata"]["name"] == BOOTSTRAP.component
    assert pod["restartPolicy"] == "Never"
    assert job["activeDeadlineSeconds"] > 0
