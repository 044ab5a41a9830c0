"""What may be open at once is held against what the class leaves, and the message says which class would do."""

import pytest

from domain.connection_budget import POOL, RESERVED, Clients, excess, left_to_clients, wanted
from domain.database_capacity import connections
from domain.database_class import DatabaseClass
from domain.temporal_size import STORE_POOL, VISIBILITY_POOL, history_shards, temporal_clients

_APPLICATION = Clients(name="control-plane", pods=4, each=POOL)


def _temporal(replicas: int, pool: int = STORE_POOL) -> list[Clients]:
    return temporal_clients(replicas=replicas, store=pool, visibility=VISIBILITY_POOL)


def test_a_class_leaves_less_than_it_bears() -> None:
    """RDS's own sessions come first, and a client that finds none left is refused."""
    assert left_to_clients("db.t4g.medium") == connections("db.t4g.medium") - RESERVED


def test_a_rollout_of_all_services_is_part_of_the_sum() -> None:
    """One change of the configuration adds a pod to each of the four, and old ones close their pools last."""
    server = _temporal(3)[0]
    assert (server.pods, server.most) == (16, 16 * 25)


@pytest.mark.parametrize(("instance_class", "replicas"), [("db.t4g.medium", 1), ("db.t4g.large", 3)])
def test_the_sizes_of_the_tiers_fit_their_databases(instance_class: str, replicas: int) -> None:
    """With the application beside it, at its worst."""
    assert excess(DatabaseClass(instance_class), [_APPLICATION, *_temporal(replicas)]) is None


def test_what_is_too_much_is_said_with_what_would_do() -> None:
    """The application's own values open 1,650 connections by eleven pods, which no small instance bears."""
    clients = [_APPLICATION, *_temporal(3, pool=145)]
    text = excess(DatabaseClass("db.t4g.large"), clients)
    assert text is not None
    assert text.startswith(f"db.t4g.large leaves {left_to_clients('db.t4g.large')} connections, {wanted(clients)} may")
    assert "control-plane 40, temporal 2400, temporal-schema 2, jobs 20); db.t4g.2xlarge leaves" in text


def test_what_no_class_of_the_family_bears_is_said_as_well() -> None:
    """Then it is the pools that are too large."""
    text = excess(DatabaseClass("db.t4g.large"), _temporal(90))
    assert text is not None
    assert text.endswith("no class bears that; fewer pods or smaller pools do")


def test_shards_grow_with_the_tier() -> None:
    """A number for life: the smallest where nothing lasts, the largest where it has to last."""
    assert [history_shards(tier) for tier in ("dev", "staging", "prod")] == [4, 8, 512]
