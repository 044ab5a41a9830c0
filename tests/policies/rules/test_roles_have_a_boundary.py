"""The rule roles-have-a-boundary, with what it accepts, refuses and leaves out."""

from policies.rules.roles_have_a_boundary import RULE
from tests.policies.subjects import PASSED, UNKNOWN, answer, subject

_ROLE = "aws:iam/role:Role"


def test_a_role_under_a_boundary_passes() -> None:
    """Whichever it is."""
    assert answer(RULE, subject(_ROLE, {"permissionsBoundary": "arn:aws:iam::1:policy/limit"})) == PASSED


def test_a_role_without_fails() -> None:
    """Its own policies would be its only limit."""
    assert answer(RULE, subject(_ROLE, {})) == (
        "fail",
        "has no upper limit; set permissionsBoundary to the environment's boundary",
    )


def test_an_arn_that_is_not_known_is_left_out() -> None:
    """The boundary may be made in the same update."""
    assert answer(RULE, subject(_ROLE, {"permissionsBoundary": UNKNOWN}))[0] == "not applicable"
