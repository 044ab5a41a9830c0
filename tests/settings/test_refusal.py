"""A refusal is shown once and ends the program in the way that Pulumi's host takes for already told."""

import pytest

from settings.error import Problem, SettingsError
from settings.refusal import Refusal, told_once


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine was given to show as errors."""
    messages: list[str] = []
    monkeypatch.setattr("pulumi.log.error", messages.append)
    return messages


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (Refusal("AWS does not say"), "AWS does not say"),
        (SettingsError([Problem(file="Pulumi.dev.yaml", path="a.b", text="no")]), "Pulumi.dev.yaml: a.b: no"),
    ],
)
def test_each_refusal_is_told_once(shown: list[str], refusal: Refusal, message: str) -> None:
    """The engine shows the message, and exit code 32 keeps the host from adding an error of its own."""
    with pytest.raises(SystemExit) as end, told_once():
        raise refusal
    assert shown == [message]
    assert end.value.code == 32


def test_a_mistake_of_the_program_is_left_to_the_host(shown: list[str]) -> None:
    """What is no refusal keeps its traceback, which the host shows."""
    with pytest.raises(LookupError, match="no such zone"), told_once():
        raise LookupError("no such zone")
    assert shown == []
