"""Traffic to AWS stays in the VPC, and the endpoints serve nobody else."""

import json

from components.aws.vpc_endpoints import VpcEndpoints, VpcEndpointsArgs
from portarium_sandbox.iam.decision import admits
from tests.recording import ACCOUNT_ID, REGION, Recording, Registered, record

_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


def _record() -> Recording:
    def program() -> object:
        endpoints = VpcEndpoints(
            "endpoints",
            VpcEndpointsArgs(
                environment="dev",
                region=REGION,
                account_id=ACCOUNT_ID,
                vpc_id="vpc-1",
                vpc_cidr="10.0.0.0/16",
                subnet_ids=["subnet-a", "subnet-b"],
                route_table_ids=["routes-a", "routes-b"],
            ),
        )
        return {"group": endpoints.security_group_id, "s3": endpoints.s3_url}

    return record(program, computed={_ENDPOINT: {"dnsEntries": [{"dnsName": "*.vpce-1.s3.example"}]}})


def _service_endpoints(recording: Recording) -> list[Registered]:
    """The interface endpoints that take over a service's usual name."""
    return [endpoint for endpoint in recording.all(_ENDPOINT) if endpoint.inputs.get("privateDnsEnabled")]


def test_the_services_of_nodes_and_workloads_are_reached_privately() -> None:
    """Each of them answers under its usual name, in every zone, behind the one security group."""
    recording = _record()
    interfaces = _service_endpoints(recording)
    services = {e.inputs["serviceName"].removeprefix(f"com.amazonaws.{REGION}.") for e in interfaces}
    of_nodes = {"ecr.api", "ecr.dkr", "sts", "secretsmanager", "kms", "logs", "eks", "eks-auth", "ec2"}
    assert services == {*of_nodes, "autoscaling", "elasticloadbalancing"}
    for endpoint in interfaces:
        assert endpoint.inputs["vpcEndpointType"] == "Interface"
        assert endpoint.inputs["subnetIds"] == ["subnet-a", "subnet-b"]
        assert endpoint.inputs["securityGroupIds"] == [recording.result["group"]]


def test_only_https_from_the_vpc_comes_in() -> None:
    """One rule in, none out."""
    recording = _record()
    rule = recording.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert rule.inputs["securityGroupId"] == recording.result["group"]
    assert rule.inputs["cidrIpv4"] == "10.0.0.0/16"
    assert {rule.inputs["fromPort"], rule.inputs["toPort"]} == {443}
    assert not recording.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    assert "egress" not in recording.one("aws:ec2/securityGroup:SecurityGroup").inputs


def test_another_accounts_identity_passes_no_endpoint() -> None:
    """Credentials brought in from elsewhere can't carry data out."""
    ours, theirs = {"aws:PrincipalAccount": ACCOUNT_ID}, {"aws:PrincipalAccount": "999999999999"}
    for endpoint in _service_endpoints(_record()):
        policy = json.loads(endpoint.inputs["policy"])
        assert [admits(policy, "kms:Decrypt", context) for context in (ours, theirs)] == [True, False]


def test_jobs_sign_in_to_roles_of_ours() -> None:
    """They have no account yet when they ask, and no role of another account is to be had."""
    recording = _record()
    sts = json.loads(recording.one(_ENDPOINT, "endpoints-sts").inputs["policy"])
    role = "arn:aws:iam::{}:role/portarium-dev-delivery-deploy"
    asked = "sts:AssumeRoleWithWebIdentity"
    assert admits(sts, asked, {}, resource=role.format(ACCOUNT_ID))
    assert not admits(sts, asked, {}, resource=role.format("999999999999"))
    assert not admits(sts, "sts:AssumeRole", {}, resource=role.format(ACCOUNT_ID))
    for endpoint in _service_endpoints(recording):
        policy = json.loads(endpoint.inputs["policy"])
        assert admits(policy, asked, {}, resource=role.format(ACCOUNT_ID)) == (endpoint.name == "endpoints-sts")


def test_s3_has_an_address_in_the_vpc_under_a_name_of_its_own() -> None:
    """A network policy can open it; the usual name keeps leading to the gateway, which costs nothing."""
    recording = _record()
    private = recording.one(_ENDPOINT, "endpoints-s3-private")
    assert recording.result["s3"] == "https://bucket.vpce-1.s3.example"
    assert private.inputs["serviceName"] == recording.one(_ENDPOINT, "endpoints-s3").inputs["serviceName"]
    assert private.inputs["privateDnsEnabled"] is False


def test_both_ways_to_s3_have_the_same_limits() -> None:
    """Otherwise data would leave by the wider one."""
    recording = _record()
    gateway, private = (recording.one(_ENDPOINT, f"endpoints-{name}") for name in ("s3", "s3-private"))
    assert private.inputs["policy"] == gateway.inputs["policy"]


def test_our_identities_reach_our_buckets_and_no_other() -> None:
    """Neither for writing nor, under any name, for reading."""
    policy = json.loads(_record().one(_ENDPOINT, "endpoints-s3").inputs["policy"])
    own = {"aws:PrincipalAccount": ACCOUNT_ID, "aws:ResourceAccount": ACCOUNT_ID, "aws:PrincipalType": "AssumedRole"}
    foreign = {**own, "aws:ResourceAccount": "999999999999"}
    assert admits(policy, "s3:PutObject", own, resource="arn:aws:s3:::ours/object")
    assert not admits(policy, "s3:PutObject", foreign, resource="arn:aws:s3:::theirs/object")
    assert not admits(policy, "s3:GetObject", foreign, resource="arn:aws:s3:::theirs/object")


def test_image_layers_come_in_and_nothing_goes_out() -> None:
    """ECR's layers by its own signature, those of `registry.k8s.io` from public buckets."""
    policy = json.loads(_record().one(_ENDPOINT, "endpoints-s3").inputs["policy"])
    ecr = {"aws:PrincipalAccount": "111111111111", "aws:PrincipalType": "AssumedRole"}
    nobody = {"aws:PrincipalType": "Anonymous"}
    layer, public = f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket/layer", "arn:aws:s3:::prod-registry-k8s-io/layer"
    assert admits(policy, "s3:GetObject", ecr, resource=layer)
    assert admits(policy, "s3:GetObject", nobody, resource=public)
    assert not any(
        admits(policy, "s3:PutObject", who, resource=where) for who in (ecr, nobody) for where in (layer, public)
    )
