"""An update that was killed: the next one finishes it without a second copy of anything."""

import importlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from portarium_sandbox.parent import Parent
from portarium_sandbox.providers.aws.ledger import Ledger
from portarium_sandbox.providers.aws.provider import Aws
from portarium_sandbox.providers.properties import Properties, deserialize
from tests.providers.aws.conformance import REGION, World
from tests.providers.provider_client import ProviderClient, connected, half_made, refusal

pytestmark = pytest.mark.usefixtures("own_folder")

_VPC = "aws:ec2/vpc:Vpc"
_ROLE = "aws:iam/role:Role"
_BUCKET = "aws:s3/bucket:Bucket"
_TRUST = '{"Version":"2012-10-17","Statement":[]}'


@contextmanager
def _killed_later() -> Generator[ProviderClient]:
    """A provider whose engine is killed: it never gets to settle its notes."""
    provider = Aws()
    provider._parent = Parent(-1)  # pyright: ignore[reportPrivateUsage]
    with connected(provider) as client:
        client.configure(region=REGION)
        yield client
    _end_run(provider)


def _end_run(provider: Aws) -> None:
    lock = provider._ledger._lock  # pyright: ignore[reportPrivateUsage]
    if lock is not None:
        lock.close()


@contextmanager
def _without_answer_to(lost: str, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """A cloud that ends when it is called so: one operation finds nobody there."""
    client: Any = importlib.import_module("botocore.client").BaseClient
    error: Any = importlib.import_module("botocore.exceptions").ConnectionClosedError
    call = client._make_api_call  # pyright: ignore[reportPrivateUsage]

    def call_unless_lost(self: Any, operation: str, parameters: dict[str, Any]) -> Any:
        if operation == lost:
            raise error(endpoint_url="http://cloud")
        return call(self, operation, parameters)

    with monkeypatch.context() as fault:
        fault.setattr(client, "_make_api_call", call_unless_lost)
        yield


@pytest.fixture
def networks(world: World) -> Iterator[World]:
    """A world that takes away the networks that a test has left."""
    before = {vpc["VpcId"] for vpc in world.api("ec2").describe_vpcs()["Vpcs"]}
    yield world
    for vpc in world.api("ec2").describe_vpcs()["Vpcs"]:
        if vpc["VpcId"] not in before:
            world.api("ec2").delete_vpc(VpcId=vpc["VpcId"])


def _networks(world: World) -> list[str]:
    return [vpc["VpcId"] for vpc in world.api("ec2").describe_vpcs()["Vpcs"] if vpc["CidrBlock"] == "10.77.0.0/16"]


def _checked(client: ProviderClient, token: str, **inputs: object) -> Properties:
    checked, failures = client.check(token, dict(inputs))
    assert not failures
    return checked


def _second_up(inputs: Properties, token: str = _VPC) -> tuple[str, Properties]:
    with connected(Aws()) as client:
        client.configure(region=REGION)
        return client.create(token, inputs)


def test_a_network_that_the_engine_never_heard_of_is_taken_over(networks: World) -> None:
    """AWS would make a second VPC without a word."""
    with _killed_later() as client:
        inputs = _checked(client, _VPC, cidrBlock="10.77.0.0/16", enableDnsHostnames=True)
        first, _ = client.create(_VPC, inputs)
    second, outputs = _second_up(inputs)
    assert second == first
    assert outputs["enableDnsHostnames"] is True
    assert _networks(networks) == [first]


def test_what_changed_in_between_is_changed(networks: World) -> None:
    """The program may have been edited after the crash: tags and settings are those of the second run."""
    with _killed_later() as client:
        first, _ = client.create(_VPC, _checked(client, _VPC, cidrBlock="10.77.0.0/16", tags={"Name": "old"}))
        wanted = _checked(client, _VPC, cidrBlock="10.77.0.0/16", tags={"Name": "new"}, enableDnsSupport=False)
    second, outputs = _second_up(wanted)
    assert second == first
    assert (outputs["tagsAll"], outputs["enableDnsSupport"]) == ({"Name": "new"}, False)


def test_what_cannot_be_changed_is_made_anew(networks: World) -> None:
    """A network of another size is another network; the first one goes."""
    with _killed_later() as client:
        first, _ = client.create(_VPC, _checked(client, _VPC, cidrBlock="10.78.0.0/16"))
        wanted = _checked(client, _VPC, cidrBlock="10.77.0.0/16")
    second, _ = _second_up(wanted)
    assert second != first
    assert first not in [vpc["VpcId"] for vpc in networks.api("ec2").describe_vpcs()["Vpcs"]]


def test_a_lost_answer_is_found_by_its_mark(networks: World, own_folder: Path, endpoint: str) -> None:
    """Killed between the call and its answer, not even the id is known."""
    with _killed_later() as client:
        inputs = _checked(client, _VPC, cidrBlock="10.77.0.0/16")
    ledger = Ledger(own_folder / "creations", endpoint)
    note = ledger.begin(f"urn:pulumi:test::portarium::{_VPC}::subject", "", inputs)
    specification = [
        {"ResourceType": "vpc", "Tags": [{"Key": "portarium:creation", "Value": note.token}]},
    ]
    made = networks.api("ec2").create_vpc(CidrBlock="10.77.0.0/16", TagSpecifications=specification)["Vpc"]["VpcId"]
    ledger._lock.close()  # type: ignore[union-attr]  # pyright: ignore[reportPrivateUsage,reportOptionalMemberAccess]
    second, outputs = _second_up(inputs)
    assert second == made
    assert outputs["tagsAll"] == {}
    tags = networks.api("ec2").describe_vpcs(VpcIds=[made])["Vpcs"][0].get("Tags", [])
    assert tags == []


def test_a_generated_name_is_kept(world: World) -> None:
    """Otherwise the second run would make a bucket of another name beside the first."""
    with _killed_later() as client:
        first, _ = client.create(_BUCKET, _checked(client, _BUCKET))
    with connected(Aws()) as client:
        client.configure(region=REGION)
        inputs, _ = client.check(_BUCKET, {}, name="subject")
        assert inputs["bucket"] == first
        second, _ = client.create(_BUCKET, inputs)
    assert second == first
    world.api("s3").delete_bucket(Bucket=first)


def test_somebody_elses_role_is_not_taken_over(world: World) -> None:
    """Only what a note speaks of is the double's: a role that was there before is an error, as with AWS."""
    world.api("iam").create_role(RoleName="foreign", AssumeRolePolicyDocument=_TRUST)
    inputs = _checked(world.provider, _ROLE, name="foreign", assumeRolePolicy=_TRUST)
    for _ in range(2):
        with pytest.raises(grpc.RpcError) as refused:
            world.provider.create(_ROLE, inputs)
        assert "EntityAlreadyExists" in refusal(refused.value)
    world.api("iam").delete_role(RoleName="foreign")


def test_a_run_that_ended_well_leaves_nothing_to_take_over(networks: World) -> None:
    """Another stack of the same name, with a state of its own, gets a network of its own."""
    with connected(Aws()) as client:
        client.configure(region=REGION)
        inputs = _checked(client, _VPC, cidrBlock="10.77.0.0/16")
        first, _ = client.create(_VPC, inputs)
    second, _ = _second_up(inputs)
    assert second != first


def test_what_the_engine_knows_is_not_taken_over(networks: World, own_folder: Path) -> None:
    """A replacement that is created before the old one goes must not get the old one."""
    with _killed_later() as client:
        inputs = _checked(client, _VPC, cidrBlock="10.77.0.0/16")
        first, outputs = client.create(_VPC, inputs)
    with connected(Aws()) as client:
        client.configure(region=REGION)
        client.diff(_VPC, inputs, inputs, identifier=first, old=outputs)
        assert not [*(own_folder / "creations").glob("*.json")]
        second, _ = client.create(_VPC, inputs)
    assert second != first


@pytest.mark.parametrize("lost", ["DeleteTags", "ModifyVpcAttribute", "DescribeVpcs"])
def test_a_cloud_that_vanishes_during_a_creation_loses_nothing(
    networks: World, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever call after the first fails, the engine is told of what exists, and the next update finishes it."""
    with connected(Aws()) as client:
        client.configure(region=REGION)
        inputs = _checked(client, _VPC, cidrBlock="10.77.0.0/16", enableDnsHostnames=True, tags={"Name": "kept"})
        with _without_answer_to(lost, monkeypatch), pytest.raises(grpc.RpcError) as failed:
            client.create(_VPC, inputs)
    left = half_made(failed.value)
    assert _networks(networks) == [left.id]
    with connected(Aws()) as client:
        client.configure(region=REGION)
        outputs = client.update(_VPC, left.id, inputs, inputs, outputs=deserialize(left.properties, set()))
    assert (outputs["enableDnsHostnames"], outputs["tagsAll"]) == (True, {"Name": "kept"})
    assert "__unfinished" not in outputs
    [network] = networks.api("ec2").describe_vpcs(VpcIds=[left.id])["Vpcs"]
    assert network["Tags"] == [{"Key": "Name", "Value": "kept"}]
    told = networks.api("ec2").describe_vpc_attribute(VpcId=left.id, Attribute="enableDnsHostnames")
    assert told["EnableDnsHostnames"] == {"Value": True}
