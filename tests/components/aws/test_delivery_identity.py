"""GitHub's workflows get in by what they are, never by what they hold."""

import json
from collections.abc import Sequence

import pytest

from components.aws.delivery_identity import DeliveryIdentity, DeliveryIdentityArgs
from components.aws.state_access import StateStore
from domain.workflow_identity import ISSUER, repository_names
from portarium_sandbox.iam.decision import admits
from tests.recording import ACCOUNT_ID, REGION, Recording, record

_ROLE = "aws:iam/role:Role"
_ASSUME = "sts:AssumeRoleWithWebIdentity"
_ISSUER_ARN = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{ISSUER}"


def _record(*, repositories: Sequence[str] = ("acme/infrastructure",)) -> Recording:
    def program() -> object:
        identity = DeliveryIdentity(
            "delivery",
            DeliveryIdentityArgs(
                environment="prod",
                account_id=ACCOUNT_ID,
                state=StateStore(bucket="states", region=REGION, account_id=ACCOUNT_ID, source="staging"),
                repositories=repositories,
                domain="portarium.example",
                issuer_arn=_ISSUER_ARN,
            ),
        )
        return {"boundary": identity.boundary_arn}

    return record(program)


def _enters(
    recording: Recording, role: str, subject: str, *, audience: str = "sts.amazonaws.com", ref: str = "refs/heads/main"
) -> bool:
    trust = json.loads(recording.one(_ROLE, role).inputs["assumeRolePolicy"])
    context = {f"{ISSUER}:aud": audience, f"{ISSUER}:sub": subject, f"{ISSUER}:ref": ref}
    return admits(trust, _ASSUME, context, principal={"Federated": _ISSUER_ARN})


def test_deploy_is_for_jobs_in_the_environment() -> None:
    """GitHub issues this subject only after the environment's reviewers have agreed."""
    assert _enters(_record(), "delivery-deploy", "repo:acme/infrastructure:environment:prod")


@pytest.mark.parametrize("ref", ["refs/heads/main-copy", "refs/heads/feature", "refs/tags/main", "refs/pull/7/merge"])
def test_deploy_is_for_the_default_branch(ref: str) -> None:
    """Which branches an environment takes is a setting on GitHub, which somebody may forget or change."""
    assert not _enters(_record(), "delivery-deploy", "repo:acme/infrastructure:environment:prod", ref=ref)
    assert _enters(_record(), "delivery-preview", "repo:acme/infrastructure:pull_request", ref=ref)


@pytest.mark.parametrize(
    "subject",
    [
        "repo:acme/infrastructure:environment:dev",
        "repo:acme/infrastructure:pull_request",
        "repo:acme/infrastructure:ref:refs/heads/main",
        "repo:acme/infrastructure-fork:environment:prod",
        "repo:evil/infrastructure:environment:prod",
        "repo:acme/infrastructure:environment:prod-copy",
        "repo:acme/infrastructure:*",
    ],
)
def test_deploy_is_for_nobody_else(subject: str) -> None:
    """Another environment, branch, repository, owner, or a name that only begins alike."""
    assert not _enters(_record(), "delivery-deploy", subject)


@pytest.mark.parametrize(
    ("context", "role"),
    [("environment:prod", "delivery-deploy"), ("pull_request", "delivery-preview")],
)
def test_a_newer_repository_is_known_by_its_numbers_as_well(context: str, role: str) -> None:
    """Another repository that has taken its name has other numbers; one without numbers is the older form."""
    recording = _record(repositories=repository_names("acme", "infrastructure", (17, 42)))
    assert _enters(recording, role, f"repo:acme@17/infrastructure@42:{context}")
    assert _enters(recording, role, f"repo:acme/infrastructure:{context}")
    for other in ("acme@18/infrastructure@42", "acme@17/infrastructure@43", "acme@17/infrastructure"):
        assert not _enters(recording, role, f"repo:{other}:{context}")


@pytest.mark.parametrize(
    ("subject", "enters"),
    [
        ("repo:acme/infrastructure:pull_request", True),
        ("repo:acme/infrastructure:ref:refs/heads/main", True),
        ("repo:acme/infrastructure:ref:refs/heads/main-copy", False),
        ("repo:acme/another:pull_request", False),
    ],
)
def test_preview_is_for_pull_requests_and_drift_checks(subject: str, *, enters: bool) -> None:
    """Both of this repository, the latter on its default branch."""
    assert _enters(_record(), "delivery-preview", subject) is enters


@pytest.mark.parametrize("role", ["delivery-preview", "delivery-deploy"])
def test_a_token_for_somebody_else_is_refused(role: str) -> None:
    """A token that a workflow got for another service doesn't work here."""
    subjects = ["repo:acme/infrastructure:environment:prod", "repo:acme/infrastructure:pull_request"]
    assert not any(_enters(_record(), role, subject, audience="https://github.com/acme") for subject in subjects)


def test_both_roles_are_short_lived_and_under_the_boundary() -> None:
    """An hour for a preview, two for a deployment, and never more than the boundary allows."""
    recording = _record()
    seconds = {role.name: role.inputs["maxSessionDuration"] for role in recording.all(_ROLE)}
    assert seconds == {"delivery-preview": 3600, "delivery-deploy": 7200}
    for role in recording.all(_ROLE):
        assert role.inputs["permissionsBoundary"] == recording.result["boundary"]


def test_preview_gets_awss_policy_that_reads_no_data() -> None:
    """`ReadOnlyAccess` would let a pull request read every object and every log line."""
    recording = _record()
    attachment = recording.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "delivery-preview-reading")
    assert attachment.inputs["policyArn"] == "arn:aws:iam::aws:policy/SecurityAudit"
    assert attachment.inputs["role"] == recording.one(_ROLE, "delivery-preview").inputs["name"]


def test_deploy_gets_policies_that_administrators_keep() -> None:
    """All of them are the role's, and each has a name by which the boundary keeps the pipeline off it."""
    recording = _record()
    made = recording.all("aws:iam/policy:Policy")
    deploy = recording.one(_ROLE, "delivery-deploy").inputs["name"]
    names = {policy.name: policy.inputs["name"] for policy in made if policy.name != "delivery-boundary"}
    assert set(names.values()) == {f"{deploy}-{part}" for part in ("tagged", "named", "states")}
    attached = [
        attachment.inputs["policyArn"].rpartition("/")[2]
        for attachment in recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.inputs["role"] == deploy
    ]
    assert sorted(attached) == sorted(names)
