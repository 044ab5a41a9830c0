"""`up` of dev, staging and prod: what AWS and Kubernetes then have, against the numbers that the project promises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.session import Session

NAME = "portarium"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One column of the project's table of environments."""

    nodes: tuple[int, int]
    database_class: str
    multi_az: bool
    backup_days: int
    deletion_protection: bool
    object_lock: dict[str, Any] | None
    replicas: dict[str, int]
    gateways: int


PROMISES = {
    "dev": Promise(
        nodes=(2, 2),
        database_class="db.t4g.medium",
        multi_az=False,
        backup_days=7,
        deletion_protection=False,
        object_lock=None,
        replicas={"control-plane": 1, "execution-plane": 1},
        gateways=1,
    ),
    "staging": Promise(
        nodes=(4, 5),
        database_class="db.t4g.large",
        multi_az=True,
        backup_days=14,
        deletion_protection=False,
        object_lock={"Mode": "GOVERNANCE", "Days": 365},
        replicas={"control-plane": 3, "execution-plane": 4},
        gateways=3,
    ),
    "prod": Promise(
        nodes=(4, 8),
        database_class="db.t4g.large",
        multi_az=True,
        backup_days=30,
        deletion_protection=True,
        object_lock={"Mode": "COMPLIANCE", "Days": 1095},
        replicas={"control-plane": 3, "execution-plane": 4},
        gateways=3,
    ),
}


@dataclass(frozen=True)
class Deployed:
    """One environment that is up, and what it was to be."""

    stack: str
    promise: Promise
    session: Session
    outputs: dict[str, Any]

    def aws(self, service: str) -> Any:
        """Return a boto3 client."""
        return self.session.boto3(service, self.stack)

    @property
    def kubernetes(self) -> KubernetesClient:
        """Return a client for its cluster."""
        return self.session.kubernetes(self.outputs["clusterName"])


@pytest.fixture(scope="module", params=list(PROMISES))
def deployed(request: pytest.FixtureRequest, sandbox: Session) -> Deployed:
    """Each of the three environments."""
    request.getfixturevalue(request.param)
    return Deployed(request.param, PROMISES[request.param], sandbox, sandbox.outputs(request.param))


def test_the_nodes_are_there_and_ready(deployed: Deployed) -> None:
    """The node groups together allow what was promised, and as many nodes as they ask for have joined."""
    eks, cluster = deployed.aws("eks"), deployed.outputs["clusterName"]
    groups = [
        eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
        for name in eks.list_nodegroups(clusterName=cluster)["nodegroups"]
    ]
    sizes = [group["scalingConfig"] for group in groups]
    assert (sum(size["minSize"] for size in sizes), sum(size["maxSize"] for size in sizes)) == deployed.promise.nodes
    nodes = deployed.kubernetes.get("/api/v1/nodes")["items"]
    conditions = [condition for node in nodes for condition in node["status"]["conditions"]]
    ready = [one for one in conditions if (one["type"], one["status"]) == ("Ready", "True")]
    assert len(ready) == sum(size["desiredSize"] for size in sizes)


def test_the_database_is_as_strong_as_promised(deployed: Deployed) -> None:
    """RDS itself says so, and it is the database that the outputs name, closed to the internet and encrypted."""
    promise = deployed.promise
    instances = deployed.aws("rds").describe_db_instances()["DBInstances"]
    (database,) = [one for one in instances if one["Endpoint"]["Address"] == deployed.outputs["databaseAddress"]]
    seen = (
        database["DBInstanceClass"],
        database["MultiAZ"],
        database["BackupRetentionPeriod"],
        database["DeletionProtection"],
    )
    assert seen == (promise.database_class, promise.multi_az, promise.backup_days, promise.deletion_protection)
    assert database["StorageEncrypted"]
    assert not database["PubliclyAccessible"]


def test_roles_sign_in_to_their_own_database_alone(deployed: Deployed) -> None:
    """The permission to connect names the resource id of this environment's database, which no other has."""
    instances = deployed.aws("rds").describe_db_instances()["DBInstances"]
    address = deployed.outputs["databaseAddress"]
    named = set(re.findall(r":dbuser:(db-\w+)/", str(deployed.session.state(deployed.stack))))
    assert [one["Endpoint"]["Address"] for one in instances if one["DbiResourceId"] in named] == [address]


