"""What cannot be taken from prod: not by `destroy`, not at AWS, and a locked version of evidence not at all.

That a locked version stays is what moto enforces as S3 does; that nobody can shorten a COMPLIANCE lock is S3's own
promise, which no double can show.
"""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

from portarium_sandbox.session import PulumiResult, Session


def everything(session: Session, stack: str) -> set[str]:
    """Return the URNs in a stack's state."""
    return {resource["urn"] for resource in session.state(stack)["deployment"]["resources"]}


@pytest.mark.parametrize("option", [(), ("--run-program",), ("--exclude-protected",)], ids=" ".join)
def test_destroy_of_prod_is_refused_and_deletes_nothing(
    sandbox: Session, prod: PulumiResult, option: tuple[str, ...]
) -> None:
    """The refusal names the guard; every resource, node and pod is still there afterwards."""
    before, cluster = everything(sandbox, "prod"), sandbox.kubernetes("portarium-prod")
    pods = {pod["metadata"]["uid"] for pod in cluster.get("/api/v1/pods")["items"]}
    result = sandbox.pulumi("destroy", "-s", "prod", "--yes", "--skip-preview", *option)
    assert result.exit_code != 0, result.explain()
    assert "prod-is-not-to-be-destroyed" in "\n".join(result.diagnostics)
    assert everything(sandbox, "prod") == before
    assert {pod["metadata"]["uid"] for pod in cluster.get("/api/v1/pods")["items"]} == pods


def test_removing_the_stack_itself_is_refused(sandbox: Session, prod: PulumiResult) -> None:
    """`stack rm` does not forget a stack that still has resources."""
    result = sandbox.pulumi("stack", "rm", "-s", "prod", "--yes")
    assert result.exit_code != 0
    assert "still" in result.stderr
    assert everything(sandbox, "prod")


def test_the_database_cannot_be_deleted_at_aws_either(sandbox: Session, prod: PulumiResult) -> None:
    """Where somebody uses the console, RDS refuses."""
    with pytest.raises(ClientError, match=r"(?i)deletion ?protection"):
        sandbox.boto3("rds", "prod").delete_db_instance(
            DBInstanceIdentifier="portarium-prod-database", SkipFinalSnapshot=True
        )


def test_the_cluster_cannot_be_deleted_at_aws_either(sandbox: Session, prod: PulumiResult) -> None:
    """Where somebody uses the console, EKS refuses, even once the nodes were gone."""
    cluster = sandbox.boto3("eks", "prod").describe_cluster(name="portarium-prod")["cluster"]
    assert cluster["deletionProtection"]
    with pytest.raises(ClientError):
        sandbox.boto3("eks", "prod").delete_cluster(name="portarium-prod")


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_locked_version_stays(request: pytest.FixtureRequest, sandbox: Session, stack: str) -> None:
    """Evidence gets the bucket's default lock; nobody deletes a version of it, and nobody hides it behind a marker."""
    request.getfixturevalue(stack)
    s3: Any = sandbox.boto3("s3", stack)
    place = {"Bucket": sandbox.outputs(stack)["evidenceBucket"], "Key": "journeys/record"}
    version = s3.put_object(**place, Body=b"what happened")["VersionId"]
    assert s3.head_object(**place)["ObjectLockMode"] == {"staging": "GOVERNANCE", "prod": "COMPLIANCE"}[stack]
    for which in ({"VersionId": version}, {}):
        with pytest.raises(ClientError, match=r"AccessDenied|Forbidden"):
            s3.delete_object(**place, **which)
    assert s3.get_object(**place, VersionId=version)["Body"].read() == b"what happened"


def test_an_unlocked_version_of_dev_can_go(sandbox: Session, dev: PulumiResult) -> None:
    """Dev has no lock: the counterpart that shows that the refusals above come from the lock."""
    s3: Any = sandbox.boto3("s3")
    place = {"Bucket": sandbox.outputs("dev")["evidenceBucket"], "Key": "journeys/record"}
    version = s3.put_object(**place, Body=b"what happened")["VersionId"]
    s3.delete_object(**place, VersionId=version)
    assert "Versions" not in s3.list_object_versions(Bucket=place["Bucket"], Prefix=place["Key"])
