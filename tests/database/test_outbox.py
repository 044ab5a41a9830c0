"""The outbox: each event is sent, those of a key one after another, and what can't be sent is told from the rest."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from database.connection import Connection
from tests.database.server import Site


class Outbox:
    """A member's connection that enters its workspace in each transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def ask(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask something in a transaction of its own."""
        with self.connection.transaction():
            self.connection.execute("SELECT enter_workspace('w1')")
            return self.connection.execute(query.encode(), parameters).fetchall()

    def publish(self, key: str, data: str = "{}") -> Any:
        """Publish an event; its id."""
        return self.ask("SELECT publish_event('run.started', '/runs', %s, %s)", key, data)[0][0]

    def claim(self, worker: str = "sender", lease: str = "1 minute", most: int = 10) -> list[tuple[Any, ...]]:
        """Claim what can be; id, attempt and envelope of each."""
        return self.ask("SELECT * FROM claim_events(%s, %s, %s)", worker, most, lease)

    def settle(self, event: Any, attempt: int, problem: str | None = None, worker: str = "sender") -> str:
        """Say how it went."""
        return self.ask("SELECT settle_event(%s, %s, %s, %s)", event, worker, attempt, problem)[0][0]


@pytest.fixture
def outbox(site: Site) -> Iterator[Outbox]:
    """The outbox of a workspace."""
    site.register("w1")
    with site.member(site.shared) as connection:
        yield Outbox(connection)


def due(site: Site) -> None:
    """Let what waits have waited long enough."""
    with site.superuser(site.shared) as connection:
        connection.execute("UPDATE outbox_event SET due_at = now() - interval '1 second'")


def test_an_envelope_is_a_cloud_event(outbox: Outbox) -> None:
    """With every attribute that version 1.0 requires, and the two by which receivers know the order."""
    event = outbox.publish("run-1", '{"run": null}')
    ((found, attempt, envelope),) = outbox.claim()
    assert (found, attempt) == (event, 1)
    time = envelope.pop("time")
    assert time.endswith("Z")
    assert envelope == {
        "specversion": "1.0",
        "id": str(event),
        "source": "/runs",
        "type": "run.started",
        "datacontenttype": "application/json",
        "data": {"run": None},
        "partitionkey": "run-1",
        "sequence": "00000000000000000001",
        "workspaceid": "w1",
    }


def test_what_was_rolled_back_is_never_sent(outbox: Outbox) -> None:
    """An event is there with what it tells of, or not at all."""
    with outbox.connection.transaction():
        outbox.connection.execute("SELECT enter_workspace('w1')")
        outbox.connection.execute("SELECT publish_event('run.started', '/runs', 'run-1', '{}')")
        raise psycopg.Rollback
    assert outbox.claim() == []


def test_events_of_a_key_are_one_after_another(outbox: Outbox) -> None:
    """The second is not to be had before the first is settled; other keys are."""
    first, second, other = (outbox.publish(key) for key in ("run-1", "run-1", "run-2"))
    assert {event for event, _, _ in outbox.claim()} == {first, other}
    assert outbox.claim() == []
    assert outbox.settle(first, 1) == "delivered"
    assert [event for event, _, _ in outbox.claim()] == [second]


def test_what_failed_comes_again_before_its_followers(outbox: Outbox, site: Site) -> None:
    """After a while, and its key waits for it."""
    first = outbox.publish("run-1")
    outbox.publish("run-1")
    outbox.claim()
    assert outbox.settle(first, 1, "no answer") == "pending"
    assert outbox.claim() == []
    due(site)
    assert [(event, attempt) for event, attempt, _ in outbox.claim()] == [(first, 2)]


def test_the_wait_doubles_and_ends_at_five_minutes(outbox: Outbox, site: Site) -> None:
    """Half of it is chance."""
    event = outbox.publish("run-1")
    waits: list[float] = []
    for attempt in range(1, 10):
        outbox.claim()
        outbox.settle(event, attempt, "no answer")
        waits.append(float(outbox.ask("SELECT extract(epoch FROM due_at - settled_at) FROM outbox_event")[0][0]))
        due(site)
    for attempt, wait in enumerate(waits, 1):
        most = min(300, 2 ** (attempt - 1))
        assert most / 2 <= wait <= most + 0.01


def test_what_failed_too_often_is_dead_and_can_be_revived(outbox: Outbox, site: Site) -> None:
    """It is no longer in the way of its key, and comes back with a new count."""
    first, second = outbox.publish("run-1"), outbox.publish("run-1")
    state = "pending"
    for attempt in range(1, 11):
        assert [event for event, _, _ in outbox.claim()] == [first]
        state = outbox.settle(first, attempt, "no answer")
        due(site)
    assert state == "dead"
    assert [event for event, _, _ in outbox.claim()] == [second]
    outbox.ask("SELECT revive_event(%s)", first)
    assert [(event, attempt) for event, attempt, _ in outbox.claim()] == [(first, 1)]
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        outbox.ask("SELECT revive_event(%s)", second)


def test_a_sender_that_died_loses_its_claim(outbox: Outbox) -> None:
    """Somebody else has the event then, and what the first one settles late is refused."""
    event = outbox.publish("run-1")
    outbox.claim("one", lease="0 seconds")
    assert [(found, attempt) for found, attempt, _ in outbox.claim("other")] == [(event, 2)]
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="is not claimed by one in attempt 1"):
        outbox.settle(event, 1, worker="one")
    assert outbox.settle(event, 2, worker="other") == "delivered"


def test_senders_at_a_time_claim_different_events(outbox: Outbox, site: Site) -> None:
    """Each event once, whoever asks, and within a key in order."""
    for number in range(40):
        outbox.publish(f"key-{number % 8}")

    def send(worker: int) -> list[tuple[str, str]]:
        sent: list[tuple[str, str]] = []
        with site.member(site.shared) as connection:
            mine = Outbox(connection)
            while claimed := mine.claim(f"s{worker}", most=3):
                for event, attempt, envelope in claimed:
                    sent.append((envelope["partitionkey"], envelope["sequence"]))
                    mine.settle(event, attempt, worker=f"s{worker}")
        return sent

    with ThreadPoolExecutor(4) as pool:
        sent = [pair for each in pool.map(send, range(4)) for pair in each]
    # One that found nothing while others had it went home; what it left is sent by whoever comes next.
    sent += send(4)
    assert len(sent) == len(set(sent)) == 40
