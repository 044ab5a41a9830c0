"""What IAM's simulation says of a role: its policies, under its boundary, and no conditions."""

import json
from collections.abc import Iterator
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.exceptions import NotFoundException
from moto.iam.responses import IamResponse

_ANYTHING = "*"


def install() -> None:
    """Answer SimulatePrincipalPolicy."""
    cast("Any", IamResponse).simulate_principal_policy = _simulated


def _simulated(self: IamResponse) -> ActionResult:
    arn = str(self.params.get("PolicySourceArn"))
    backend = cast("Any", self.backend)
    role = next((role for role in backend.roles.values() if role.arn == arn), None)
    if role is None:
        raise NotFoundException(f"The policy source {arn} does not exist.")
    policies = list(_policies(role))
    limit = role.permissions_boundary_arn
    boundary = backend.managed_policies.get(limit) if limit else None
    resources: list[str] = self.params.get("ResourceArns") or [_ANYTHING]
    actions: list[str] = self.params.get("ActionNames") or []
    results: list[dict[str, Any]] = [
        {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "EvalDecision": _decision(action, resource, policies, boundary),
            "MatchedStatements": [],
            "MissingContextValues": [],
        }
        for action in actions
        for resource in resources
    ]
    return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def _decision(action: str, resource: str, policies: list[Any], boundary: Any) -> str:
    limits = [[boundary]] if boundary else []
    outcomes = [_outcome(action, resource, some) for some in (policies, *limits)]
    if PermissionResult.DENIED in outcomes:
        return "explicitDeny"
    return "allowed" if set(outcomes) == {PermissionResult.PERMITTED} else "implicitDeny"


def _outcome(action: str, resource: str, policies: list[Any]) -> PermissionResult:
    found = {IAMPolicy(document).is_action_permitted(action, resource) for document in map(_unconditional, policies)}
    for outcome in (PermissionResult.DENIED, PermissionResult.PERMITTED):
        if outcome in found:
            return outcome
    return PermissionResult.NEUTRAL


def _unconditional(policy: Any) -> str:
    """The text of a policy; one with conditions is refused, as moto takes those that it doesn't know for denials."""
    document = policy if isinstance(policy, str) else next(each for each in policy.versions if each.is_default).document
    statements: Any = json.loads(document)["Statement"]
    several: list[Any] = [statements] if isinstance(statements, dict) else statements
    if any("Condition" in statement for statement in several):
        raise NotImplementedError("the simulation of a policy that has conditions")
    return str(document)


def _policies(role: Any) -> Iterator[Any]:
    yield from role.policies.values()
    yield from role.managed_policies.values()
