"""Check and Diff: what the program leaves out, and what a change means."""

from typing import Any

import pytest

from portarium_sandbox.providers.properties import UNKNOWN
from tests.providers.provider_client import ProviderClient, changed, replaced

_BUCKET = "aws:s3/bucket:Bucket"
_ROLE = "aws:iam/role:Role"
_VPC = "aws:ec2/vpc:Vpc"
_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_RUNNERS = "aws:codebuild/project:Project"
_RUNNER = {
    "serviceRole": "arn:aws:iam::123456789012:role/runners",
    "source": {"type": "GITHUB", "location": "https://github.com/portarium/infrastructure.git"},
    "artifacts": {"type": "NO_ARTIFACTS"},
    "environment": {"type": "LINUX_CONTAINER", "computeType": "BUILD_GENERAL1_SMALL", "image": "aws/codebuild"},
}


def _check(provider: ProviderClient, token: str, **inputs: Any) -> dict[str, Any]:
    checked, failures = provider.check(token, inputs)
    assert not failures, failures
    return checked


def test_a_name_is_made_of_the_resource_and_stays(provider: ProviderClient) -> None:
    """As with pulumi-aws: the resource's name and seven digits, the same in every later run."""
    first, _ = provider.check(_BUCKET, {}, name="Evidence")
    assert first["bucket"].startswith("evidence-")
    assert len(first["bucket"]) == len("evidence-") + 7
    again, _ = provider.check(_BUCKET, {}, first, name="Renamed")
    assert again["bucket"] == first["bucket"]


def test_a_name_that_is_given_is_kept_to_the_letter(provider: ProviderClient) -> None:
    """Naming is the program's, if it wants it."""
    assert _check(provider, _BUCKET, bucket="evidence")["bucket"] == "evidence"


def test_a_replacement_under_the_same_name_deletes_first(provider: ProviderClient) -> None:
    """Two roles cannot have one name; two with made-up names can live side by side for a moment."""
    named = _check(provider, _ROLE, name="nodes", assumeRolePolicy="{}")
    moved = _check(provider, _ROLE, name="nodes", assumeRolePolicy="{}", path="/portarium/")
    assert provider.diff(_ROLE, named, moved).deleteBeforeReplace
    unnamed = _check(provider, _ROLE, assumeRolePolicy="{}")
    moved = _check(provider, _ROLE, assumeRolePolicy="{}", path="/portarium/")
    difference = provider.diff(_ROLE, unnamed, moved)
    assert replaced(difference) == {"path"}
    assert not difference.deleteBeforeReplace


def test_documents_differ_by_what_they_say(provider: ProviderClient) -> None:
    """Spacing and the order of keys are not a change; an object is the document it stands for."""
    old = _check(provider, _ROLE, name="nodes", assumeRolePolicy='{"Version": "2012-10-17", "Statement": []}')
    new = _check(provider, _ROLE, name="nodes", assumeRolePolicy={"Statement": [], "Version": "2012-10-17"})
    assert changed(provider.diff(_ROLE, old, new)) == {}
    new = _check(provider, _ROLE, name="nodes", assumeRolePolicy='{"Version": "2012-10-17"}')
    assert set(changed(provider.diff(_ROLE, old, new))) == {"assumeRolePolicy"}


def test_the_order_of_a_set_is_no_change(provider: ProviderClient) -> None:
    """Subnets and security groups are sets to AWS."""
    token = "aws:rds/subnetGroup:SubnetGroup"
    old = _check(provider, token, name="data", subnetIds=["subnet-1", "subnet-2"])
    new = _check(provider, token, name="data", subnetIds=["subnet-2", "subnet-1"])
    assert changed(provider.diff(token, old, new)) == {}


