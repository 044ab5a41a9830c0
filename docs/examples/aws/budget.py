"""A word to dev's topic when the month is going to cost more than 500 dollars."""

from components.aws.budget import MonthlyBudget, MonthlyBudgetArgs

MonthlyBudget(
    "budget",
    MonthlyBudgetArgs(
        environment="dev",
        tier="dev",
        limit_usd=500,
        forecast_percent=100,
        topic_arn="arn:aws:sns:eu-central-1:123456789012:portarium-dev-alarms",
    ),
)
