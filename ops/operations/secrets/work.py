"""As whom, and from where, the plan of an environment's secrets is carried out."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from ops.operations.access.restarts import Restarts
from ops.operations.aws import Aws
from ops.operations.error import OperationError
from ops.operations.reached import by_hand, by_pod
from ops.operations.secrets.rotate import Rotation
from ops.operations.secrets_plan import SecretsPlan, read_secrets_plan

_OUTPUT = "secretsBundle"


def of_pod(file: Path, variables: Mapping[str, str]) -> Rotation:
    """Find the ways of a pod, which has its plan in a file."""
    plan, reached = read_secrets_plan(file), by_pod(variables)
    return Rotation(plan=plan, aws=Aws(plan.region, reached.variables), restarts=Restarts(cluster=reached.cluster))


def of_environment(environment: str, variables: Mapping[str, str]) -> Rotation:
    """Find those of a person, for whom the stack's output has the plan."""
    hand = by_hand(environment, variables)
    said = hand.outputs.get(_OUTPUT)
    if not said:
        raise OperationError(f"{environment} has no bundle of secrets; pulumi up -s {environment} makes one")
    try:
        plan = SecretsPlan.model_validate(said)
    except ValidationError:
        raise OperationError(f"{environment}: its bundle is of another release; pulumi up -s {environment}") from None
    reached = hand.reached
    return Rotation(plan=plan, aws=Aws(plan.region, reached.variables), restarts=Restarts(cluster=reached.cluster))
