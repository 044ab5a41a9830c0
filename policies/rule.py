"""A rule, and its three answers: pass, fail, not applicable."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pulumi_policy.proxy import UnknownValueError

from policies.resource import Resource, Stack


class Answer(StrEnum):
    """What a rule says of a resource."""

    PASS = "pass"  # noqa: S105 (an answer, and no password)
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"


class NotApplicableError(Exception):
    """Raised by a check that has nothing to say of a resource; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one rule says of one resource."""

    rule: str
    """The rule's name."""
    resource: Resource
    """What it was asked about."""
    answer: Answer
    """What it says."""
    reasons: tuple[str, ...] = ()
    """What is wrong and what would be right, one line each; or why the rule is not applicable."""

    @property
    def messages(self) -> tuple[str, ...]:
        """The lines for people: which resource, what is wrong, what would be right, and which rule says so."""
        return tuple(f"{self.resource.name}: {reason} [{self.rule}]" for reason in self.reasons)


@dataclass(frozen=True, kw_only=True)
class ResourceRule:
    """A rule that looks at one resource alone, and so refuses it before it is made."""

    name: str
    """The name of its file, with hyphens."""
    description: str
    """What it demands, in one sentence."""
    types: frozenset[str]
    """The types it is about."""
    check: Callable[[Resource], Iterator[str]]
    """Yields what is wrong."""

    def judge(self, resource: Resource) -> Verdict:
        """Answer for one resource."""
        if resource.type not in self.types:
            return _not_about(self.name, resource)
        return _judge(self.name, resource, self.check(resource))


@dataclass(frozen=True, kw_only=True)
class StackRule:
    """A rule about a resource and those around it, which are all known only at a preview's or an update's end."""

    name: str
    """The name of its file, with hyphens."""
    description: str
    """What it demands, in one sentence."""
    types: frozenset[str]
    """The types it is about."""
    check: Callable[[Resource, Stack], Iterator[str]]
    """Yields what is wrong."""

    def judge(self, resource: Resource, stack: Stack) -> Verdict:
        """Answer for one resource in its stack."""
        if resource.type not in self.types:
            return _not_about(self.name, resource)
        return _judge(self.name, resource, self.check(resource, stack))


Rule = ResourceRule | StackRule


def _not_about(rule: str, resource: Resource) -> Verdict:
    reason = f"not about {resource.type}"
    return Verdict(rule=rule, resource=resource, answer=Answer.NOT_APPLICABLE, reasons=(reason,))


def _judge(rule: str, resource: Resource, findings: Iterator[str]) -> Verdict:
    """Collect what a check finds; what it found before it met an unknown value stands."""
    found: list[str] = []
    unknown = ""
    try:
        found.extend(findings)
    except NotApplicableError as error:
        unknown = str(error)
    except UnknownValueError as error:
        unknown = f"{'.'.join(error.props)} is not known yet"
    if found:
        return Verdict(rule=rule, resource=resource, answer=Answer.FAIL, reasons=tuple(found))
    if unknown:
        return Verdict(rule=rule, resource=resource, answer=Answer.NOT_APPLICABLE, reasons=(unknown,))
    return Verdict(rule=rule, resource=resource, answer=Answer.PASS)
