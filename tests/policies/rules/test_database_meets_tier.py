"""The rule database-meets-tier, with what it accepts, refuses and leaves out."""

from policies.rules.database_meets_tier import RULE
from tests.policies.subjects import PASSED, UNKNOWN, answer, subject

_DATABASE = "aws:rds/instance:Instance"


def test_a_database_of_its_tier_passes() -> None:
    """What is enough for dev passes in dev and in a review environment."""
    small = {"backupRetentionPeriod": 7, "multiAz": False, "deletionProtection": False}
    assert answer(RULE, subject(_DATABASE, small, stack="dev")) == PASSED
    assert answer(RULE, subject(_DATABASE, small, stack="review-7")) == PASSED


def test_a_weaker_database_fails() -> None:
    """The same database fails in prod, and each demand is named."""
    small = {"backupRetentionPeriod": 7.0, "multiAz": False}
    demands = (
        "keeps backups for 7 days; prod needs 30 (backupRetentionPeriod)",
        "has no standby; prod needs multiAz: true",
        "AWS would delete it; prod needs deletionProtection: true",
    )
    assert answer(RULE, subject(_DATABASE, small, stack="prod")) == ("fail", *demands)


def test_a_stack_outside_the_registry_is_held_to_the_strictest_tier() -> None:
    """A name that the registry does not know lowers no floor."""
    weak = {"backupRetentionPeriod": 30, "multiAz": False, "deletionProtection": True}
    assert answer(RULE, subject(_DATABASE, weak, stack="experiment"))[0] == "fail"
    assert answer(RULE, subject(_DATABASE, weak, stack="review-1234567890"))[0] == "fail"


def test_unknown_values_are_left_out() -> None:
    """What a preview does not know is judged on the state after the update."""
    assert answer(RULE, subject(_DATABASE, {"backupRetentionPeriod": UNKNOWN})) == (
        "not applicable",
        "backupRetentionPeriod is not known yet",
    )
