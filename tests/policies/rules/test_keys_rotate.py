"""The rule keys-rotate, with what it accepts, refuses and leaves out."""

from policies.rules.keys_rotate import RULE
from tests.policies.subjects import PASSED, answer, subject

_KEY = "aws:kms/key:Key"


def test_a_rotating_key_passes() -> None:
    """With the longest time to change one's mind."""
    assert answer(RULE, subject(_KEY, {"enableKeyRotation": True, "deletionWindowInDays": 30})) == PASSED


def test_a_key_that_stays_the_same_fails() -> None:
    """And one that can be gone within a week."""
    assert answer(RULE, subject(_KEY, {"deletionWindowInDays": 7})) == (
        "fail",
        "never rotates; set enableKeyRotation to true",
        "can be gone in 7 days; set deletionWindowInDays to 30",
    )


def test_asymmetric_keys_are_left_out() -> None:
    """AWS rotates none of them."""
    assert answer(RULE, subject(_KEY, {"customerMasterKeySpec": "RSA_2048"}))[0] == "not applicable"
