"""What AWS does with a database is told to the topic of its environment."""

import pytest

from components.aws.database_events import DatabaseEvents, DatabaseEventsArgs
from tests.recording import Registered, record

TOPIC = "arn:aws:sns:eu-central-1:123456789012:portarium-prod-alarms"


def _subscriptions() -> dict[str, Registered]:
    def program() -> object:
        return DatabaseEvents(
            "events",
            DatabaseEventsArgs(
                environment="prod",
                instance_identifier="portarium-prod-database",
                parameter_group="portarium-prod-database-postgres16",
                topic_arn=TOPIC,
            ),
        ).arns

    recording = record(program)
    found = recording.all("aws:rds/eventSubscription:EventSubscription")
    assert len(recording.result) == len(found)
    return {subscription.inputs["sourceType"]: subscription for subscription in found}


@pytest.mark.parametrize(
    ("source", "identifier"),
    [
        ("db-instance", "portarium-prod-database"),
        ("db-parameter-group", "portarium-prod-database-postgres16"),
    ],
)
def test_only_this_environments_database_is_told_of(source: str, identifier: str) -> None:
    """Without names, RDS would tell of every database of the account."""
    inputs = _subscriptions()[source].inputs
    assert (inputs["sourceIds"], inputs["snsTopic"]) == ([identifier], TOPIC)


# Security Hub's RDS.20 and RDS.21 ask for these.
@pytest.mark.parametrize(
    ("source", "categories"),
    [
        ("db-instance", {"maintenance", "configuration change", "failure"}),
        ("db-parameter-group", {"configuration change"}),
    ],
)
def test_what_matters_is_told(source: str, categories: set[str]) -> None:
    """And the daily backup is not, which nobody would read."""
    told = set(_subscriptions()[source].inputs["eventCategories"])
    assert categories <= told
    assert not told & {"backup", "creation"}
