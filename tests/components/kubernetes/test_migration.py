"""The schema is migrated once for each release, before what needs it."""

from dataclasses import replace

import pytest

from components.kubernetes.container import Container, SecretKey, Step
from components.kubernetes.migration import Migration, MigrationArgs, job_name
from components.kubernetes.workload import Placement, Workload, WorkloadArgs
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.components.kubernetes.subjects import API, OTHER_SHA, at_sha, image
from tests.recording import Recording, record

JOB = "kubernetes:batch/v1:Job"
EXPAND = ("apply", "--phase", "expand")
MIGRATOR = replace(
    API,
    component="migration",
    plane="data",
    image=image("api"),
    command=("node", "cli.js"),
    arguments=EXPAND,
    variables={"DATABASE_URL": SecretKey(secret="migration-variables", key="DATABASE_URL")},
)


def _record(
    container: Container = MIGRATOR, *, times: int = 2, registration: Step | None = None, status: tuple[str, ...] = ()
) -> Recording:
    def program() -> object:
        args = MigrationArgs(
            container=container,
            namespace="data-dev",
            placement=Placement(),
            times=times,
            registration=registration,
            status=status,
        )
        migration = Migration("migration", args)
        after = replace(API, image=migration.image)
        return Workload("api", WorkloadArgs(container=after, namespace="apps-dev", replicas=1)).image

    return record(program)


def test_the_workload_waits_for_the_job() -> None:
    """It takes its image from the migration, so no pod of a release meets the schema of the one before."""
    recording = _record()
    assert recording.one(JOB).urn in recording.one("kubernetes:apps/v1:Deployment").depends_on
    assert recording.result == image("api")


def test_every_release_has_a_job_of_its_own() -> None:
    """Another SHA, another digest or other arguments is another job, because a job never changes nor runs again."""
    names = {
        job_name(MIGRATOR),
        job_name(at_sha(MIGRATOR, OTHER_SHA)),
        job_name(replace(MIGRATOR, arguments=("apply", "--phase", "contract"))),
        job_name(MIGRATOR, f"sha256:{'a' * 64}"),
        job_name(MIGRATOR, f"sha256:{'b' * 64}"),
    }
    assert len(names) == 5
    assert job_name(replace(MIGRATOR)) == job_name(MIGRATOR)
    assert all(len(name) <= 63 for name in names), "the job's name becomes a label of its pod"


def test_arguments_are_told_apart_by_where_they_end() -> None:
    """One argument with a blank in it is not two."""
    assert job_name(replace(MIGRATOR, arguments=("a", "b"))) != job_name(replace(MIGRATOR, arguments=("a b",)))


def test_a_failed_migration_ends() -> None:
    """It is tried twice at most and has a deadline, and the engine waits no shorter than that."""
    job = _record().one(JOB).inputs["spec"]
    assert job["backoffLimit"] == 1
    assert job["activeDeadlineSeconds"] > 0
    assert job["template"]["spec"]["restartPolicy"] == "Never"


def test_the_job_is_as_restricted_as_any_pod() -> None:
    """It passes the standard, has no token for the Kubernetes API and runs under its own account."""
    recording = _record()
    pod = recording.one(JOB).inputs["spec"]["template"]["spec"]
    account = recording.one("kubernetes:core/v1:ServiceAccount", "migration-account").inputs
    assert restricted_violations(pod) == []
    assert pod["automountServiceAccountToken"] is account["automountServiceAccountToken"] is False
    assert pod["serviceAccountName"] == account["metadata"]["name"]


def test_it_runs_twice_with_rows_in_between() -> None:
    """The first run makes the tables, the rows go into them, the last run is the one that the job ends with."""
    rows = Step(
        name="registration", image=image("operations"), command=("portarium",), arguments=("database", "register")
    )
    pod = _record(registration=rows).one(JOB).inputs["spec"]["template"]["spec"]
    (last,) = pod["containers"]
    first, registration = pod["initContainers"]
    assert (first["command"], first["args"]) == (last["command"], last["args"]) == (["node", "cli.js"], list(EXPAND))
    assert first["env"] == [each for each in last["env"] if not each["name"].startswith("OTEL_")]
    assert registration["image"] == image("operations")
    assert restricted_violations(pod) == []


def test_what_is_applied_is_told_at_the_end() -> None:
    """All runs come before, and the job's own container is the program again, with other words."""
    pod = _record(status=("status",)).one(JOB).inputs["spec"]["template"]["spec"]
    (last,) = pod["containers"]
    assert [(step["name"], step["args"]) for step in pod["initContainers"]] == [
        ("migration-1", list(EXPAND)),
        ("migration-2", list(EXPAND)),
    ]
    assert (last["command"], last["args"]) == (["node", "cli.js"], ["status"])
    assert {step["image"] for step in pod["initContainers"]} == {last["image"]}
    assert restricted_violations(pod) == []


def test_a_stack_can_tell_which_job_migrated_and_when() -> None:
    """Its name, and the time that Kubernetes gives it once it is done."""

    def completed(status: dict[str, str]) -> object:
        def program() -> object:
            args = MigrationArgs(container=MIGRATOR, namespace="data-dev", placement=Placement())
            return Migration("migration", args).completed

        return record(program, computed={JOB: {"status": status}}).result

    name, done = job_name(MIGRATOR), "2026-11-27T00:00:00Z"
    assert completed({"completionTime": done}) == {"job": name, "completedAt": done}
    assert completed({}) == {"job": name}


def test_once_is_once() -> None:
    """Nothing runs before it, and rows would have no place."""
    assert "initContainers" not in _record(times=1).one(JOB).inputs["spec"]["template"]["spec"]
    with pytest.raises(ValueError, match="between two runs"):
        MigrationArgs(
            container=MIGRATOR, namespace="data-dev", placement=Placement(), registration=Step(name="rows", image="a")
        )


def test_what_runs_between_makes_another_job() -> None:
    """A job never changes, so another step is another name."""
    before = replace(MIGRATOR, before=(Step(name="rows", image="a", arguments=("one",)),))
    other = replace(MIGRATOR, before=(Step(name="rows", image="a", arguments=("two",)),))
    assert len({job_name(MIGRATOR), job_name(before), job_name(other)}) == 3
