"""The rule workflow-trust-is-exact, with what it accepts, refuses and leaves out."""

from dataclasses import replace

from policies.resource import Resource
from policies.rules.workflow_trust_is_exact import RULE
from tests.policies.subjects import PASSED, answer, document, subject

_ROLE = "aws:iam/role:Role"
_ISSUER = "token.actions.githubusercontent.com"


def _role(*subjects: str, audience: str = "sts.amazonaws.com") -> Resource:
    named = {f"{_ISSUER}:aud": audience, **({f"{_ISSUER}:sub": list(subjects)} if subjects else {})}
    trust = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": named}}
    return subject(_ROLE, {"assumeRolePolicy": document(trust)})


def test_one_repository_and_its_own_environment_pass() -> None:
    """Letter by letter."""
    assert answer(RULE, _role("repo:portarium/infrastructure:environment:prod")) == PASSED
    assert answer(RULE, _role("repo:portarium@17/infrastructure@42:environment:prod")) == PASSED


def test_whole_organizations_and_other_environments_fail() -> None:
    """A pattern, a missing subject, another environment, another audience."""
    assert answer(RULE, _role("repo:portarium/*"))[1].startswith("trusts repo:portarium/*, which names no single ")
    assert answer(RULE, _role())[1].startswith("lets every repository of GitHub in; ")
    assert answer(RULE, _role("repo:portarium/infrastructure:environment:dev")) == (
        "fail",
        "trusts jobs of the environment dev; the roles of prod are for its own jobs",
    )
    assert answer(RULE, _role("repo:a/b:environment:prod", audience="other"))[1].startswith(
        "takes tokens made for others"
    )


def test_a_role_in_the_stack_of_an_account_is_told_by_its_name() -> None:
    """There, each environment has its own, and dev's jobs never get prod's."""
    jobs_of_dev = _role("repo:portarium/infrastructure:environment:dev")
    for name, verdict in (("portarium-dev-delivery-deploy", "pass"), ("portarium-prod-delivery-deploy", "fail")):
        role = replace(
            jobs_of_dev,
            urn=jobs_of_dev.urn.replace(":prod::", ":account-shared::"),
            properties={**jobs_of_dev.properties, "name": name},
        )
        assert role.stack == "account-shared"
        assert answer(RULE, role)[0] == verdict


def test_roles_of_services_are_left_out() -> None:
    """They trust no identity provider."""
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = subject(_ROLE, {"assumeRolePolicy": document(trust)})
    assert answer(RULE, role) == ("not applicable", "trusts no identity provider")
