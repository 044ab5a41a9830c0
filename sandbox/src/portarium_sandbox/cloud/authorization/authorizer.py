"""Decides on each call before moto sees it, and answers those that AWS would refuse."""

from collections.abc import Iterator, Mapping

from moto.core.models import DEFAULT_ACCOUNT_ID

from portarium_sandbox.aws_client import ACCOUNT_HEADER, BOOTSTRAP
from portarium_sandbox.cloud import caller
from portarium_sandbox.cloud.authorization import refusal, state
from portarium_sandbox.cloud.authorization.actions import UNASKED, action_of, actions_besides
from portarium_sandbox.cloud.authorization.call import Call, read
from portarium_sandbox.cloud.authorization.context import RequestContext
from portarium_sandbox.cloud.authorization.dependents import besides
from portarium_sandbox.cloud.authorization.ec2_resources import tagged
from portarium_sandbox.cloud.authorization.identity import ANYONE, Identity, identity_of, root
from portarium_sandbox.cloud.authorization.question import Question
from portarium_sandbox.cloud.authorization.resources import resources_of
from portarium_sandbox.cloud.authorization.service_resources import FINDERS
from portarium_sandbox.cloud.authorization.verdict import reason_against
from portarium_sandbox.cloud.authorization.web_identity import TokenRefusedError, bearer
from portarium_sandbox.cloud.request import Answer, Request
from portarium_sandbox.iam.reference import is_made

_WITH_TOKEN = "AssumeRoleWithWebIdentity"  # noqa: S105 - an operation


def refusal_of(request: Request) -> Answer | None:
    """The answer to a call that is not allowed; nothing where moto may answer."""
    call = read(request)
    if call.operation == _WITH_TOKEN:
        return _by_token(request, call)
    identity = _identity(call)
    if identity is None:
        return refusal.unknown_key(request, call)
    if identity is ANYONE and call.service != "s3":
        return refusal.unsigned(request, call)
    return _decided(request, call, identity)


def questions(call: Call, account: str) -> Iterator[Question]:
    """All that IAM is asked about a call."""
    action = action_of(call)
    if action in UNASKED:
        return
    found = resources_of(call, action, account, FINDERS)
    given = tagged(call) if call.prefix == "ec2" else {}
    for each in (action, *actions_besides(call)):
        for kind, arn in found:
            made = call.prefix == "ec2" and kind and is_made(action, kind)
            yield Question(action=each, resource=arn, kind=kind, tags=given.get(kind, {}) if made else call.tags)
    yield from besides(call, action, found, account)


def _identity(call: Call) -> Identity | None:
    if not call.access_key_id:
        return ANYONE
    if call.access_key_id == BOOTSTRAP.access_key_id:
        return root(call.headers.get(ACCOUNT_HEADER, DEFAULT_ACCOUNT_ID))
    found = caller.find(call.access_key_id)
    if found and call.headers.get(ACCOUNT_HEADER, found.account_id) != found.account_id:
        raise NotImplementedError("a session that asks for another account than its own")
    return identity_of(found) if found else None


def _decided(
    request: Request, call: Call, identity: Identity, claims: Mapping[str, str] | None = None
) -> Answer | None:
    for question in questions(call, identity.account):
        context = RequestContext(call, question, identity, claims=claims)
        owner = state.account_of(question.resource, identity.account)
        if reason := reason_against(question, identity, context, owner):
            return refusal.denied(request, call, question, identity, reason)
    return None


def _by_token(request: Request, call: Call) -> Answer | None:
    account = state.part(str(call.parameters.get("RoleArn", "")), 4)
    try:
        identity, claims = bearer(str(call.parameters.get("WebIdentityToken", "")), account)
    except TokenRefusedError as error:
        return refusal.refused(request, call, error.code, str(error))
    return _decided(request, call, identity, claims)
