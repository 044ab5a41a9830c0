"""The rules as a Pulumi policy pack.

The engine's two callbacks each stand for all rules of their kind: `pulumi_policy` decodes every resource anew for every
policy, so that thirty policies would cost a preview thirty times what one does
(docs/adr/0070-one-callback-for-all-rules.md).
"""

import threading
from collections.abc import Iterable
from importlib import import_module

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from domain.project import PROJECT
from policies.resource import Properties, Resource, Stack
from policies.rule import Answer, Verdict
from policies.sdk_calls import answer_with_less_work

NAME = PROJECT
_JUDGEMENT = "policies.judgement"

# What each resource was last asked to be. At the end the engine tells what it became, and of a resource in a cluster
# that is not made yet that is nothing at all; rules read the same inputs in previews, in updates and in the state.
_INPUTS: dict[str, Properties] = {}


def run() -> None:
    """Serve the pack to the engine until it ends."""
    answer_with_less_work()
    # The engine starts the program once the pack listens; the rules, half of what there is to import, come meanwhile.
    threading.Thread(target=import_module, args=[_JUDGEMENT], daemon=True).start()
    PolicyPack(NAME, policies(), enforcement_level=EnforcementLevel.MANDATORY)


def policies() -> list[Policy]:
    """Return the engine's two callbacks."""
    return [
        ResourceValidationPolicy("resources", "What a resource has to be by itself.", validate_resource),
        StackValidationPolicy("relations", "What resources have to be for each other.", validate_stack),
    ]


def validate_resource(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Judge one resource before it is made."""
    from policies.judgement import is_judged_alone, judge_resource  # noqa: PLC0415 (see `run`)

    _INPUTS[args.urn] = args.props
    if is_judged_alone(args.resource_type):
        resource = Resource(
            urn=args.urn, type=args.resource_type, properties=args.props, protected=bool(args.opts.protect)
        )
        _report(judge_resource(resource), report)


def validate_stack(args: StackValidationArgs, report: ReportViolation) -> None:
    """Judge how all resources relate."""
    from policies.judgement import judge_stack  # noqa: PLC0415 (see `run`)

    _report(judge_stack(Stack([_resource(one) for one in args.resources])), report)


def _resource(seen: PolicyResource) -> Resource:
    return Resource(
        urn=seen.urn,
        type=seen.resource_type,
        properties=_INPUTS.get(seen.urn, seen.props),
        protected=bool(seen.opts.protect),
        references={
            name: frozenset(source.urn for source in sources) for name, sources in seen.property_dependencies.items()
        },
    )


def _report(verdicts: Iterable[Verdict], report: ReportViolation) -> None:
    for verdict in verdicts:
        if verdict.answer is Answer.FAIL:
            for message in verdict.messages:
                report(message, verdict.resource.urn)
