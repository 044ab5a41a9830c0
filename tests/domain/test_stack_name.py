"""Everybody means the same stacks by the same names."""

import pytest

from domain.stack_name import ANY_REVIEW, is_review, stack_file, stack_reference


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ("review-1", True),
        ("review-999999999", True),
        ("review-0", False),
        ("review-01", False),
        ("review-1234567890", False),
        ("review-", False),
        ("review-1\n", False),
        ("xreview-1", False),
        ("review-\u0661", False),
        ("dev", False),
    ],
)
def test_a_review_stack_is_named_after_its_pull_request(stack: str, expected: bool) -> None:
    """A number as GitHub counts them, and nothing that only looks like one."""
    assert is_review(stack) is expected


def test_the_wildcard_covers_every_review_stack() -> None:
    """What the delivery role may touch begins as every review stack's name does."""
    assert ANY_REVIEW.endswith("*")
    assert "review-7".startswith(ANY_REVIEW.removesuffix("*"))
    assert not is_review(ANY_REVIEW)


def test_a_stack_has_a_file_and_a_full_name() -> None:
    """As Pulumi's command line and its backends spell them."""
    assert stack_file("prod") == "Pulumi.prod.yaml"
    assert stack_reference("acme", "portarium", "dev") == "acme/portarium/dev"
