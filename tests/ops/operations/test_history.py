"""The releases of one environment, with a double of the engine."""

from pathlib import Path

import pytest

from ops.operations.error import OperationError
from ops.operations.history import read_history
from tests.ops.operations.stand_in_engine import deployed, engine_with

_A, _B = "a" * 40, "b" * 40


def test_the_latest_release_comes_first(tmp_path: Path) -> None:
    """It is the current one; what a rollback may go to is below it."""
    releases = read_history("staging", engine_with(tmp_path, {"staging": deployed(_A, _B)}))

    assert [(release.sha, release.current) for release in releases] == [(_B, True), (_A, False)]


def test_a_stack_that_is_not_there_has_no_releases(tmp_path: Path) -> None:
    """A review environment that is not made yet is no fault."""
    assert read_history("review-7", engine_with(tmp_path, {})) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("stagign", "'stagign' is not an environment \\(did you mean staging\\?\\); stacks are dev, staging, prod"),
        ("qqqq", "'qqqq' is not an environment; stacks are dev, staging, prod"),
        ("local", "local runs on Docker Compose and has no releases"),
        ("review-0", "'review-0' is not an environment"),
    ],
)
def test_an_unknown_environment_is_one_line(tmp_path: Path, name: str, line: str) -> None:
    """It says what there is, and guesses what was meant."""
    with pytest.raises(OperationError, match=f"^{line}") as error:
        read_history(name, engine_with(tmp_path, {}))
    assert "\n" not in str(error.value)
