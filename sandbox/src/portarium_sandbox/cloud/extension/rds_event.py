"""Subscriptions to RDS's events: changing one, which moto lacks, and what RDS refuses of a topic or a source."""

import json
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.rds.exceptions import RDSClientError, SubscriptionNotFoundError
from moto.rds.responses import RDSResponse
from moto.sns.models import sns_backends

_SERVICE = "events.rds.amazonaws.com"
_CATEGORIES = {
    "db-instance": frozenset(
        {
            "availability",
            "backup",
            "configuration change",
            "creation",
            "deletion",
            "failover",
            "failure",
            "low storage",
            "maintenance",
            "notification",
            "read replica",
            "recovery",
            "restoration",
            "security",
            "security patching",
        }
    ),
    "db-parameter-group": frozenset({"configuration change"}),
}
_create = RDSResponse.create_event_subscription


def install() -> None:
    """Let moto refuse what RDS refuses, and change what is there."""
    operations = cast("Any", RDSResponse)
    operations.create_event_subscription = _created
    operations.modify_event_subscription = _modified
    operations.add_source_identifier_to_subscription = _source_added
    operations.remove_source_identifier_from_subscription = _source_removed


def _created(self: RDSResponse) -> ActionResult:
    _check_topic(self, self.params.get("SnsTopicArn"))
    kind = self.params.get("SourceType")
    sources: list[str] = self.params.get("SourceIds") or []
    _check_categories(kind, self.params.get("EventCategories") or [])
    for source in sources:
        _check_source(self, kind, source)
    return _create(self)


def _modified(self: RDSResponse) -> ActionResult:
    subscription = _found(self)
    if topic := self.params.get("SnsTopicArn"):
        _check_topic(self, topic)
        subscription.sns_topic_arn = topic
    categories = self.params.get("EventCategories")
    if categories is not None:
        _check_categories(subscription.source_type, categories)
        subscription.event_categories = list(categories)
    if self.params.get("Enabled") is not None:
        subscription.enabled = self.params.get("Enabled")
    return ActionResult({"EventSubscription": subscription})


def _source_added(self: RDSResponse) -> ActionResult:
    subscription, source = _found(self), self.params.get("SourceIdentifier")
    _check_source(self, subscription.source_type, source)
    subscription.source_ids = [*subscription.source_ids, source]
    return ActionResult({"EventSubscription": subscription})


def _source_removed(self: RDSResponse) -> ActionResult:
    subscription, source = _found(self), self.params.get("SourceIdentifier")
    if source not in subscription.source_ids:
        raise RDSClientError("SourceNotFound", f"Source {source} not found.")
    subscription.source_ids = [one for one in subscription.source_ids if one != source]
    return ActionResult({"EventSubscription": subscription})


def _found(self: RDSResponse) -> Any:
    name = self.params.get("SubscriptionName")
    known = cast("dict[str, Any]", self.backend.event_subscriptions)
    if name not in known:
        raise SubscriptionNotFoundError(name)
    return known[name]


def _check_topic(self: RDSResponse, topic: str) -> None:
    known = cast("dict[str, Any]", sns_backends[self.current_account][self.region].topics)
    if topic not in known:
        raise RDSClientError("SNSTopicArnNotFound", f"SNS topic {topic} does not exist.")
    if not any(map(_admits, json.loads(known[topic].policy)["Statement"])):
        raise RDSClientError("SNSNoAuthorization", f"RDS is not allowed to publish to {topic}.")


def _admits(statement: dict[str, Any]) -> bool:
    """Whether a statement lets RDS publish; the topic's own first policy lets everybody of its account."""
    principal = statement["Principal"]
    named = principal if isinstance(principal, str) else principal.get("Service", principal.get("AWS"))
    return statement["Effect"] == "Allow" and bool({"*", _SERVICE} & set([named] if isinstance(named, str) else named))


def _check_categories(kind: str | None, wanted: list[str]) -> None:
    if kind not in _CATEGORIES:
        raise NotImplementedError(f"a subscription to the events of a {kind}")
    for category in wanted:
        if category not in _CATEGORIES[kind]:
            raise RDSClientError("SubscriptionCategoryNotFound", f"Category {category} is not one of a {kind}.")


def _check_source(self: RDSResponse, kind: str | None, source: str) -> None:
    backend = cast("Any", self.backend)
    known = backend.databases if kind == "db-instance" else backend.db_parameter_groups
    if source not in known:
        raise RDSClientError("SourceNotFound", f"Source {source} not found.")
