"""Budgets: changing one, its subscribers and its tags, which moto lacks."""

import json
from typing import Any, cast

from moto.budgets.exceptions import NotFoundException
from moto.budgets.models import Budget
from moto.budgets.responses import BudgetsResponse
from moto.budgets.urls import url_paths


class BudgetOperations(BudgetsResponse):
    """moto's operations on budgets, and those that it lacks."""

    def create_budget(self) -> str:
        """Answer CreateBudget, keeping its tags."""
        answer = super().create_budget()
        name = self._get_param("Budget")["BudgetName"]
        self._find(name).tags = _to_map(self._get_param("ResourceTags", []))
        return answer

    def update_budget(self) -> str:
        """Answer UpdateBudget; notifications stay, as on AWS."""
        wanted = self._get_param("NewBudget")
        budget = self._find(wanted["BudgetName"])
        budget.budget = {
            **cast(Any, Budget(wanted, [])).budget,
            "TimePeriod": {**budget.budget["TimePeriod"], **wanted.get("TimePeriod", {})},
        }
        return "{}"

    def describe_subscribers_for_notification(self) -> str:
        """Answer DescribeSubscribersForNotification."""
        return json.dumps({"Subscribers": self._notification().subscribers})

    def create_subscriber(self) -> str:
        """Answer CreateSubscriber."""
        self._notification().subscribers.append(self._get_param("Subscriber"))
        return "{}"

    def delete_subscriber(self) -> str:
        """Answer DeleteSubscriber."""
        notification, gone = self._notification(), self._get_param("Subscriber")
        notification.subscribers = [one for one in notification.subscribers if one != gone]
        return "{}"

    def list_tags_for_resource(self) -> str:
        """Answer ListTagsForResource."""
        tags = self._tags()
        return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in tags.items()]})

    def tag_resource(self) -> str:
        """Answer TagResource."""
        self._tags().update(_to_map(self._get_param("ResourceTags", [])))
        return "{}"

    def untag_resource(self) -> str:
        """Answer UntagResource."""
        tags = self._tags()
        for key in self._get_param("ResourceTagKeys", []):
            tags.pop(key, None)
        return "{}"

    def _find(self, name: str) -> Any:
        budget = self.backend.budgets[self._get_param("AccountId") or self.current_account].get(name)
        if budget is None:
            raise NotFoundException(f"Unable to get budget: {name} - the budget doesn't exist.")
        return budget

    def _notification(self) -> Any:
        wanted = self._get_param("Notification")
        notification: Any
        for notification in self._find(self._get_param("BudgetName")).notifications:
            if notification.details == wanted:
                return notification
        raise NotFoundException("Unable to find the notification - it doesn't exist.")

    def _tags(self) -> dict[str, str]:
        budget = self._find(self._get_param("ResourceARN").split(":budget/", 1)[-1])
        return cast(dict[str, str], budget.tags)


def install() -> None:
    """Answer requests about budgets from here."""
    url_paths.update(dict.fromkeys(url_paths, BudgetOperations.dispatch))


def _to_map(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}
