"""An error in the form that the protocol of the asked service has for it, so that clients show its message."""

import json
from http import HTTPStatus
from xml.sax.saxutils import escape

from portarium_sandbox.cloud.request import Answer, Request


def error_answer(request: Request, status: HTTPStatus, code: str, message: str) -> Answer:
    """Answer a request with an error of the sandbox's own, not of moto's."""
    line = f"{status.value} {status.phrase}"
    if _speaks_json(request):
        body = json.dumps({"__type": code, "message": message}).encode()
        return Answer(
            status=line,
            headers=[("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-ErrorType", code)],
            body=body,
        )
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    if request.service == "ec2":
        content = f"<Response><Errors>{error}</Errors><RequestID>sandbox</RequestID></Response>"
    elif request.service == "s3":
        content = error
    else:
        content = f"<ErrorResponse>{error}<RequestId>sandbox</RequestId></ErrorResponse>"
    return Answer(status=line, headers=[("Content-Type", "text/xml")], body=content.encode())


def _speaks_json(request: Request) -> bool:
    kind = str(request.environment.get("CONTENT_TYPE", ""))
    return "json" in kind or "HTTP_X_AMZ_TARGET" in request.environment or request.service in ("eks", "logs")
