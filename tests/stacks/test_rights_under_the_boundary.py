"""What roles need beyond AWS's own policies is left to them by the boundary of their environment."""

from collections.abc import Iterator

import pytest

from components.aws.delivery_boundary import boundary_arn
from components.naming import ENVIRONMENT_TAG
from portarium_sandbox.iam.decision import Context, allows
from tests.recording import ACCOUNT_ID, REGION
from tests.stacks.physical import arn
from tests.stacks.recorded import COPIES, ENVIRONMENTS
from tests.stacks.shared_account import shared_account

_THROUGH_S3 = {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}


def _may(environment: str, role: str, action: str, resource: str, context: Context) -> bool:
    account = shared_account()
    return allows(
        account.roles[arn("iam", f"role/portarium-{environment}-{role}")].policies,
        action,
        resource,
        context=context,
        boundary=account.policies[boundary_arn(ACCOUNT_ID, environment)],
    )


def _granted(environment: str, role: str) -> Iterator[str]:
    """The resources of the keys that a role's own policy names."""
    for policy in shared_account().roles[arn("iam", f"role/portarium-{environment}-{role}")].policies:
        for statement in policy["Statement"]:
            if "kms:Decrypt" in statement["Action"]:
                yield statement["Resource"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_driver_makes_volumes_under_the_environments_key(environment: str) -> None:
    """A volume without its grant is made and never attached."""
    role = "kube-system-ebs-csi-controller-sa"
    [key] = _granted(environment, role)
    carried = {f"aws:ResourceTag/{ENVIRONMENT_TAG}": environment}
    assert _may(environment, role, "kms:CreateGrant", key, {**carried, "kms:GrantIsForAWSResource": "true"})
    assert _may(environment, role, "kms:GenerateDataKeyWithoutPlaintext", key, carried)
    assert not _may(environment, role, "kms:Decrypt", key, {f"aws:ResourceTag/{ENVIRONMENT_TAG}": "another"})


@pytest.mark.parametrize("environment", ["staging", "prod"])
def test_evidence_is_read_here_and_written_there(environment: str) -> None:
    """The copy is called after the environment and its key carries the environment's tag, in whichever account."""
    role, copy = "evidence-copy", f"arn:aws:s3:::portarium-{environment}-evidence-copy-{COPIES}/1"
    carried = {f"aws:ResourceTag/{ENVIRONMENT_TAG}": environment, **_THROUGH_S3}
    [key] = _granted(environment, role)
    assert _may(environment, role, "kms:Decrypt", key, carried)
    there = f"arn:aws:kms:{REGION}:{COPIES}:key/k"
    alias = {"kms:ResourceAliases": [f"alias/portarium-{environment}-evidence-copy"]}
    assert _may(environment, role, "kms:Encrypt", there, {**carried, **alias})
    assert not _may(environment, role, "kms:Decrypt", there, {**carried, **alias})
    assert _may(environment, role, "s3:ReplicateObject", copy, {"aws:ResourceAccount": COPIES})
    assert not _may(environment, role, "s3:ReplicateDelete", copy, {"aws:ResourceAccount": COPIES})
