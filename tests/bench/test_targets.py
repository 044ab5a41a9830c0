"""Promises are judged by ratios, and every missed one is named."""

from tests.bench.measurement import Comparison, Timing
from tests.bench.targets import NO_OP, POD, POD_MEMORY, POD_TIME, POLICIES, PREVIEW, PROMOTION, SYNTHETIC, verdicts


def comparison(command: str, ours: list[float], others: list[float], subject: str = "dev") -> Comparison:
    """What two programs took for a command."""
    return Comparison(subject=subject, command=command, ours=timings(ours), others=timings(others))


def timings(seconds: list[float]) -> list[Timing]:
    """Runs of a program of one size."""
    return [Timing(seconds=each, resources=300) for each in seconds]


def test_a_ratio_is_of_runs_that_followed_one_another() -> None:
    """A machine that is slow for a while is slow for both."""
    assert comparison(PREVIEW, [5.0, 50.0, 6.0], [10.0, 100.0, 10.0]).ratio == 0.5


def test_a_slow_preview_is_named() -> None:
    """The line says what was promised and what was measured."""
    [verdict] = verdicts([comparison(PREVIEW, [9.0], [10.0])])
    assert str(verdict) == "dev: preview / flat at most 0.8, measured 0.90: MISSED"


def test_many_resources_have_a_limit_of_their_own() -> None:
    """At 1,000 resources the program's own time decides."""
    [verdict] = verdicts([comparison(PREVIEW, [6.0], [10.0], SYNTHETIC)])
    assert not verdict.kept


def test_commands_are_compared_with_one_another() -> None:
    """A no-op costs a preview and little more, a promotion a no-op and little more."""
    found = verdicts(
        [
            comparison(PREVIEW, [5.0], [10.0]),
            comparison(NO_OP, [6.0], [10.0]),
            comparison(PROMOTION, [10.0], [10.0]),
        ]
    )
    assert [verdict.kept for verdict in found] == [True, True, False]


def test_the_policy_pack_is_judged_against_a_preview_without_it() -> None:
    """What it costs is what a preview takes longer."""
    [verdict] = verdicts([comparison(POLICIES, [7.0], [5.0])])
    assert str(verdict) == "dev: preview with policies / without at most 1.3, measured 1.40: MISSED"


def test_a_mapped_pod_is_judged_against_its_process() -> None:
    """Both by its processor time and by its memory."""
    found = verdicts([comparison(POD_TIME, [2.0], [1.9], POD), comparison(POD_MEMORY, [90.0], [78.0], POD)])
    assert [(verdict.promise, verdict.kept) for verdict in found] == [
        ("processor time / its process", True),
        ("memory at the peak / its process", False),
    ]
