"""One command lets in what waits at the gate, in its order, and stops at what fails."""

from collections.abc import Sequence
from typing import cast

import pytest

from ops.operations.cluster import Cluster
from ops.operations.error import OperationError
from ops.operations.platform.services import Service
from ops.operations.platform.sync import Patience, sync
from tests.ops.operations.platform.application_cluster import ApplicationCluster


def _sync(
    double: ApplicationCluster, *wanted: str, expected: Sequence[str] = (), service: float = 5
) -> tuple[list[Service], list[str]]:
    said: list[str] = []
    patience = Patience(service=service, more=0, poll=0.01)
    cluster = cast("Cluster", double)
    return sync(
        cluster, wanted, expected=expected, by="somebody", say=said.append, hint=said.append, patience=patience
    ), said


def test_waves_go_in_one_after_the_other() -> None:
    """What others stand on is healthy before they are asked for."""
    double = ApplicationCluster(("temporal", 2), ("certificates", 0), ("vault", 1))
    found, said = _sync(double)
    assert [name for name, _ in double.asked] == ["certificates", "vault", "temporal"]
    assert all(each.state == "ok" for each in found)
    assert said[:2] == ["certificates: nothing -> 1.0.0", "certificates: synced and healthy"]


def test_the_options_of_the_application_are_asked_for_too() -> None:
    """Argo CD takes them from the request, and a large kind does not go in without."""
    double = ApplicationCluster(("vault", 1))
    _sync(double)
    [(_, operation)] = double.asked
    assert operation["sync"] == {"revision": "1.0.0", "prune": True, "syncOptions": ["ServerSideApply=true"]}
    assert (operation["initiatedBy"], operation["retry"]) == ({"username": "somebody"}, {"limit": 5})


def test_what_is_well_is_left_alone() -> None:
    """A second run asks for nothing."""
    double = ApplicationCluster(("vault", 1))
    _sync(double)
    double.asked.clear()
    assert _sync(double)[1] == []
    assert double.asked == []


def test_a_service_that_fails_stops_the_rest_with_its_reason() -> None:
    """Nothing is put on what does not stand."""
    double = ApplicationCluster(("certificates", 0), ("vault", 1), ("temporal", 2), failing="vault")
    with pytest.raises(OperationError, match=r"^vault: StatefulSet vault: 0 of 3$"):
        _sync(double)
    assert [name for name, _ in double.asked] == ["certificates", "vault"]


def test_one_that_is_named_goes_in_alone() -> None:
    """And a name that there is not is refused before anything is asked for."""
    double = ApplicationCluster(("certificates", 0), ("vault", 1))
    with pytest.raises(OperationError, match="clock: no such service; there are certificates, vault"):
        _sync(double, "vault", "clock")
    assert double.asked == []
    assert [each.name for each in _sync(double, "vault")[0]] == ["vault"]


def test_what_up_declares_later_goes_in_too() -> None:
    """A wave is declared when the one before it is well, so that nothing of it is there at first."""
    double = ApplicationCluster(("certificates", 0))
    double.declared_after["certificates"] = ("vault", 1)
    found, _ = _sync(double, expected=("certificates", "vault"))
    assert [each.name for each in found] == ["certificates", "vault"]


def test_what_nobody_declares_is_named() -> None:
    """With who does."""
    with pytest.raises(OperationError, match=r"^vault: not declared; `pulumi up` declares it"):
        _sync(ApplicationCluster(("certificates", 0)), expected=("certificates", "vault"), service=0.1)
