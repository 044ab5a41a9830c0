"""The rule ingress-is-not-for-the-world, with what it accepts, refuses and leaves out."""

from policies.rules.ingress_is_not_for_the_world import RULE
from tests.policies.subjects import PASSED, answer, subject

_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"


def test_a_named_network_passes() -> None:
    """So does a group without a rule."""
    assert answer(RULE, subject(_INGRESS, {"cidrIpv4": "10.0.0.0/8"})) == PASSED
    assert answer(RULE, subject(_GROUP, {})) == PASSED


def test_the_whole_internet_fails() -> None:
    """In a rule of its own, in an old rule and inside a group, in either address family."""
    wrong = "lets {} in; name the networks or the security groups that need it ({})"
    inline = {"ingress": [{"cidrBlocks": ["10.0.0.0/8"]}, {"ipv6CidrBlocks": ["::/0"]}]}
    old = {"type": "ingress", "cidrBlocks": ["0.0.0.0/0"]}
    assert answer(RULE, subject(_INGRESS, {"cidrIpv4": "0.0.0.0/0"})) == ("fail", wrong.format("0.0.0.0/0", "cidrIpv4"))
    assert answer(RULE, subject(_GROUP, inline)) == ("fail", wrong.format("::/0", "ipv6CidrBlocks"))
    assert answer(RULE, subject(_OLD_RULE, old)) == ("fail", wrong.format("0.0.0.0/0", "cidrBlocks"))


def test_only_two_ports_of_the_load_balancer_are_for_everybody() -> None:
    """By a tag that says so; another port is refused with it, and these two without it."""
    public = {"cidrIpv4": "0.0.0.0/0", "fromPort": 443, "toPort": 443, "tags": {"portarium:public": "true"}}
    assert answer(RULE, subject(_INGRESS, public))[0] == "not applicable"
    for wrong in ({**public, "tags": {}}, {**public, "fromPort": 22, "toPort": 22}, {**public, "toPort": 8080}):
        assert answer(RULE, subject(_INGRESS, wrong))[0] == "fail"


def test_egress_is_left_out() -> None:
    """Where traffic goes is the network policies' matter."""
    old = {"type": "egress", "cidrBlocks": ["0.0.0.0/0"]}
    assert answer(RULE, subject(_OLD_RULE, old)) == ("not applicable", "a rule for egress")
