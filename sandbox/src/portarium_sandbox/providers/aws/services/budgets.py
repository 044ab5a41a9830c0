"""Budgets: a budget and whom it warns. Its id is account:name."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, as_map
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Change, Fetch, Name, ResourceType, told
from portarium_sandbox.providers.aws.tagging import Tagging

_TAGS = Tagging({"ResourceARN": told("arn")}, told_at="ResourceTags", tags="ResourceTags", keys="ResourceTagKeys")
_PERIOD = "%Y-%m-%d_%H:%M"
"""How pulumi-aws writes the ends of a budget's period."""


def _which(subject: Subject) -> dict[str, str]:
    account, _, name = subject.identifier.partition(":")
    return {"AccountId": account, "BudgetName": name}


def _identity(subject: Subject, _answer: Any) -> str:
    return f"{subject.get('accountId') or subject.aws.account}:{subject.get('name')}"


def _budget(subject: Subject) -> dict[str, Any]:
    budget: dict[str, Any] = {
        "BudgetName": subject.get("name"),
        "BudgetType": subject.get("budgetType"),
        "TimeUnit": subject.get("timeUnit"),
        "BudgetLimit": {"Amount": subject.get("limitAmount"), "Unit": subject.get("limitUnit")},
        "CostFilters": {item["name"]: item["values"] for item in as_list(subject.get("costFilters"))},
        "CostTypes": subject.api_value("costTypes"),
    }
    period = {
        end: datetime.strptime(subject.get(name), _PERIOD)
        for end, name in (("Start", "timePeriodStart"), ("End", "timePeriodEnd"))
        if subject.get(name)
    }
    return {name: value for name, value in {**budget, "TimePeriod": period or None}.items() if value}


def _notification(item: dict[str, Any]) -> dict[str, Any]:
    names = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    return {name: item[name[:1].lower() + name[1:]] for name in names}


def _subscribers(item: dict[str, Any]) -> list[dict[str, str]]:
    return [
        *({"SubscriptionType": "SNS", "Address": arn} for arn in as_list(item.get("subscriberSnsTopicArns"))),
        *({"SubscriptionType": "EMAIL", "Address": mail} for mail in as_list(item.get("subscriberEmailAddresses"))),
    ]


def _create(subject: Subject) -> None:
    warnings = [
        {"Notification": _notification(item), "Subscribers": _subscribers(item)}
        for item in as_list(subject.get("notifications"))
    ]
    subject.client().create_budget(
        AccountId=subject.get("accountId") or subject.aws.account,
        Budget=_budget(subject),
        NotificationsWithSubscribers=warnings,
        **({"ResourceTags": _TAGS.at_creation(subject)} if subject.tags else {}),
    )


def _update(subject: Subject) -> None:
    subject.client().update_budget(AccountId=_which(subject)["AccountId"], NewBudget=_budget(subject))


def _set_notifications(subject: Subject) -> None:
    """A notification has no id: what is not wanted goes, what is new comes."""
    wanted, before = as_list(subject.get("notifications")), as_list(subject.old_inputs.get("notifications"))
    for item in before:
        if item not in wanted:
            subject.client().delete_notification(**_which(subject), Notification=_notification(item))
    for item in wanted:
        if item not in before:
            subject.client().create_notification(
                **_which(subject), Notification=_notification(item), Subscribers=_subscribers(item)
            )


def _notifications(subject: Subject) -> list[dict[str, Any]]:
    client, which = subject.client(), _which(subject)
    found = as_list(client.describe_notifications_for_budget(**which).get("Notifications"))
    return [
        _told(item, client.describe_subscribers_for_notification(**which, Notification=_stateless(item))["Subscribers"])
        for item in found
    ]


def _stateless(notification: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in notification.items() if name != "NotificationState"}


def _told(notification: dict[str, Any], subscribers: list[dict[str, str]]) -> dict[str, Any]:
    item = {name[:1].lower() + name[1:]: value for name, value in _stateless(notification).items()}
    for kind, name in (("SNS", "subscriberSnsTopicArns"), ("EMAIL", "subscriberEmailAddresses")):
        addresses = [item["Address"] for item in subscribers if item["SubscriptionType"] == kind]
        if addresses:
            item[name] = addresses
    return item


def _told_budget(subject: Subject) -> dict[str, Any]:
    """The budget, with its limit as the program writes it: AWS says 600.0 for 600, and pulumi-aws takes them as one."""
    budget = subject.client().describe_budget(**_which(subject))["Budget"]
    amount, written = str(budget["BudgetLimit"]["Amount"]), str(subject.known("limitAmount") or "")
    return {**budget, "limit": written if written and Decimal(written) == Decimal(amount) else amount}


ROWS = (
    ResourceType(
        type="aws:budgets/budget:Budget",
        service="budgets",
        create=_create,
        identity=_identity,
        read=(
            Fetch(
                _told_budget,
                "budgetType timeUnit",
                {
                    "name": "BudgetName",
                    "limitAmount": "limit",
                    "limitUnit": "BudgetLimit.Unit",
                },
                shaped={
                    "costFilters": lambda budget: [
                        {"name": name, "values": values} for name, values in as_map(budget.get("CostFilters")).items()
                    ],
                },
            ),
            Fetch(
                lambda subject: {"notifications": _notifications(subject)},
                shaped={"notifications": lambda answer: answer["notifications"]},
            ),
        ),
        changes=(
            Change(
                "budgetType timeUnit limitAmount limitUnit costFilters costTypes timePeriodStart timePeriodEnd",
                _update,
                False,
            ),
            Change("notifications", _set_notifications, False),
        ),
        delete=lambda subject: subject.client().delete_budget(**_which(subject)),
        replace="name namePrefix accountId",
        name=Name(maximum=100),
        tagging=_TAGS,
        computed={
            "accountId": lambda subject: _which(subject)["AccountId"],
            "arn": lambda subject: subject.arn("budgets", f"budget/{_which(subject)['BudgetName']}", region=False),
        },
    ),
)
