"""What somebody changed behind Pulumi's back, in AWS or in Kubernetes: `refresh` sees it and `up` mends it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.session import PulumiResult, Session

NAMESPACE = "apps-dev"
DEPLOYMENT = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/control-plane"
POLICIES = f"/apis/networking.k8s.io/v1/namespaces/{NAMESPACE}/networkpolicies"
EVERYBODY = "0.0.0.0/0"
NEXT_MINOR = "16.99"
"""A minor version of PostgreSQL that is newer than what the database began with."""


@dataclass(frozen=True)
class Drift:
    """What somebody did, and how Pulumi took it."""

    session: Session
    policy: str
    refresh: PulumiResult
    up: PulumiResult

    @property
    def cluster(self) -> KubernetesClient:
        """Return a client for dev's cluster."""
        return self.session.kubernetes("portarium-dev")


@pytest.fixture(scope="module")
def drift(sandbox: Session, dev: PulumiResult) -> Drift:
    """Six changes, one in each of six places, and RDS's own of its version; then one `refresh` and one `up`."""
    outputs, cluster = sandbox.outputs("dev"), sandbox.kubernetes("portarium-dev")
    sandbox.boto3("s3").put_bucket_tagging(
        Bucket=outputs["evidenceBucket"], Tagging={"TagSet": [{"Key": "owner", "Value": "somebody"}]}
    )
    sandbox.boto3("rds").modify_db_instance(
        DBInstanceIdentifier="portarium-dev-database", BackupRetentionPeriod=1, ApplyImmediately=True
    )
    sandbox.boto3("rds").modify_db_instance(
        DBInstanceIdentifier="portarium-dev-database", EngineVersion=NEXT_MINOR, ApplyImmediately=True
    )
    sandbox.boto3("kms").delete_alias(AliasName=evidence_alias(sandbox))
    sandbox.boto3("eks").update_cluster_config(
        name="portarium-dev",
        resourcesVpcConfig={"endpointPublicAccess": True, "publicAccessCidrs": [EVERYBODY]},
    )
    cluster.merge(DEPLOYMENT, {"spec": {"replicas": 0}, "metadata": {"labels": {"app.kubernetes.io/part-of": "me"}}})
    policy = cluster.get(POLICIES)["items"][0]["metadata"]["name"]
    cluster.delete(f"{POLICIES}/{policy}")
    refresh = sandbox.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview")
    assert refresh.exit_code == 0, refresh.explain()
    up = sandbox.pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    assert up.exit_code == 0, up.explain()
    return Drift(sandbox, policy, refresh, up)


def evidence_alias(session: Session) -> str:
    """Return the alias of the key that encrypts dev's evidence."""
    names = [alias["AliasName"] for alias in session.boto3("kms").list_aliases()["Aliases"]]
    (found,) = [name for name in names if name.startswith("alias/portarium-dev-evidence")]
    return found


def test_refresh_sees_every_change(drift: Drift) -> None:
    """Four resources were changed and two are gone; nothing else is said to have moved."""
    assert {operation: count for operation, count in drift.refresh.changes.items() if operation != "same"} == {
        "update": 4,
        "delete": 2,
    }


def test_up_touches_what_had_drifted_and_nothing_else(drift: Drift) -> None:
    """Mending four resources and making two anew is all that it takes."""
    assert sorted(
        (operation, urn.split("::")[2].rpartition("$")[2]) for urn, operation in drift.up.changed_urns.items()
    ) == [
        ("create", "aws:kms/alias:Alias"),
        ("create", "kubernetes:networking.k8s.io/v1:NetworkPolicy"),
        ("update", "aws:eks/cluster:Cluster"),
        ("update", "aws:rds/instance:Instance"),
        ("update", "aws:s3/bucket:Bucket"),
        ("update", "kubernetes:apps/v1:Deployment"),
    ]


def test_the_tags_are_back(drift: Drift) -> None:
    """The stranger's tag is gone and the environment's are there."""
    bucket = drift.session.outputs("dev")["evidenceBucket"]
    tags = {tag["Key"]: tag["Value"] for tag in drift.session.boto3("s3").get_bucket_tagging(Bucket=bucket)["TagSet"]}
    assert tags["portarium:environment"] == "dev"
    assert "owner" not in tags


def test_the_backups_are_back(drift: Drift) -> None:
    """The database keeps its backups as long as the settings say."""
    (database,) = drift.session.boto3("rds").describe_db_instances(DBInstanceIdentifier="portarium-dev-database")[
        "DBInstances"
    ]
    assert database["BackupRetentionPeriod"] == 7


def test_the_database_keeps_the_minor_that_rds_installed(drift: Drift) -> None:
    """RDS never goes back, so a program that asked for the older one would fail; only the backups were mended."""
    [instance] = drift.session.boto3("rds").describe_db_instances(DBInstanceIdentifier="portarium-dev-database")[
        "DBInstances"
    ]
    assert instance["EngineVersion"] == NEXT_MINOR


def test_the_alias_is_back(drift: Drift) -> None:
    """The deleted alias leads to a key again."""
    kms = drift.session.boto3("kms")
    assert kms.describe_key(KeyId=evidence_alias(drift.session))["KeyMetadata"]["Enabled"]


def test_the_public_endpoint_is_closed_again(drift: Drift) -> None:
    """The API server that somebody opened to the internet is private again."""
    network = drift.session.boto3("eks").describe_cluster(name="portarium-dev")["cluster"]["resourcesVpcConfig"]
    assert not network["endpointPublicAccess"]


def test_the_deployment_runs_again(drift: Drift) -> None:
    """The replicas and the label that somebody set with kubectl are as the program wants them, and the pod is ready."""
    deployment = drift.cluster.get(DEPLOYMENT)
    assert deployment["status"]["readyReplicas"] == 1
    assert deployment["metadata"]["labels"]["app.kubernetes.io/part-of"] == "portarium"


def test_the_network_policy_is_back(drift: Drift) -> None:
    """The hole in the containment is closed."""
    try:
        assert drift.cluster.get(f"{POLICIES}/{drift.policy}")["spec"]
    except ApiError as error:
        pytest.fail(str(error))


def test_nothing_is_left_to_mend(drift: Drift) -> None:
    """After it, the state and both clouds agree."""
    again = drift.session.pulumi("refresh", "-s", "dev", "--preview-only")
    assert list(again.changes) == ["same"], again.explain()
