"""The monthly budget of an environment."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import budgets

from components.component import Component
from components.naming import ENVIRONMENT_TAG, physical_name, tags

_NAME_LIMIT = 100
# A forecast leaves days to act; the actual cost says that it has happened.
_ACTUAL_PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class MonthlyBudgetArgs:
    """How much an environment may cost, and who is told."""

    environment: str
    """The environment whose cost is watched, by its tag."""
    tier: str
    """The environment's tier."""
    limit_usd: int
    """The limit of a month in US dollars, the only currency AWS Budgets takes."""
    forecast_percent: int
    """The part of the limit at which the forecast warns."""
    topic_arn: pulumi.Input[str]
    """The topic that is notified."""


class MonthlyBudget(Component):
    """Counts what carries the environment's tag; warns by forecast, and when the limit is spent.

    AWS counts by a tag only after it was activated as a cost allocation tag in the account's billing settings.
    """

    budget_name: pulumi.Output[str]
    """The budget's name in the billing console."""

    def __init__(self, name: str, args: MonthlyBudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:MonthlyBudget", name, None, opts)
        budget = budgets.Budget(
            f"{name}-budget",
            name=physical_name(args.environment, "monthly", limit=_NAME_LIMIT),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=f"{args.limit_usd}.0",
            limit_unit="USD",
            cost_filters=[
                budgets.BudgetCostFilterArgs(
                    name="TagKeyValue", values=[environment_tag_filter(args.environment, args.tier)]
                )
            ],
            notifications=[
                _notification("FORECASTED", args.forecast_percent, args.topic_arn),
                _notification("ACTUAL", _ACTUAL_PERCENT, args.topic_arn),
            ],
            opts=self.child(),
        )
        self.budget_name = budget.name
        self.register()


def environment_tag_filter(environment: str, tier: str) -> str:
    """The tag by which everything of an environment is found, in the notation of AWS Budgets."""
    return f"user:{ENVIRONMENT_TAG}${tags(environment, tier)[ENVIRONMENT_TAG]}"


def _notification(kind: str, percent: int, topic_arn: pulumi.Input[str]) -> budgets.BudgetNotificationArgs:
    return budgets.BudgetNotificationArgs(
        comparison_operator="GREATER_THAN",
        notification_type=kind,
        threshold=percent,
        threshold_type="PERCENTAGE",
        subscriber_sns_topic_arns=[topic_arn],
    )
