"""Whether the policy of a resource lets an AWS service do something, under the conditions that the service meets."""

import json
from collections.abc import Mapping
from typing import Any, cast

from portarium_sandbox.iam.condition import listed
from portarium_sandbox.iam.decision import Document, outcome

Context = Mapping[str, str]


class _Met:
    """What a service brings along: AWS minds no capitals in a key, and what is not there the request has not."""

    def __init__(self, context: Context) -> None:
        self._found = {key.lower(): value for key, value in context.items()}

    def get(self, key: str, /) -> str | None:
        """What the service has under a key."""
        return self._found.get(key.lower())


def admits_service(policy: str | bytes | None, service: str, action: str, resource: str, context: Context) -> bool:
    """Whether a statement allows it to the service and none denies it; what the context lacks, the request has not."""

    def names(statement: Document) -> bool:
        principal: Any = statement.get("Principal")
        if not isinstance(principal, dict):
            return principal == "*"
        named = cast("dict[str, Any]", principal)
        return service in listed(named.get("Service")) or "*" in listed(named.get("AWS"))

    document = json.loads(policy or '{"Statement": []}')
    return outcome([document], action, resource, _Met(context), names=names) == "Allow"