def test_the_evidence_is_locked_as_promised(deployed: Deployed) -> None:
    """The bucket's own default retention is the promised one; dev has no lock, but forgets after a week."""
    s3, bucket = deployed.aws("s3"), deployed.outputs["evidenceBucket"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    if deployed.promise.object_lock is None:
        with pytest.raises(s3.exceptions.ClientError, match="ObjectLockConfigurationNotFound"):
            s3.get_object_lock_configuration(Bucket=bucket)
        rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        assert 7 in [rule.get("Expiration", {}).get("Days") for rule in rules]
    else:
        lock = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        assert lock["ObjectLockEnabled"] == "Enabled"
        retention = lock["Rule"]["DefaultRetention"]
        assert {key: retention[key] for key in ("Mode", "Days")} == deployed.promise.object_lock


def test_the_workloads_run_on_the_configured_image(deployed: Deployed) -> None:
    """As many pods as promised are ready, on the image that the outputs name."""
    deployments = {
        one["metadata"]["name"]: one for one in deployed.kubernetes.get("/apis/apps/v1/deployments")["items"]
    }
    for name, replicas in deployed.promise.replicas.items():
        assert deployments[name]["status"]["readyReplicas"] == replicas
        containers = deployments[name]["spec"]["template"]["spec"]["containers"]
        assert [container["image"] for container in containers] == [deployed.outputs["images"][name]]


def test_pods_run_on_the_nodes_of_their_plane(deployed: Deployed) -> None:
    """Untrusted work shares no node with anything else of Portarium's."""
    nodes = {node["metadata"]["name"]: node for node in deployed.kubernetes.get("/api/v1/nodes")["items"]}
    namespaces = deployed.outputs["namespaces"]
    planes = {namespaces["control"]: "control", namespaces["execution"]: "execution", namespaces["egress"]: "system"}
    placed = [
        (planes[pod["metadata"]["namespace"]], nodes[pod["spec"]["nodeName"]]["metadata"]["labels"])
        for pod in deployed.kubernetes.get("/api/v1/pods")["items"]
        if pod["metadata"]["namespace"] in planes
    ]
    assert {plane for plane, _ in placed} == {"control", "execution", "system"}
    for plane, labels in placed:
        assert labels[f"{NAME}.io/serves-{plane}"] == "true"
        assert (plane == "execution") == (f"{NAME}.io/serves-execution" in labels)


def test_the_execution_plane_asks_its_own_resolver(deployed: Deployed) -> None:
    """Its pods are told the address that the API server gave to the service, behind which pods of two are ready."""
    service = deployed.kubernetes.get("/api/v1/namespaces/system/services/execution-resolver")
    slices = deployed.kubernetes.get(
        "/apis/discovery.k8s.io/v1/namespaces/system/endpointslices",
        labelSelector="kubernetes.io/service-name=execution-resolver",
    )["items"]
    ready = [one for found in slices for one in found["endpoints"] if one["conditions"]["ready"]]
    assert len(ready) == 2
    pods = deployed.kubernetes.get(f"/api/v1/namespaces/{deployed.outputs['namespaces']['execution']}/pods")["items"]
    assert {pod["spec"]["dnsPolicy"] for pod in pods} == {"None"}
    assert [pod["spec"]["dnsConfig"]["nameservers"] for pod in pods] == [[service["spec"]["clusterIP"]]] * len(pods)
    assert pods


def test_the_network_has_its_gateways(deployed: Deployed) -> None:
    """One NAT gateway in dev, one in each zone where a zone may fail."""
    gateways = deployed.aws("ec2").describe_nat_gateways(
        Filters=[
            {"Name": "vpc-id", "Values": [deployed.outputs["foundation"]["vpc_id"]]},
            {"Name": "state", "Values": ["available"]},
        ]
    )["NatGateways"]
    assert len({gateway["SubnetId"] for gateway in gateways}) == deployed.promise.gateways


def test_everything_of_the_environment_says_so(deployed: Deployed) -> None:
    """What can be tagged and costs money carries the environment's tags, so that a bill can be read."""
    ec2, rds = deployed.aws("ec2"), deployed.aws("rds")
    vpc = deployed.outputs["foundation"]["vpc_id"]
    described = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    described += ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]
    instances = rds.describe_db_instances()["DBInstances"]
    listed = [one["Tags"] for one in described]
    listed += [one["TagList"] for one in instances if one["Endpoint"]["Address"] == deployed.outputs["databaseAddress"]]
    for tags in listed:
        named = {tag["Key"]: tag["Value"] for tag in tags}
        assert named["portarium:environment"] == deployed.stack
        assert named["portarium:managed-by"] == "pulumi"


def test_no_output_is_a_secret_in_the_clear(deployed: Deployed) -> None:
    """The database's password is only in Secrets Manager: neither outputs nor state have it."""
    secret = deployed.aws("secretsmanager").get_secret_value(SecretId=deployed.outputs["databaseSecretArn"])
    state = str(deployed.session.state(deployed.stack))
    password = secret["SecretString"].rpartition('"password": "')[2].partition('"')[0]
    assert len(password) > 8
    assert password not in state
