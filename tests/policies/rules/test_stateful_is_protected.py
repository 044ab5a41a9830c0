"""The rule stateful-is-protected, with what it accepts, refuses and leaves out."""

from policies.rules.stateful_is_protected import RULE
from tests.policies.subjects import PASSED, answer, subject

_KEY = "aws:kms/key:Key"


def test_a_protected_key_passes() -> None:
    """Protection is an option of the resource."""
    assert answer(RULE, subject(_KEY, {}, protected=True)) == PASSED


def test_an_unprotected_key_fails() -> None:
    """Also when it was protected before: taking the protection away is what comes before a replacement."""
    assert answer(RULE, subject(_KEY, {})) == (
        "fail",
        "is not protected; prod keeps what can't be made again: ResourceOptions(protect=True)",
    )


def test_tiers_that_protect_nothing_are_left_out() -> None:
    """Dev is made to be thrown away."""
    assert answer(RULE, subject(_KEY, {}, stack="dev")) == ("not applicable", "the tier of dev protects nothing")
