"""The rules of the policy pack over what a stack is, and not only over what it is about to become."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ops.operations.backend import Backend
from ops.operations.environments import account_of, registry, require_environment
from ops.operations.error import OperationError
from ops.operations.stack_state import export_stack
from policies.exported_state import resources_of
from policies.judgement import judge_everything
from policies.rule import Answer, Verdict
from settings.registry import Registry


@dataclass(frozen=True, kw_only=True)
class PolicyReport:
    """What the rules say of one stack."""

    environment: str
    """The environment."""
    resources: int
    """How many resources it has."""
    verdicts: tuple[Verdict, ...]
    """What each rule says of each resource that it is about."""

    @property
    def violations(self) -> tuple[Verdict, ...]:
        """The verdicts that say no."""
        return tuple(verdict for verdict in self.verdicts if verdict.answer is Answer.FAIL)

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each answer was given."""
        counted = Counter(verdict.answer for verdict in self.verdicts)
        return {answer.value: counted[answer] for answer in Answer}


def check_policies(environment: str, backend: Backend, known: Registry | None = None) -> PolicyReport:
    """Judge an environment's state; raise OperationError where it has none."""
    listed = known or registry()
    require_environment(environment, listed)
    return judge_state(environment, export_stack(environment, backend.as_seen_by(account_of(environment, listed))))


def judge_state(environment: str, export: Mapping[str, Any]) -> PolicyReport:
    """Judge what `pulumi stack export` gave."""
    resources = list(resources_of(export))
    if not resources:
        raise OperationError(f"{environment} has no resources to check; pulumi up -s {environment} makes them")
    return PolicyReport(environment=environment, resources=len(resources), verdicts=tuple(judge_everything(resources)))
