"""A look is spared while nothing has another version, and for no longer than what has none is trusted."""

from typing import Any

from portarium_sandbox.kubernetes.stillness import Stillness


def _object(version: int, uid: str = "1") -> dict[str, Any]:
    return {"metadata": {"uid": uid, "resourceVersion": str(version)}}


def test_it_holds_until_something_has_another_version() -> None:
    """Or is gone, or came."""
    still = Stillness(6.0, clock=lambda: 0.0)
    assert not still.holds([_object(1)])
    still.begin([_object(1)], [])
    assert still.holds([], [_object(1)])
    assert not still.holds([_object(2)])
    assert not still.holds([])
    assert not still.holds([_object(1)], [_object(1, "2")])


def test_it_ends_when_there_was_something_to_do() -> None:
    """What is under way is looked at again at once."""
    still = Stillness(6.0, clock=lambda: 0.0)
    still.begin([_object(1)])
    still.end()
    assert not still.holds([_object(1)])


def test_after_a_while_it_believes_nothing() -> None:
    """A secret that somebody took away makes no other version of what asked for it."""
    now = [0.0]
    still = Stillness(6.0, clock=lambda: now[0])
    still.begin([_object(1)])
    now[0] = 5.9
    assert still.holds([_object(1)])
    now[0] = 6.0
    assert not still.holds([_object(1)])
