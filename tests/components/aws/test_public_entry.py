"""Everybody comes to the load balancer by two ports, and it goes on to pods by theirs."""

from functools import cache

from components.aws.public_entry import PublicEntry, PublicEntryArgs
from domain.public_entry import PUBLIC_TAG
from tests.recording import Recording, record

_IN = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_OUT = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


@cache
def _recorded() -> Recording:
    def program() -> object:
        args = PublicEntryArgs(environment="dev", vpc_id="vpc", nodes_group_id="nodes", service_ports=[8080, 8081])
        return PublicEntry("entry", args).security_group_id

    return record(program)


def test_the_internet_comes_in_by_two_ports_and_says_so() -> None:
    """The policy pack knows these by their tag, and refuses every other rule for everybody."""
    public = [rule.inputs for rule in _recorded().all(_IN) if "cidrIpv4" in rule.inputs]
    assert sorted(rule["fromPort"] for rule in public) == [80, 443]
    assert all(PUBLIC_TAG in rule["tags"] and rule["fromPort"] == rule["toPort"] for rule in public)


def test_it_goes_on_to_the_ports_of_the_control_plane_alone() -> None:
    """Both ends name the other, and no block of addresses."""
    recording = _recorded()
    group = recording.result
    into = [rule.inputs for rule in recording.all(_IN) if rule.inputs["securityGroupId"] == "nodes"]
    out = [rule.inputs for rule in recording.all(_OUT)]
    assert {(rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) for rule in into} == {
        (group, 8080, 8080),
        (group, 8081, 8081),
    }
    assert {(rule["securityGroupId"], rule["referencedSecurityGroupId"], rule["fromPort"]) for rule in out} == {
        (group, "nodes", 8080),
        (group, "nodes", 8081),
    }
