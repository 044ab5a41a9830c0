"""Runs the rules over resources, wherever those come from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from policies.registry import RESOURCE_RULES, STACK_RULES
from policies.resource import Resource, Stack
from policies.rule import ResourceRule, StackRule, Verdict


def judge_resource(resource: Resource) -> Iterator[Verdict]:
    """Yield what the rules about this type say of a resource."""
    return (rule.judge(resource) for rule in _resource_rules().get(resource.type, ()))


def judge_stack(stack: Stack) -> Iterator[Verdict]:
    """Yield what the rules about relations say of all resources."""
    rules = _stack_rules()
    return (rule.judge(resource, stack) for resource in stack.resources for rule in rules.get(resource.type, ()))


def judge_everything(resources: Iterable[Resource]) -> list[Verdict]:
    """Return what every rule says of a whole stack."""
    stack = Stack(tuple(resources))
    return [*(verdict for resource in stack.resources for verdict in judge_resource(resource)), *judge_stack(stack)]


def is_judged_alone(kind: str) -> bool:
    """Say whether any rule is about single resources of a type."""
    return kind in _resource_rules()


@cache
def _resource_rules() -> dict[str, list[ResourceRule]]:
    rules: defaultdict[str, list[ResourceRule]] = defaultdict(list)
    for rule in RESOURCE_RULES:
        for kind in rule.types:
            rules[kind].append(rule)
    return dict(rules)


@cache
def _stack_rules() -> dict[str, list[StackRule]]:
    rules: defaultdict[str, list[StackRule]] = defaultdict(list)
    for rule in STACK_RULES:
        for kind in rule.types:
            rules[kind].append(rule)
    return dict(rules)
