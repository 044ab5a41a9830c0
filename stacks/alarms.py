"""Where the alarms of an environment go, and those that belong to no single part of it."""

from components.aws.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.aws.budget import MonthlyBudget, MonthlyBudgetArgs
from components.aws.cluster import Cluster
from components.aws.crash_alarm import CrashAlarm, CrashAlarmArgs
from components.aws.environment_keys import EnvironmentKeys
from stacks.site import Site


def build_crash_alarm(site: Site, cluster: Cluster, topic: AlarmTopic) -> None:
    """The alarm on what crashes in the cluster, of the environments that share it too."""
    CrashAlarm(
        "crashes",
        CrashAlarmArgs(
            environment=site.settings.environment.name, log_group_name=cluster.log_group_name, topic_arn=topic.arn
        ),
        opts=site.on_aws,
    )


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
