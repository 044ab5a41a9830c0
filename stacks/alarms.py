"""Where the alarms of an environment go, and the budget that raises one."""

from components.aws.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.aws.budget import MonthlyBudget, MonthlyBudgetArgs
from components.aws.environment_keys import EnvironmentKeys
from stacks.site import Site


def build_alarms(site: Site, keys: EnvironmentKeys) -> AlarmTopic:
    """The topic, and the budget, which is the first to use it."""
    environment = site.settings.environment
    topic = AlarmTopic(
        "alarms",
        AlarmTopicArgs(
            environment=environment.name,
            region=str(site.settings.region),
            account_id=site.account_id,
            key_arn=keys.notifications_arn,
            email_addresses=[str(address) for address in site.plan.alarms.emails],
        ),
        opts=site.on_aws,
    )
    MonthlyBudget(
        "budget",
        MonthlyBudgetArgs(
            environment=environment.name,
            tier=environment.tier,
            limit_usd=site.plan.budget.monthly_usd,
            forecast_percent=site.plan.budget.alert_percent,
            topic_arn=topic.arn,
        ),
        opts=site.on_aws,
    )
    return topic
