"""The provider itself: configuration, default tags, secrets, unknown types and an API that is away."""

import json
from collections.abc import Generator
from contextlib import contextmanager

import grpc
import pytest

from portarium_sandbox.providers.aws.configuration import checked
from portarium_sandbox.providers.aws.provider import Aws
from portarium_sandbox.providers.errors import InputError
from tests.providers.aws.cases.rds import instance
from tests.providers.aws.conformance import REGION, World, permission
from tests.providers.provider_client import ProviderClient, changed, connected, refusal

pytestmark = pytest.mark.usefixtures("own_folder")

_VPC = "aws:ec2/vpc:Vpc"


@contextmanager
def _configured(**configuration: str) -> Generator[ProviderClient]:
    with connected(Aws()) as client:
        client.configure(region=REGION, **configuration)
        yield client


def test_default_tags_are_on_everything(world: World) -> None:
    """`tagsAll` is what the resource has, `tags` what the program said; the program wins."""
    defaults = '{"tags":{"environment":"dev","team":"nobody"}}'
    with _configured(defaultTags=defaults) as client:
        inputs, _ = client.check(_VPC, {"cidrBlock": "10.5.0.0/16", "tags": {"team": "platform"}})
        identifier, outputs = client.create(_VPC, inputs)
        everything = {"environment": "dev", "team": "platform"}
        assert (outputs["tags"], outputs["tagsAll"]) == ({"team": "platform"}, everything)
        told = world.api("ec2").describe_vpcs(VpcIds=[identifier])["Vpcs"][0]["Tags"]
        assert {tag["Key"]: tag["Value"] for tag in told} == everything
        _, read, _ = client.read(_VPC, identifier, inputs, outputs)
        assert read == inputs
    with _configured(defaultTags='{"tags":{"environment":"prod"}}') as client:
        new, _ = client.check(_VPC, {"cidrBlock": "10.5.0.0/16", "tags": {"team": "platform"}}, inputs)
        assert set(changed(client.diff(_VPC, inputs, new, identifier=identifier))) == {"tagsAll.environment"}
        client.delete(_VPC, identifier, inputs, outputs)


def test_an_interrupted_update_of_a_policy_makes_no_second_version(world: World, provider: ProviderClient) -> None:
    """IAM keeps five: what is the default already, in whatever order, is not made again."""
    token, iam = "aws:iam/policy:Policy", world.api("iam")
    made = world.make(token, policy=permission("s3:PutObject"))
    wanted = permission("s3:GetObject")
    iam.create_policy_version(PolicyArn=made.identifier, PolicyDocument=wanted, SetAsDefault=True)
    new, _ = provider.check(token, {**made.inputs, "policy": wanted}, made.inputs)
    provider.update(token, made.identifier, made.inputs, new, outputs=made.outputs)
    assert len(iam.list_policy_versions(PolicyArn=made.identifier)["Versions"]) == 2


def test_another_account_is_refused() -> None:
    """`allowedAccountIds` protects from the wrong credentials."""
    with _configured(allowedAccountIds='["999999999999"]') as client:
        inputs, _ = client.check(_VPC, {"cidrBlock": "10.5.0.0/16"})
        with pytest.raises(grpc.RpcError) as refused:
            client.create(_VPC, inputs)
    assert refusal(refused.value) == ("AWS account ID not allowed: 123456789012; aws:allowedAccountIds is 999999999999")


def test_unknown_configuration_is_refused() -> None:
    """A misspelled key would otherwise be a protection that is not there."""
    with pytest.raises(InputError, match="allowedAccounts: the sandbox's aws provider has no such configuration"):
        checked({"region": REGION, "allowedAccounts": "1"})


def test_a_region_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the configuration or the environment; there is no default that could be the wrong one."""
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    with pytest.raises(InputError, match="region: missing"):
        checked({})
    monkeypatch.setenv("AWS_REGION", REGION)
    assert checked({}) == {"region": REGION}


def test_a_resource_in_another_region_is_made_there(world: World) -> None:
    """Version 7 of pulumi-aws has a region for each resource."""
    made = world.make("aws:ec2/vpc:Vpc", cidrBlock="10.5.0.0/16", region="eu-west-1")
    assert made["region"] == "eu-west-1"
    assert made["arn"].startswith("arn:aws:ec2:eu-west-1:")
    assert made.identifier not in [vpc["VpcId"] for vpc in world.api("ec2").describe_vpcs()["Vpcs"]]


def test_an_unknown_type_says_where_it_belongs(provider: ProviderClient) -> None:
    """Never a silent success."""
    with pytest.raises(grpc.RpcError) as refused:
        provider.check("aws:lambda/function:Function", {})
    message = refusal(refused.value)
    assert "aws:lambda/function:Function" in message
    assert "sandbox/src/portarium_sandbox/providers/aws/services" in message


def test_a_generated_password_stays_in_secrets_manager(world: World) -> None:
    """The state has the secret's ARN and nothing else of it."""
    made = world.make("aws:rds/instance:Instance", **instance(world))
    [secret] = made["masterUserSecrets"]
    assert secret["secretArn"].startswith("arn:aws:secretsmanager:")
    assert "password" not in made.outputs


def test_a_preview_without_changes_makes_no_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs no API at all, and so no time for it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with _configured() as client:
        inputs, _ = client.check(_VPC, {"cidrBlock": "10.5.0.0/16"})
        assert changed(client.diff(_VPC, inputs, inputs)) == {}
        _, outputs = client.create(_VPC, inputs, preview=True)
        assert outputs["region"] == REGION


def test_an_api_that_is_away_is_an_error_and_no_deletion(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh during an outage must not empty the state."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with _configured() as client, pytest.raises(grpc.RpcError) as refused:
        client.read(_VPC, "vpc-1", {"cidrBlock": "10.5.0.0/16"}, {"cidrBlock": "10.5.0.0/16"})
    assert "is the sandbox up?" in refusal(refused.value)


def test_it_never_talks_to_the_real_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a sandbox's endpoint it refuses, whatever credentials are about."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with _configured() as client, pytest.raises(grpc.RpcError) as refused:
        client.create(_VPC, {"cidrBlock": "10.5.0.0/16", "__defaults": []})
    assert "only talks to a sandbox" in refusal(refused.value)


def test_functions_answer_about_the_sandbox(provider: ProviderClient) -> None:
    """Who, where, and in which zones."""
    assert provider.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})["accountId"] == "123456789012"
    assert provider.invoke("aws:index/getRegion:getRegion", {})["region"] == REGION
    assert provider.invoke("aws:index/getPartition:getPartition", {})["dnsSuffix"] == "amazonaws.com"
    zones = provider.invoke(
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        {"state": "available", "excludeNames": [f"{REGION}a"]},
    )
    assert zones["names"] == [f"{REGION}b", f"{REGION}c"]


def test_a_policy_is_read_as_it_stands(provider: ProviderClient) -> None:
    """By its ARN, in its default version; where there is none, in IAM's words."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    inputs, _ = provider.check("aws:iam/policy:Policy", {"name": "limit", "policy": json.dumps(document)})
    arn, _ = provider.create("aws:iam/policy:Policy", inputs)
    found = provider.invoke("aws:iam/getPolicy:getPolicy", {"arn": arn})
    assert (found["name"], found["arn"], json.loads(found["policy"])) == ("limit", arn, document)
    with pytest.raises(grpc.RpcError) as missing:
        provider.invoke("aws:iam/getPolicy:getPolicy", {"arn": f"{arn}-of-another"})
    assert "NoSuchEntity" in refusal(missing.value)