@pytest.mark.parametrize(("block", "replacing"), [("172.20.0.0/16", False), ("10.100.0.0/16", True)])
def test_writing_down_what_the_api_had_chosen_is_no_change(
    provider: ProviderClient, block: str, *, replacing: bool
) -> None:
    """pulumi-aws compares with the state: a cluster with these addresses stays, and one with others can't get them."""
    token = "aws:eks/cluster:Cluster"
    given = {"name": "ours", "roleArn": "arn:aws:iam::123456789012:role/eks", "vpcConfig": {"subnetIds": ["subnet-1"]}}
    old = _check(provider, token, **given)
    new = _check(provider, token, **given, kubernetesNetworkConfig={"serviceIpv4Cidr": block})
    chosen = {"ipFamily": "ipv4", "serviceIpv4Cidr": "172.20.0.0/16"}
    difference = provider.diff(token, old, new, old={**old, "kubernetesNetworkConfig": chosen})
    assert bool(replaced(difference)) is replacing
    assert bool(changed(difference)) is replacing


def test_an_unknown_value_replaces_where_a_change_would(provider: ProviderClient) -> None:
    """A preview must not promise less than may happen."""
    old = _check(provider, _GROUP, name="data", vpcId="vpc-1")
    new = _check(provider, _GROUP, name="data", vpcId=UNKNOWN)
    assert replaced(provider.diff(_GROUP, old, new)) == {"vpcId"}


def test_what_the_double_does_not_do_is_refused(provider: ProviderClient) -> None:
    """A property of the SDK that the table has nothing for would be a silent success."""
    _, failures = provider.check(_VPC, {"cidrBlock": "10.0.0.0/16", "ipv4IpamPoolId": "pool"})
    assert "the sandbox's aws double does not do this yet" in failures["ipv4IpamPoolId"]
    assert "aws:ec2/vpc:Vpc" in failures["ipv4IpamPoolId"]


@pytest.mark.parametrize(("name", "value"), [("badgeEnabled", True), ("projectVisibility", "PUBLIC_READ")])
def test_a_value_that_the_double_does_not_do_is_refused(provider: ProviderClient, name: str, value: Any) -> None:
    """What pulumi-aws would have filled in may be written down; anything else would be a silent success."""
    filled_in = _check(provider, _RUNNERS, **_RUNNER)[name]
    _check(provider, _RUNNERS, **_RUNNER, **{name: filled_in})
    _, failures = provider.check(_RUNNERS, {**_RUNNER, name: value})
    assert "the sandbox's aws double" in failures[name]


def test_a_near_miss_names_what_was_meant(provider: ProviderClient) -> None:
    """Most unknown properties are misspelled ones, at any depth."""
    _, failures = provider.check(_VPC, {"cidrBlok": "10.0.0.0/16"})
    assert failures["cidrBlok"].endswith("did you mean cidrBlock?")
    rule = {"protocol": "tcp", "fromPort": 1, "toPort": 2, "cidrBlock": ["10.0.0.0/8"]}
    _, failures = provider.check(_GROUP, {"ingress": [rule]})
    assert failures["ingress[0].cidrBlock"].endswith("did you mean cidrBlocks?")


def test_a_required_property_is_required(provider: ProviderClient) -> None:
    """Before the API says so, and by its own name."""
    _, failures = provider.check("aws:eks/cluster:Cluster", {"vpcConfig": {}})
    assert failures == {
        "roleArn": "eks.Cluster requires it",
        "vpcConfig.subnetIds": "eks.Cluster requires it",
    }


@pytest.mark.parametrize(
    ("token", "inputs", "where"),
    [
        ("aws:rds/instance:Instance", {"instanceClass": "db.t4g.small"}, "finalSnapshotIdentifier"),
        ("aws:route53/record:Record", {"zoneId": "Z1", "name": "www", "type": "A"}, "records"),
        ("aws:ssm/parameter:Parameter", {"type": "String"}, "value"),
        (_RUNNERS, {**_RUNNER, "buildTimeout": 4}, "buildTimeout"),
        (_RUNNERS, {**_RUNNER, "queuedTimeout": 481}, "queuedTimeout"),
        (_RUNNERS, {**_RUNNER, "name": "with.dot"}, "name"),
    ],
)
def test_what_pulumi_aws_refuses_at_once_is_refused(
    provider: ProviderClient, token: str, inputs: dict[str, Any], where: str
) -> None:
    """What no single property's type shows: combinations, ranges, names."""
    _, failures = provider.check(token, inputs)
    assert [*failures] == [where]
