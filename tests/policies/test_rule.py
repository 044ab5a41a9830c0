"""What a rule does with findings, values that are not known, and types that it is not about."""

from collections.abc import Iterator

from policies.resource import Resource
from policies.rule import ResourceRule
from tests.policies.subjects import UNKNOWN, answer, judge, subject


def _check(resource: Resource) -> Iterator[str]:
    for number in resource.properties["numbers"]:
        if number != 1:
            yield f"has {number}; 1 would be right"


RULE = ResourceRule(name="only-ones", description="Ones.", types=frozenset({"a:b:C"}), check=_check)


def test_what_was_found_before_an_unknown_value_stands() -> None:
    """A violation that is certain is not hidden by a value that is not known."""
    assert answer(RULE, subject("a:b:C", {"numbers": [1, 2, UNKNOWN]})) == ("fail", "has 2; 1 would be right")
    assert answer(RULE, subject("a:b:C", {"numbers": [1, UNKNOWN]})) == ("not applicable", "numbers.1 is not known yet")


def test_a_message_names_the_resource_and_the_rule() -> None:
    """One line: which resource, what is wrong, what would be right, who says so."""
    verdict = judge(RULE, subject("a:b:C", {"numbers": [2]}, name="data"))
    assert verdict.messages == ("data: has 2; 1 would be right [only-ones]",)


def test_other_types_are_left_out() -> None:
    """The check is not even asked."""
    assert answer(RULE, subject("a:b:D", {})) == ("not applicable", "not about a:b:D")
