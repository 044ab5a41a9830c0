"""The releases of one environment, with a double of the engine."""

from dataclasses import replace
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


def test_a_stack_is_read_as_whoever_comes_to_its_account(tmp_path: Path) -> None:
    """Its state is open to those that it concerns; a review environment's to those of its host."""
    config = tmp_path / "config"
    config.write_text("[profile portarium-staging]\n[profile portarium-dev]\n", encoding="utf-8")
    stacks = {"staging": deployed(_A), "review-7": deployed(_B)}
    backend = engine_with(tmp_path, stacks, only_as={"staging": "portarium-staging", "review-7": "portarium-dev"})
    shell = {**backend.variables, "AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}

    for stack, sha in (("staging", _A), ("review-7", _B)):
        [release] = read_history(stack, replace(backend, variables=shell))
        assert release.sha == sha


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
