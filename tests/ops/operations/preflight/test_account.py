"""The account and the clock."""

import pytest

from ops.operations.preflight.account import check_account, check_clock
from tests.ops.operations.preflight.subjects import ACCOUNT, CALLER, lines, subject


def test_the_account_that_the_settings_name_is_right() -> None:
    """Who the caller is stands beside it."""
    assert lines(check_account(subject(account=ACCOUNT))) == [f"right: {ACCOUNT}, as {CALLER}"]


def test_another_account_is_in_the_way() -> None:
    """The line says which one is wanted and where that is written."""
    [finding] = check_account(subject(account="999999999999"))
    assert finding.verdict == "lacks"
    assert finding.wanted == "999999999999 (infra/environments.json: accounts.shared.id)"


def test_no_account_is_no_hindrance() -> None:
    """The command that writes it down is given."""
    [finding] = check_account(subject())
    assert (finding.verdict, finding.remedy) == ("mind", f'infra/environments.json: accounts.shared.id "{ACCOUNT}"')


@pytest.mark.parametrize(
    ("skew", "line"),
    [
        (0, "right: AWS's clock says the same"),
        (-59.9, "right: AWS's clock says the same"),
        (60, "mind: 60 s ahead of AWS's clock"),
        (-299, "mind: 299 s behind AWS's clock"),
        (-301, "lacks: 301 s behind AWS's clock"),
    ],
)
def test_the_clock_may_be_a_minute_off(skew: float, line: str) -> None:
    """After five minutes, AWS takes no signature."""
    assert lines(check_clock(subject(clock_skew=skew))) == [line]
