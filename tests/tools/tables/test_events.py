"""The page of events has everything that rings, and says of each what it means."""

import re
from functools import cache

from tests.stacks.recorded import delegated, recorded_account
from tools.pictures.facts import Facts
from tools.tables.events import events

ENVIRONMENT = Facts(recording=delegated("prod").recording)
ACCOUNT = Facts(recording=recorded_account("account-prod"))


@cache
def rows() -> dict[str, list[str]]:
    """What stands beside the first word of each row."""
    table = [re.split(r" (?<!\\)\| ", line.strip("| ")) for line in events(ENVIRONMENT, ACCOUNT).splitlines()]
    return {first.strip("`"): rest for first, *rest in table if rest}


def test_every_alarm_and_every_rule_is_on_it() -> None:
    """What AWS calls somebody for is no surprise."""
    kinds = ("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/eventRule:EventRule")
    names = {each["name"] for facts in (ENVIRONMENT, ACCOUNT) for kind in kinds for each in facts.inputs(kind)}
    assert len(names) > 8
    assert names <= set(rows())


def test_an_alarm_says_when_it_rings() -> None:
    """For how long, at which number, and what silence means."""
    when, lasting, silence, said = rows()["portarium-prod-secrets-sync"]
    assert when == "`sinceSyncSeconds` (maximum) is above 5,400"
    assert (lasting, silence) == ("2 hours", "an alarm")
    assert said.endswith("portarium secrets status.")
    assert rows()["portarium-prod-database-cpu"][1] == "15 minutes"


def test_every_log_says_how_long_it_is_kept() -> None:
    """None is kept for ever."""
    logs = ENVIRONMENT.inputs("aws:cloudwatch/logGroup:LogGroup")
    assert logs
    assert {each["name"]: int(rows()[each["name"]][0]) for each in logs} == {
        each["name"]: each["retentionInDays"] for each in logs
    }
