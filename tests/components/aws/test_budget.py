"""The budget counts its own environment, and warns before and after the fact."""

from components.aws.budget import MonthlyBudget, MonthlyBudgetArgs
from components.naming import tags
from tests.recording import Registered, record

TOPIC = "arn:aws:sns:eu-central-1:123456789012:portarium-staging-alarms"


def _budget() -> Registered:
    def program() -> object:
        args = MonthlyBudgetArgs(
            environment="staging", tier="staging", limit_usd=900, forecast_percent=75, topic_arn=TOPIC
        )
        budget = MonthlyBudget("budget", args)
        return budget.budget_name

    recording = record(program)
    assert recording.result == "portarium-staging-monthly"
    return recording.one("aws:budgets/budget:Budget")


def test_it_counts_what_carries_the_environments_tag() -> None:
    """The filter is the very tag that the provider puts on every resource."""
    [cost_filter] = _budget().inputs["costFilters"]
    [(key, value)] = [item for item in tags("staging", "staging").items() if item[0] == "portarium:environment"]
    assert cost_filter["values"] == [f"user:{key}${value}"]


def test_it_warns_before_and_after_the_fact() -> None:
    """The forecast where the settings say, the actual cost at the limit, both to the topic."""
    notifications = {n["notificationType"]: n for n in _budget().inputs["notifications"]}
    assert {kind: n["threshold"] for kind, n in notifications.items()} == {"FORECASTED": 75, "ACTUAL": 100}
    assert all(n["subscriberSnsTopicArns"] == [TOPIC] for n in notifications.values())
