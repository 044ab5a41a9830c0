"""Nothing is applied to a cluster before EKS acts on the access policies that were just given."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pulumi
import pytest

from stacks.cluster_entry import once_let_in
from tests.recording import record

_KUBECONFIG = "{}"


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long somebody waited, which nobody does here."""
    seconds: list[float] = []
    sleep = asyncio.sleep

    async def note(time: float) -> None:
        # The SDK itself gives way to others with a sleep of no time.
        seconds.extend([time] if time else [])
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", note)
    return seconds


def _enter(given_at: Sequence[datetime], *, preview: bool = False) -> None:
    times = [time.isoformat() for time in given_at]
    result = record(
        lambda: {
            "kubeconfig": once_let_in(pulumi.Output.from_input(_KUBECONFIG), pulumi.Output.from_input([*times])),
        },
        preview=preview,
    ).result
    assert result["kubeconfig"] == _KUBECONFIG


def _ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


def test_a_new_clusters_access_policies_are_waited_for(slept: list[float]) -> None:
    """For what is left of half a minute."""
    _enter([_ago(seconds=20), _ago(seconds=10)])
    [seconds] = slept
    assert 5 < seconds <= 10


def test_a_clock_that_is_behind_does_not_make_us_wait_longer(slept: list[float]) -> None:
    """AWS's times are in our future then."""
    _enter([_ago(minutes=-10)])
    assert slept == [30]


def test_a_cluster_that_has_let_us_in_is_entered_at_once(slept: list[float]) -> None:
    """Also while somebody else is being let in; a cluster without any policy has nothing to wait for."""
    _enter([_ago(days=9), _ago(seconds=1)])
    _enter([])
    assert slept == []


def test_a_preview_does_not_wait(slept: list[float]) -> None:
    """It applies nothing."""
    _enter([_ago(seconds=1)], preview=True)
    assert slept == []
