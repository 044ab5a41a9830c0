"""A SHA walks from environment to environment; none is skipped, and the way back is always open."""

import pytest

from stacks.release import Completed, PromotionError, Releases, parse_releases, require_promotable

ONE = "1" * 40
TWO = "2" * 40


def _releases(*shas: str) -> Releases:
    return Releases(history=tuple(Completed(imageSha=sha, since="2026-01-01T00:00:00Z") for sha in shas))


def test_the_first_environment_takes_any_sha() -> None:
    """Nothing comes before dev."""
    require_promotable(ONE, environment="dev", own=Releases(), source=None, source_releases=None)


def test_what_the_source_completed_may_come() -> None:
    """A SHA that dev has completed, even if dev runs a newer one now."""
    require_promotable(ONE, environment="staging", own=_releases(), source="dev", source_releases=_releases(ONE, TWO))


def test_what_the_source_never_ran_is_refused_with_the_way_on() -> None:
    """The error names the SHA, what the source runs, and the command that mends it."""
    with pytest.raises(PromotionError) as refused:
        require_promotable(TWO, environment="prod", own=_releases(), source="staging", source_releases=_releases(ONE))
    assert str(refused.value) == (
        f"Pulumi.prod.yaml: imageSha: {TWO} may not come to prod: staging has never completed an up with it "
        f"and runs {ONE}; promote it there first: pulumi config set imageSha {TWO} -s staging && pulumi up -s staging"
    )


@pytest.mark.parametrize("source_releases", [None, Releases()], ids=["no such stack", "no completed up"])
def test_a_source_that_never_ran_is_said_so(source_releases: Releases | None) -> None:
    """A missing stack and one without a completed `up` are refused alike."""
    with pytest.raises(PromotionError, match="has not completed an up yet"):
        require_promotable(ONE, environment="staging", own=Releases(), source="dev", source_releases=source_releases)


def test_a_rollback_needs_no_source() -> None:
    """A SHA that ran here may come back although the source was rebuilt since."""
    require_promotable(ONE, environment="prod", own=_releases(ONE, TWO), source="staging", source_releases=None)


def test_the_same_sha_again_keeps_its_date() -> None:
    """A no-op `up` changes no output."""
    before = _releases(ONE)
    assert before.followed_by(ONE, "2026-02-02T00:00:00Z") is before


def test_a_rollback_becomes_the_current_one_and_stays_listed_once() -> None:
    """The history names each SHA once, by when it last became current."""
    after = _releases(ONE, TWO).followed_by(ONE, "2026-02-02T00:00:00Z")
    assert [completed.imageSha for completed in after.history] == [TWO, ONE]
    assert after.current == Completed(imageSha=ONE, since="2026-02-02T00:00:00Z")


def test_the_output_reads_back_as_it_was_written() -> None:
    """What one `up` exports is what the next one and the next environment read."""
    releases = _releases(ONE, TWO)
    assert parse_releases(releases.as_output()) == releases
    assert parse_releases(None) == Releases()
