"""A person's role is taken on by those named, and with a second factor that somebody has asked for."""

from typing import Any

import pytest

from components.aws.people_trust import PeopleTrust, people_statements
from portarium_sandbox.iam.decision import admits
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID

HOME = "arn:aws:iam::210987654321:root"
PROVIDER = f"arn:aws:iam::{ACCOUNT_ID}:saml-provider/directory"
SINGLE_SIGN_ON = f"arn:aws:iam::{ACCOUNT_ID}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Engineer_*"


def _trust(**named: Any) -> dict[str, Any]:
    return rendered(people_statements(ACCOUNT_ID, PeopleTrust(**named)))


@pytest.mark.parametrize("factor", ["true", "false", None])
def test_a_person_of_an_account_shows_a_second_factor(factor: str | None) -> None:
    """A key of a user's alone has none, nor does it say so: what is absent counts as missing."""
    context = {} if factor is None else {"aws:MultiFactorAuthPresent": factor}
    assert admits(_trust(principals=[HOME]), "sts:AssumeRole", context, principal={"AWS": HOME}) is (factor == "true")


def test_a_directory_signs_for_people_at_aws_alone() -> None:
    """An assertion for another service is none for this role."""
    trust, principal = _trust(saml_providers=[PROVIDER]), {"Federated": PROVIDER}
    for audience, taken in {
        "https://signin.aws.amazon.com/saml": True,
        "https://elsewhere.example/saml": False,
    }.items():
        assert admits(trust, "sts:AssumeRoleWithSAML", {"SAML:aud": audience}, principal=principal) is taken
    assert not admits(trust, "sts:AssumeRole", {}, principal=principal)


def test_single_sign_on_comes_with_the_permission_set_that_is_named() -> None:
    """Its roles have a random end."""
    trust, principal = _trust(single_sign_on=[SINGLE_SIGN_ON]), {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    path = f"arn:aws:iam::{ACCOUNT_ID}:role/aws-reserved/sso.amazonaws.com/eu-central-1"
    for role, taken in {"AWSReservedSSO_Engineer_0a1b": True, "AWSReservedSSO_Auditor_0a1b": False}.items():
        context = {"aws:PrincipalArn": f"{path}/{role}"}
        assert admits(trust, "sts:AssumeRole", context, principal=principal) is taken


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ({}, "nobody is named"),
        ({"principals": ["*"]}, "no other can show a second factor"),
        ({"principals": [f"arn:aws:iam::{ACCOUNT_ID}:role/engineer"]}, "no other can show a second factor"),
        ({"single_sign_on": [f"arn:aws:iam::{ACCOUNT_ID}:role/*"]}, "is not below"),
    ],
)
def test_a_trust_that_proves_no_person_is_refused(named: dict[str, list[str]], refusal: str) -> None:
    """A role would lock everybody out, or let in whoever makes another one."""
    with pytest.raises(ValueError, match=refusal):
        PeopleTrust(**named)
