"""The control plane is closed, encrypted and logged before anything runs on it."""

import json
from collections.abc import Sequence

from components.aws.cluster import Cluster, ClusterArgs
from domain.control_plane_logs import CONTROL_PLANE_LOGS
from portarium_sandbox.iam.decision import admits, allows
from tests.recording import ACCOUNT_ID, REGION, Recording, record

_CLUSTER = "aws:eks/cluster:Cluster"
_COMPUTED = {
    _CLUSTER: {
        "endpoint": "https://api",
        "certificateAuthority": {"data": "QQ=="},
        "identities": [{"oidcs": [{"issuer": "https://issuer"}]}],
    }
}
_KEY = "arn:aws:kms:eu-central-1:123456789012:key/secrets"


def _record(*, public: Sequence[str] = (), keep: bool = False) -> Recording:
    def program() -> object:
        cluster = Cluster(
            "cluster",
            ClusterArgs(
                environment="dev",
                cluster_name="portarium-dev",
                region=REGION,
                version="1.34",
                account_id=ACCOUNT_ID,
                vpc_id="vpc-1",
                subnet_ids=["subnet-a", "subnet-b"],
                secrets_key_arn=_KEY,
                logs_key_arn="arn:logs-key",
                log_retention_days=30,
                public_access_cidrs=public,
                deletion_protection=keep,
                protect=keep,
            ),
        )
        return {"kubeconfig": cluster.kubeconfig, "issuer": cluster.oidc_issuer, "logs": cluster.log_group_name}

    return record(program, computed=_COMPUTED)


def test_whoever_creates_it_is_not_its_administrator() -> None:
    """Access is by entry only, and none is given in passing."""
    access = _record().one(_CLUSTER).inputs["accessConfig"]
    assert access == {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}


def test_without_a_list_of_ranges_there_is_no_public_endpoint() -> None:
    """An empty list must not mean everybody, which is what AWS makes of it."""
    network = _record().one(_CLUSTER).inputs["vpcConfig"]
    assert network["endpointPrivateAccess"]
    assert not network["endpointPublicAccess"]


def test_the_public_endpoint_answers_the_listed_ranges_only() -> None:
    """With a list, the list is the limit."""
    network = _record(public=["198.51.100.0/24"]).one(_CLUSTER).inputs["vpcConfig"]
    assert network["endpointPublicAccess"]
    assert network["publicAccessCidrs"] == ["198.51.100.0/24"]


def test_the_control_plane_wears_a_group_that_admits_nobody() -> None:
    """Nodes come in by EKS's own group; whoever else shall reach the private endpoint gets a rule on purpose."""
    recording = _record()
    group = recording.one("aws:ec2/securityGroup:SecurityGroup")
    assert recording.one(_CLUSTER).inputs["vpcConfig"]["securityGroupIds"] == [f"{group.name}-id"]
    assert not recording.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")


def test_every_log_goes_to_a_group_that_is_already_encrypted() -> None:
    """The group bears the name EKS writes to and exists before the cluster, which would make its own."""
    recording = _record()
    cluster, group = recording.one(_CLUSTER), recording.one("aws:cloudwatch/logGroup:LogGroup")
    assert group.inputs["name"] == f"/aws/eks/{cluster.inputs['name']}/cluster" == recording.result["logs"]
    assert group.inputs["kmsKeyId"] == "arn:logs-key"
    assert group.urn in cluster.depends_on
    assert set(cluster.inputs["enabledClusterLogTypes"]) == set(CONTROL_PLANE_LOGS)


def test_secrets_are_encrypted_with_a_key_the_role_may_use_for_nothing_else() -> None:
    """The key of the cluster and the key in the role's policy are one; the role can't administer it."""
    recording = _record()
    cluster = recording.one(_CLUSTER)
    assert cluster.inputs["encryptionConfig"] == {"provider": {"keyArn": _KEY}, "resources": ["secrets"]}
    policies = [json.loads(recording.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])]
    assert allows(policies, "kms:Encrypt", _KEY)
    assert not allows(policies, "kms:Encrypt", f"{_KEY}-of-another")
    assert not allows(policies, "kms:ScheduleKeyDeletion", _KEY)


def test_the_role_has_its_permissions_for_as_long_as_the_cluster_lives() -> None:
    """EKS can't remove its network interfaces once the policies are gone."""
    recording = _record()
    permissions = recording.all("aws:iam/rolePolicy:RolePolicy") + recording.all(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    )
    assert {permission.urn for permission in permissions} <= set(recording.one(_CLUSTER).depends_on)


def test_eks_acts_for_our_account_only() -> None:
    """The role is no deputy of another account's cluster."""
    trust = json.loads(_record().one("aws:iam/role:Role").inputs["assumeRolePolicy"])
    eks = {"Service": "eks.amazonaws.com"}
    assert admits(trust, "sts:AssumeRole", {"aws:SourceAccount": ACCOUNT_ID}, principal=eks)
    assert not admits(trust, "sts:AssumeRole", {"aws:SourceAccount": "999999999999"}, principal=eks)


def test_nothing_unpinned_is_installed_by_eks() -> None:
    """The CNI that EKS would bring is not in strict mode; the Kubernetes version is the one asked for."""
    inputs = _record().one(_CLUSTER).inputs
    assert inputs["bootstrapSelfManagedAddons"] is False
    assert inputs["version"] == "1.34"
    assert inputs["upgradePolicy"] == {"supportType": "STANDARD"}


def test_protection_holds_in_aws_and_in_pulumi() -> None:
    """Either alone can be lifted in the same update that deletes."""
    kept, free = _record(keep=True).one(_CLUSTER), _record().one(_CLUSTER)
    assert (kept.protect, kept.inputs["deletionProtection"]) == (True, True)
    assert (free.protect, free.inputs["deletionProtection"]) == (False, False)


def test_the_kubeconfig_leads_to_this_cluster() -> None:
    """It is made of what AWS answered."""
    config = json.loads(_record().result["kubeconfig"])
    assert config["clusters"][0]["cluster"] == {"server": "https://api", "certificate-authority-data": "QQ=="}
    assert "portarium-dev" in config["users"][0]["user"]["exec"]["args"]


def test_the_issuer_is_found_among_the_identities() -> None:
    """It is nested twice in what AWS answers."""
    assert _record().result["issuer"] == "https://issuer"
