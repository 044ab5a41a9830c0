"""The jobs that copy NATS's streams, in whole stacks: as whom, by which plan, and in no review environment."""

import json
from typing import Any

import pytest

from domain.nats import CLIENT_PATH, EVENTS, RESTORE, SNAPSHOTS
from domain.plan_files import NATS_PLAN_FILE
from ops.operations.nats.plan import NatsPlan
from portarium_sandbox.iam.decision import allows
from stacks.nats_jobs import copy_schedule
from tests.recording import Recording
from tests.stacks.recorded import ENVIRONMENTS, REVIEW, recorded

_CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"


def _pod(recording: Recording, job: str) -> dict[str, Any]:
    spec = recording.one("kubernetes:batch/v1:CronJob", f"{job}-cron-job").inputs["spec"]
    return spec["jobTemplate"]["spec"]["template"]["spec"]


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_every_stacks_plan_is_read(stack: str) -> None:
    """As the command reads it; the server is called by a name of its certificate."""
    recording = recorded(stack).recording
    made: Any = recording.one("kubernetes:core/v1:ConfigMap", "nats-plan-files").inputs
    plan = NatsPlan.model_validate(json.loads(made["data"][NATS_PLAN_FILE]))
    host = plan.server.removeprefix("tls://").partition(":")[0]
    servers = recording.one(_CERTIFICATE, "nats-servers-tls-certificate").inputs["spec"]
    assert host in servers["dnsNames"]
    assert plan.certificate == CLIENT_PATH


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_each_job_shows_a_certificate_of_its_own(stack: str) -> None:
    """And mounts no other, of whoever is a user with other rights."""
    recording = recorded(stack).recording
    users = {
        each.inputs["spec"]["secretName"]: each.inputs["spec"].get("dnsNames") for each in recording.all(_CERTIFICATE)
    }
    for job, user in ((SNAPSHOTS, "snapshots.users.nats"), (RESTORE, "restore.users.nats")):
        pod = _pod(recording, job)
        [secret] = [volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume]
        assert users[secret] == [user]
        [container] = pod["containers"]
        assert CLIENT_PATH in [mount["mountPath"] for mount in container["volumeMounts"]]
        assert pod["automountServiceAccountToken"] is False


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_who_copies_reads_no_copy_and_who_brings_back_writes_none(stack: str) -> None:
    """And neither deletes one."""
    recording = recorded(stack).recording
    folder = f"arn:aws:s3:::nats-snapshots-bucket/2026/11/27/030000Z/{EVENTS}"
    policies = {
        job: [json.loads(recording.one("aws:iam/rolePolicy:RolePolicy", f"role-{job}-policy").inputs["policy"])]
        for job in (SNAPSHOTS, RESTORE)
    }
    may = {
        (job, action)
        for job, policy in policies.items()
        for action in ("s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion")
        if allows(policy, action, f"{folder}/backup.json")
    }
    assert may == {(SNAPSHOTS, "s3:PutObject"), (RESTORE, "s3:GetObject")}
    listing = {
        job for job, policy in policies.items() if allows(policy, "s3:ListBucket", "arn:aws:s3:::nats-snapshots-bucket")
    }
    assert listing == {RESTORE}


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_only_a_person_brings_a_copy_back(stack: str) -> None:
    """The one that copies comes by itself, once the servers run."""
    recording = recorded(stack).recording
    suspended = {
        job: recording.one("kubernetes:batch/v1:CronJob", f"{job}-cron-job").inputs["spec"].get("suspend", False)
        for job in (SNAPSHOTS, RESTORE)
    }
    assert suspended == {SNAPSHOTS: False, RESTORE: True}


def test_a_stack_on_anothers_cluster_copies_nothing() -> None:
    """Its host does."""
    assert [each.name for each in recorded(REVIEW).recording.resources if "nats" in each.name] == []


def test_copies_outlive_what_they_are_of() -> None:
    """By default for longer than the stream keeps a message, so that one of the last week is always there."""
    lifecycle = recorded("prod").recording.one(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", f"{SNAPSHOTS}-lifecycle"
    )
    days = [rule["expiration"]["days"] for rule in lifecycle.inputs["rules"] if "days" in rule.get("expiration", {})]
    assert days
    assert min(days) > 7


def test_environments_are_copied_at_minutes_of_their_own() -> None:
    """An hour after Vault is."""
    schedules = {copy_schedule(environment) for environment in ENVIRONMENTS}
    assert len(schedules) == len(ENVIRONMENTS)
    assert {schedule.split()[1] for schedule in schedules} == {"3"}
