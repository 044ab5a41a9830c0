"""A workload may do its work, and nothing that would change what evidence says."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pytest

from components.aws import workload_permissions
from components.aws.policy_document import Statement, identity_policy
from tests.components.aws.iam_decision import allows
from tests.recording import record

_BUCKET = "arn:aws:s3:::evidence"
_KEY = "arn:key"


def _policy(statements: Sequence[Statement]) -> list[dict[str, Any]]:
    return [json.loads(record(lambda: pulumi.Output.json_dumps(identity_policy(statements))).result)]


def test_the_control_plane_adds_evidence_and_takes_none_away() -> None:
    """It writes and reads; it can't delete, hold, or set a retention."""
    policies = _policy(workload_permissions.evidence_recording(bucket_arn=_BUCKET, key_arn=_KEY))
    assert allows(policies, "s3:PutObject", f"{_BUCKET}/run/1")
    assert allows(policies, "kms:GenerateDataKey", _KEY)
    for forbidden in ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectRetention", "s3:PutObjectLegalHold"):
        assert not allows(policies, forbidden, f"{_BUCKET}/run/1")


def test_the_verification_job_reads_versions_and_writes_nothing() -> None:
    """It sees what a versionless look would miss, and can't repair what it reports."""
    policies = _policy(workload_permissions.evidence_verification(bucket_arn=_BUCKET, key_arn=_KEY))
    assert allows(policies, "s3:GetObjectVersion", f"{_BUCKET}/run/1")
    assert allows(policies, "s3:ListBucketVersions", _BUCKET)
    assert not allows(policies, "s3:PutObject", f"{_BUCKET}/run/1")


def test_vault_wraps_with_its_own_key() -> None:
    """The unseal key is the only one, and Vault can't administer it."""
    policies = _policy(workload_permissions.vault_unseal(_KEY))
    assert allows(policies, "kms:Decrypt", _KEY)
    assert not allows(policies, "kms:Decrypt", "arn:another-key")
    assert not allows(policies, "kms:ScheduleKeyDeletion", _KEY)


def test_a_workload_signs_in_to_the_database_as_its_own_user() -> None:
    """Another user of the same database is refused, and so is another database."""
    policies = _policy(
        workload_permissions.database_login(
            region="eu-central-1", account_id="123456789012", database_resource_id="db-1", user="runtime"
        )
    )
    database = "arn:aws:rds-db:eu-central-1:123456789012:dbuser"
    assert allows(policies, "rds-db:connect", f"{database}:db-1/runtime")
    assert not allows(policies, "rds-db:connect", f"{database}:db-1/administrator")
    assert not allows(policies, "rds-db:connect", f"{database}:db-2/runtime")


@pytest.mark.parametrize(("zone", "allowed"), [("mine", True), ("another", False)])
def test_records_are_written_in_one_zone(zone: str, *, allowed: bool) -> None:
    """A certificate is proven where it is wanted, nowhere else."""
    policies = _policy(workload_permissions.certificate_proof("arn:aws:route53:::hostedzone/mine"))
    assert allows(policies, "route53:ChangeResourceRecordSets", f"arn:aws:route53:::hostedzone/{zone}") is allowed


def test_the_autoscaler_resizes_its_own_cluster() -> None:
    """The tag of the cluster decides; another cluster's nodes are seen and not touched."""
    policies = _policy(workload_permissions.node_scaling("portarium-dev"))
    own = {"aws:ResourceTag/k8s.io/cluster-autoscaler/portarium-dev": "owned"}
    other = {"aws:ResourceTag/k8s.io/cluster-autoscaler/portarium-prod": "owned"}
    assert allows(policies, "autoscaling:SetDesiredCapacity", context=own)
    assert not allows(policies, "autoscaling:SetDesiredCapacity", context=other)
    assert allows(policies, "autoscaling:DescribeAutoScalingGroups", context=other)
