"""What IAM's simulation says of a role: its policies, under its boundary, with the conditions that are given."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.iam.exceptions import NotFoundException
from moto.iam.responses import IamResponse

from portarium_sandbox.cloud.authorization.identity import boundary_of, policies_of
from portarium_sandbox.iam.decision import Document, Known, outcome

_ANYTHING = "*"


class _Given:
    """The context entries of a simulation, and which keys were asked for in vain."""

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._values: dict[str, list[str]] = {
            str(entry["ContextKeyName"]).lower(): entry.get("ContextKeyValues") or [] for entry in entries
        }
        self.missing: list[str] = []

    def get(self, key: str, /) -> str | Sequence[str] | None:
        """What was given under a key."""
        values = self._values.get(key.lower())
        if values is None:
            self.missing.append(key)
            return None
        return values if len(values) != 1 else values[0]


def install() -> None:
    """Answer SimulatePrincipalPolicy."""
    cast("Any", IamResponse).simulate_principal_policy = _simulated


def _simulated(self: IamResponse) -> ActionResult:
    arn = str(self.params.get("PolicySourceArn"))
    backend = cast("Any", self.backend)
    role = next((role for role in backend.roles.values() if role.arn == arn), None)
    if role is None:
        raise NotFoundException(f"The policy source {arn} does not exist.")
    boundary = boundary_of(role)
    resources: list[str] = self.params.get("ResourceArns") or [_ANYTHING]
    actions: list[str] = self.params.get("ActionNames") or []
    entries: list[dict[str, Any]] = self.params.get("ContextEntries") or []
    results: list[dict[str, Any]] = []
    for action in actions:
        for resource in resources:
            given = _Given(entries)
            decision = _decision(action, resource, policies_of(role), boundary, given)
            results.append(
                {
                    "EvalActionName": action,
                    "EvalResourceName": resource,
                    "EvalDecision": decision,
                    "MatchedStatements": [],
                    "MissingContextValues": list(dict.fromkeys(given.missing)),
                }
            )
    return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def _decision(action: str, resource: str, policies: list[Document], boundary: Document | None, given: Known) -> str:
    limits = [[boundary]] if boundary else []
    said = [outcome(some, action, resource, given) for some in (policies, *limits)]
    if "Deny" in said:
        return "explicitDeny"
    return "allowed" if set(said) == {"Allow"} else "implicitDeny"
