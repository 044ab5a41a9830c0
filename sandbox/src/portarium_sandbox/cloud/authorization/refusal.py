"""AWS's words when it lets nobody in, in the form of each service's protocol."""

import logging
from http import HTTPStatus

from moto.core.request import determine_request_protocol
from moto.core.utils import get_service_model

from portarium_sandbox.cloud.authorization.call import Call
from portarium_sandbox.cloud.authorization.identity import Identity
from portarium_sandbox.cloud.authorization.question import Question
from portarium_sandbox.cloud.error_answer import error_answer
from portarium_sandbox.cloud.request import Answer, Request

_log = logging.getLogger(__name__)
_JSON = ("json", "rest-json")
# Where a service has a code of its own.
_DENIED = {"ec2": "UnauthorizedOperation", "sns": "AuthorizationError"}
_UNKNOWN = {"ec2": "AuthFailure", "s3": "InvalidAccessKeyId"}
_OLD_JSON = "json"


def denied(request: Request, call: Call, question: Question, identity: Identity, reason: str) -> Answer:
    """What AWS answers when it refuses an action."""
    if call.operation == "AssumeRoleWithWebIdentity":
        return refused(request, call, "AccessDenied", f"Not authorized to perform {question.action}")
    who = f"User: {identity.arn} is not authorized to perform: {question.action}"
    message = f"{who} on resource: {question.resource} {reason}"
    _log.info("refused: %s", message)
    if call.service == "ec2":
        # AWS follows with a text that only it can read; the sandbox has nothing to hide.
        message = f"You are not authorized to perform this operation. {message}"
    code = _DENIED.get(call.service, "AccessDeniedException" if _speaks_json(request, call) else "AccessDenied")
    return refused(request, call, code, message)


def unknown_key(request: Request, call: Call) -> Answer:
    """What AWS answers to a key that is nobody's."""
    code = _UNKNOWN.get(call.service, "UnrecognizedClientException" if _speaks_json(request, call) else "")
    messages = {
        "AuthFailure": "AWS was not able to validate the provided access credentials",
        "InvalidAccessKeyId": "The AWS Access Key Id you provided does not exist in our records.",
    }
    message = messages.get(code, "The security token included in the request is invalid.")
    return refused(request, call, code or "InvalidClientTokenId", message)


def unsigned(request: Request, call: Call) -> Answer:
    """What AWS answers to a request that nobody signed."""
    code = "MissingAuthenticationTokenException" if _speaks_json(request, call) else "MissingAuthenticationToken"
    return refused(request, call, code, "Missing Authentication Token")


def refused(request: Request, call: Call, code: str, message: str) -> Answer:
    """An error in the protocol of the service that was asked."""
    status = HTTPStatus.FORBIDDEN
    if code in ("InvalidIdentityToken", "ExpiredTokenException") or _protocol(request, call) == _OLD_JSON:
        status = HTTPStatus.BAD_REQUEST
    elif code == _UNKNOWN["ec2"]:
        status = HTTPStatus.UNAUTHORIZED
    return error_answer(request, status, code, message)


def _speaks_json(request: Request, call: Call) -> bool:
    return _protocol(request, call) in _JSON


def _protocol(request: Request, call: Call) -> str:
    return determine_request_protocol(get_service_model(call.service), str(request.environment.get("CONTENT_TYPE", "")))
