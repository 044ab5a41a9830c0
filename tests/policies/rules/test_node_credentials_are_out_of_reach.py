"""The rule node-credentials-are-out-of-reach, with what it accepts, refuses and leaves out."""

from policies.rules.node_credentials_are_out_of_reach import RULE
from tests.policies.subjects import PASSED, answer, subject

_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


def test_tokens_over_one_hop_pass() -> None:
    """A pod is two hops away."""
    options = {"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1}
    assert answer(RULE, subject(_TEMPLATE, {"metadataOptions": options})) == PASSED


def test_metadata_for_pods_fails() -> None:
    """Without a token, or over two hops."""
    assert answer(RULE, subject(_TEMPLATE, {"metadataOptions": {"httpPutResponseHopLimit": 2}})) == (
        "fail",
        "gives metadata away without a token (optional); set metadataOptions.httpTokens: required",
        "answers metadata requests over 2 hops; set metadataOptions.httpPutResponseHopLimit to 1",
    )


def test_other_resources_are_left_out() -> None:
    """A node group takes it from its template."""
    assert answer(RULE, subject("aws:eks/nodeGroup:NodeGroup", {}))[0] == "not applicable"
