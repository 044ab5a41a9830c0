"""Who may take a role on, and hand one over."""

import base64
import json
import time
from typing import Any

import pytest

from portarium_sandbox.identity import trust_policy
from tests.cloud.authorization.account import acting, allow, deny, refusal, role, unique
from tests.cloud.cloud_process import ACCOUNT, CloudProcess

_ISSUER = "token.issuer.example"
_ISSUER_ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{_ISSUER}"


def _trust(principal: Any, action: str = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, **more}


def test_a_trust_that_names_the_role_is_enough(cloud: CloudProcess) -> None:
    """In the same account; the one who asks needs no policy for it."""
    arn = role(cloud)
    target = role(cloud, trust=_trust({"AWS": arn}))
    assert refusal(cloud.client("sts", cloud.assume(arn)).assume_role, RoleArn=target, RoleSessionName="me") == ""


def test_a_trust_in_the_account_leaves_it_to_policies(cloud: CloudProcess) -> None:
    """Who has none that allows it is refused."""
    target = role(cloud)
    given = {"RoleArn": target, "RoleSessionName": "me"}
    may, may_not = acting(cloud, "sts", allow("sts:AssumeRole", resource=target)), acting(cloud, "sts")
    assert refusal(may.assume_role, **given) == ""
    assert refusal(may_not.assume_role, **given).endswith(
        "because no identity-based policy allows the sts:AssumeRole action"
    )


def test_a_role_that_trusts_somebody_else_is_closed(cloud: CloudProcess) -> None:
    """Also to whoever may assume every role."""
    target = role(cloud, trust=_trust({"Service": "ec2.amazonaws.com"}))
    sts = acting(cloud, "sts", allow("*"))
    assert refusal(sts.assume_role, RoleArn=target, RoleSessionName="me").endswith(
        "because no role trust policy allows the sts:AssumeRole action"
    )


def test_a_boundary_can_forbid_it(cloud: CloudProcess) -> None:
    """Whoever the trust names."""
    arn = role(cloud, boundary=[allow("*"), deny("sts:AssumeRole")])
    target = role(cloud, trust=_trust({"AWS": arn}))
    sts = cloud.client("sts", cloud.assume(arn))
    assert "with an explicit deny in a permissions boundary" in refusal(
        sts.assume_role, RoleArn=target, RoleSessionName="me"
    )


@pytest.mark.parametrize(("given", "allowed"), [("shibboleth", True), ("other", False), (None, False)])
def test_a_trust_can_ask_for_a_word(cloud: CloudProcess, given: str | None, *, allowed: bool) -> None:
    """The external ID of the call."""
    asked = {"StringEquals": {"sts:ExternalId": "shibboleth"}}
    arn = role(cloud, trust={**trust_policy(ACCOUNT)["Statement"][0], "Condition": asked})  # type: ignore[index] # it is a list
    word = {"ExternalId": given} if given else {}
    told = refusal(cloud.client("sts").assume_role, RoleArn=arn, RoleSessionName="me", **word)
    assert (told == "") is allowed


def _token(**claims: Any) -> str:
    """Write a token as an issuer does, without its signature."""
    parts = ({"alg": "RS256"}, {"iss": f"https://{_ISSUER}", "exp": time.time() + 600, **claims})
    # A claim without a value is left out.
    parts = tuple({name: value for name, value in part.items() if value is not None} for part in parts)
    written = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return ".".join((*written, "unsigned"))


@pytest.fixture(scope="module")
def trusting(cloud: CloudProcess) -> str:
    """A role that trusts one subject of an issuer, and the issuer."""
    cloud.client("iam").create_open_id_connect_provider(
        Url=f"https://{_ISSUER}", ClientIDList=["sts.amazonaws.com", "elsewhere"], ThumbprintList=["0" * 40]
    )
    claims = {f"{_ISSUER}:aud": "sts.amazonaws.com", f"{_ISSUER}:sub": "repo:a/b:environment:dev"}
    asked = {"StringEquals": claims}
    return role(
        cloud,
        allow("iam:ListRoles"),
        trust=_trust({"Federated": _ISSUER_ARN}, "sts:AssumeRoleWithWebIdentity", Condition=asked),
    )


def _enter(cloud: CloudProcess, role_arn: str, token: str) -> str:
    return refusal(
        cloud.anonymous("sts").assume_role_with_web_identity,
        RoleArn=role_arn,
        RoleSessionName="job",
        WebIdentityToken=token,
    )


def test_the_trusted_subject_comes_in(cloud: CloudProcess, trusting: str) -> None:
    """And may what the role may."""
    token = _token(aud="sts.amazonaws.com", sub="repo:a/b:environment:dev")
    answer = cloud.anonymous("sts").assume_role_with_web_identity(
        RoleArn=trusting, RoleSessionName="job", WebIdentityToken=token
    )
    iam = cloud.client("iam", answer["Credentials"])
    assert refusal(iam.list_roles) == ""
    assert f"{trusting.rpartition('/')[2]}/job" in refusal(iam.list_users)


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"sub": "repo:a/b:pull_request"}, "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        ({"aud": "elsewhere"}, "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        ({"aud": "nobody"}, "InvalidIdentityToken: Incorrect token audience"),
        ({"iss": "https://unknown.example"}, "InvalidIdentityToken: No OpenIDConnect provider found in your account"),
        ({"exp": 1}, "ExpiredTokenException: Token expired"),
        ({"exp": None}, "InvalidIdentityToken: Missing a required claim: exp"),
    ],
)
def test_another_token_stays_outside(cloud: CloudProcess, trusting: str, claims: dict[str, Any], told: str) -> None:
    """Another subject, audience or issuer, or one that is too old."""
    right = {"aud": "sts.amazonaws.com", "sub": "repo:a/b:environment:dev"}
    assert _enter(cloud, trusting, _token(**{**right, **claims})).startswith(told)


def test_to_hand_a_role_over_is_a_right_of_its_own(cloud: CloudProcess) -> None:
    """To one service and not to another, whatever else may be done."""
    handed = role(cloud, trust=_trust({"Service": "vpc-flow-logs.amazonaws.com"}))
    vpc = cloud.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]

    def flow_logs(service: str) -> str:
        only = {"StringEquals": {"iam:PassedToService": service}}
        ec2 = acting(cloud, "ec2", allow("ec2:*"), allow("iam:PassRole", resource=handed, Condition=only))
        return refusal(
            ec2.create_flow_logs,
            ResourceIds=[vpc],
            ResourceType="VPC",
            TrafficType="ALL",
            LogGroupName=unique("flow"),
            DeliverLogsPermissionArn=handed,
        )

    assert flow_logs("vpc-flow-logs.amazonaws.com") == ""
    assert f"is not authorized to perform: iam:PassRole on resource: {handed}" in flow_logs("ec2.amazonaws.com")


def test_a_role_is_made_under_a_boundary(cloud: CloudProcess) -> None:
    """Where the policy demands it, none is made without."""
    limit = f"arn:aws:iam::{ACCOUNT}:policy/{unique('limit')}"
    under = {"StringEquals": {"iam:PermissionsBoundary": limit}}
    iam = acting(cloud, "iam", allow("iam:CreateRole", Condition=under))
    given = {"AssumeRolePolicyDocument": json.dumps(trust_policy(ACCOUNT))}
    assert "iam:CreateRole" in refusal(iam.create_role, RoleName=unique("bare"), **given)
    assert refusal(iam.create_role, RoleName=unique("bounded"), PermissionsBoundary=limit, **given) == ""
