"""A state becomes a program that Python can read, in the SDK's own classes."""

import ast
from typing import Any

from tests.bench.flat_program import flat_source

SHA = "a" * 40
PREFIX = "urn:pulumi:dev::portarium::"
PROVIDER = f"{PREFIX}pulumi:providers:aws::aws"
VPC = f"{PREFIX}portarium:aws:Network$aws:ec2/vpc:Vpc::network-vpc"


def resource(urn: str, **values: Any) -> dict[str, Any]:
    """One custom resource of a state."""
    return {"urn": urn, "custom": True, "type": urn.split("::")[2].rpartition("$")[2], "id": "id-12345678", **values}


def state() -> list[dict[str, Any]]:
    """A component with a network, which refers to a provider and to one another."""
    return [
        {"urn": f"{PREFIX}portarium:aws:Network::network", "type": "portarium:aws:Network", "custom": False},
        resource(PROVIDER, inputs={"region": "eu-central-1", "version": "7"}, propertyDependencies={"region": []}),
        resource(
            VPC,
            id="vpc-12345678",
            provider=f"{PROVIDER}::some-id",
            inputs={"cidrBlock": "10.0.0.0/16", "tagsAll": {"a": "b"}},
            outputs={"cidrBlock": "10.0.0.0/16"},
            propertyDependencies={"cidrBlock": []},
            protect=True,
        ),
        resource(
            f"{PREFIX}portarium:aws:Network$aws:ec2/subnet:Subnet::network-a",
            provider=f"{PROVIDER}::some-id",
            inputs={"vpcId": "vpc-12345678", "cidrBlock": "10.0.0.0/20"},
            propertyDependencies={"vpcId": [VPC], "cidrBlock": []},
            dependencies=[VPC],
        ),
    ]


def lines() -> list[str]:
    """The lines of the flat program that make resources."""
    source = flat_source("dev", state(), SHA)
    ast.parse(source)
    return [line for line in source.splitlines() if " = aws." in line]


def test_a_line_for_each_custom_resource() -> None:
    """Components leave nothing behind."""
    assert [line.partition("(")[0] for line in lines()] == [
        "aws_provider = aws.Provider",
        "network_vpc_vpc = aws.ec2.Vpc",
        "network_a_subnet = aws.ec2.Subnet",
    ]


def test_inputs_are_what_the_program_gave() -> None:
    """What provider and engine added to the inputs is not written."""
    assert "tags_all" not in lines()[1]
    assert "version" not in lines()[0]


def test_a_list_of_a_provider_is_a_list_again() -> None:
    """It travels as JSON, and whoever wrote it as text would give a list of its letters."""
    given = {"allowedAccountIds": '["111122223333"]'}
    provider = resource(PROVIDER, inputs=given, propertyDependencies={"allowedAccountIds": []})
    assert "allowed_account_ids=['111122223333']" in flat_source("dev", [provider], SHA)


def test_a_new_cluster_is_entered_when_it_lets_in() -> None:
    """Its provider waits as ours does, for the same access policies, or every first object would be refused."""
    policy = f"{PREFIX}aws:eks/accessPolicyAssociation:AccessPolicyAssociation::admin"
    provider = resource(
        f"{PREFIX}pulumi:providers:kubernetes::cluster",
        inputs={"kubeconfig": "text"},
        propertyDependencies={"kubeconfig": [policy]},
    )
    source = flat_source("dev", [resource(policy), provider], SHA)
    waits = "kubeconfig=once_let_in('text', pulumi.Output.all(admin_accesspolicyassociation.associated_at))"
    assert waits in source


def test_references_stand_for_their_dependencies() -> None:
    """A resource that refers to another needs no `depends_on` for it."""
    assert "vpc_id=network_vpc_vpc.id" in lines()[2]
    assert "depends_on" not in lines()[2]


def test_options_are_kept() -> None:
    """A protected resource with a provider of its own is that in the flat program, too."""
    assert "opts=pulumi.ResourceOptions(provider=aws_provider, protect=True)" in lines()[1]


def test_a_kind_that_a_chart_brought_is_a_custom_resource() -> None:
    """The SDK has no class of its own for it, and is told what it is."""
    store = resource(
        f"{PREFIX}kubernetes:external-secrets.io/v1:SecretStore::store",
        inputs={"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "spec": {"provider": {}}},
        propertyDependencies={"apiVersion": [], "kind": [], "spec": []},
    )
    source = flat_source("dev", [store], SHA)
    ast.parse(source)
    [made] = [line for line in source.splitlines() if "CustomResource(" in line]
    assert "api_version='external-secrets.io/v1', kind='SecretStore', spec={'provider': {}}" in made


def test_what_needs_an_object_of_any_kind_comes_after_it() -> None:
    """Nothing is known of its outputs: a text that equals its name is no reference to it."""
    store = f"{PREFIX}kubernetes:external-secrets.io/v1:SecretStore::store"
    reader = resource(
        f"{PREFIX}kubernetes:core/v1:ConfigMap::reader",
        inputs={"metadata": {"name": "environment"}},
        propertyDependencies={"metadata": [store]},
        dependencies=[store],
    )
    named = resource(store, outputs={"metadata": {"name": "environment"}})
    [made] = [line for line in flat_source("dev", [named, reader], SHA).splitlines() if "ConfigMap(" in line]
    assert "metadata={'name': 'environment'}" in made
    assert "depends_on=[store_customresource]" in made
