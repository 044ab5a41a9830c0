"""The rules over the stacks that this repository defines, on the recording mock."""

import pytest

from policies.judgement import judge_everything
from policies.registry import RULES
from policies.resource import Resource
from policies.rule import Answer
from tests.stacks.recorded import ACCOUNT, STACKS, recorded, recorded_account


def _seen(stack: str) -> list[Resource]:
    """The recorded resources as rules read them; the mock keeps no references, so buckets are told by their names."""
    resources = (recorded_account() if stack == ACCOUNT else recorded(stack).recording).resources
    buckets = {one.inputs["bucket"]: one.urn for one in resources if one.type == "aws:s3/bucket:Bucket"}
    return [
        Resource(
            urn=one.urn.replace("urn:pulumi:stack::", f"urn:pulumi:{stack}::"),
            type=one.type,
            properties=one.inputs,
            protected=one.protect,
            references={"bucket": frozenset({buckets.get(one.inputs.get("bucket", ""), "")})},
        )
        for one in resources
    ]


@pytest.mark.parametrize("stack", [*STACKS, ACCOUNT])
def test_no_stack_of_ours_violates_a_rule(stack: str) -> None:
    """Not the environments, not a review environment, and not an account."""
    verdicts = judge_everything(_seen(stack))
    assert [message for one in verdicts if one.answer is Answer.FAIL for message in one.messages] == []
    assert any(one.answer is Answer.PASS for one in verdicts)


def test_every_rule_has_something_to_say_of_prod_or_its_account() -> None:
    """A rule that matches nothing we make is about a type that was renamed."""
    silent = {rule.name for rule in RULES} - {
        one.rule for stack in ("prod", ACCOUNT) for one in judge_everything(_seen(stack)) if one.answer is Answer.PASS
    }
    assert silent <= {"break-glass-stays-inside"}
