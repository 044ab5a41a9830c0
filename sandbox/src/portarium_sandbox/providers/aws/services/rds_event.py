"""RDS: who is told of its events. A subscription's name is its id."""

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.services.rds_groups import RDS_TAGS
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, given, identifier, take


def _set_sources(subject: Subject) -> None:
    """RDS changes everything else at once, and takes sources one by one: new ones first, because none means all."""
    wanted, before = as_list(subject.get("sourceIds")), as_list(subject.old_inputs.get("sourceIds"))
    for operation, sources in (
        ("add_source_identifier_to_subscription", [one for one in wanted if one not in before]),
        ("remove_source_identifier_from_subscription", [one for one in before if one not in wanted]),
    ):
        for source in sources:
            getattr(subject.client(), operation)(SubscriptionName=subject.identifier, SourceIdentifier=source)


_CHANGED = take("eventCategories enabled sourceType", SubscriptionName="name", SnsTopicArn="snsTopic")

ROWS = (
    ResourceType(
        type="aws:rds/eventSubscription:EventSubscription",
        service="rds",
        create=Call("create_event_subscription", {**_CHANGED, "SourceIds": "sourceIds", "Tags": RDS_TAGS.at_creation}),
        identity=given("name"),
        read=(
            Fetch(
                Call("describe_event_subscriptions", {"SubscriptionName": identifier}, "EventSubscriptionsList.0"),
                "sourceType enabled customerAwsId",
                {
                    "name": "CustSubscriptionId",
                    "arn": "EventSubscriptionArn",
                    "snsTopic": "SnsTopicArn",
                    "sourceIds": "SourceIdsList",
                    "eventCategories": "EventCategoriesList",
                },
            ),
        ),
        changes=(
            Change("snsTopic eventCategories enabled sourceType", Call("modify_event_subscription", _CHANGED), False),
            Change("sourceIds", _set_sources, False),
        ),
        delete=Call("delete_event_subscription", {"SubscriptionName": identifier}),
        replace="name namePrefix",
        defaults={"enabled": True},
        name=Name(),
        tagging=RDS_TAGS,
    ),
)
