"""The database is reached by its clients, on its port, and reaches nobody."""

from components.aws.database_firewall import DatabaseFirewall, DatabaseFirewallArgs
from tests.recording import Recording, record


def _record(**clients: str) -> Recording:
    def program() -> object:
        firewall = DatabaseFirewall(
            "firewall",
            DatabaseFirewallArgs(environment="dev", vpc_id="vpc-1", client_security_group_ids=clients, port=5432),
        )
        return firewall.security_group_id

    return record(program)


def test_each_client_is_admitted_by_its_security_group_on_the_port_alone() -> None:
    """No address range, no other port."""
    recording = _record(nodes="sg-nodes", vault="sg-vault")
    rules = recording.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert {rule.inputs["referencedSecurityGroupId"] for rule in rules} == {"sg-nodes", "sg-vault"}
    for rule in rules:
        assert rule.inputs["securityGroupId"] == recording.result
        assert rule.inputs["fromPort"] == rule.inputs["toPort"] == 5432
        assert not {"cidrIpv4", "cidrIpv6", "prefixListId"} & rule.inputs.keys()


def test_nothing_is_admitted_without_clients_and_nothing_leaves() -> None:
    """A group without rules admits nobody; none of its rules lets anything out."""
    recording = _record()
    assert [resource.type for resource in recording.resources if resource.custom] == [
        "aws:ec2/securityGroup:SecurityGroup"
    ]
    assert not {"ingress", "egress"} & recording.one("aws:ec2/securityGroup:SecurityGroup").inputs.keys()
