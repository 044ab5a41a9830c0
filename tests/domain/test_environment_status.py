"""A status lets in what helps and nothing else."""

from typing import get_args

from domain.environment_status import READY, UNFINISHED, EnvironmentStatus, takes_rollbacks


def test_only_what_has_begun_and_not_ended_takes_rollbacks() -> None:
    """An environment that is being made has nothing to go back to, and a retired one stays as it is."""
    taking = {status for status in get_args(EnvironmentStatus) if takes_rollbacks(status)}
    assert taking == {READY, "degraded", "recovering"}
    assert UNFINISHED not in taking
