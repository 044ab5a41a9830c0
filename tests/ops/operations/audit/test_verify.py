"""Verification: every fault is found and named, and no clean log is ever accused."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ops.operations.audit.cloud import Cloud
from tests.ops.operations.audit.ground import EVERY, LogGround, operation
from tests.ops.operations.audit.mutations import MUTATIONS


@pytest.fixture
def ground(cloud: Cloud) -> LogGround:
    """A log with three checkpoints, and events since."""
    made = LogGround(cloud)
    made.append(*map(str, range(2 * EVERY + 2)))
    assert made.verified().findings == ()
    assert made.verified().checkpoints == 3
    return made


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_mutation_is_found_and_named(ground: LogGround, name: str) -> None:
    """By the kind of the fault and by its place."""
    expected = MUTATIONS[name](ground)
    assert expected in ground.found()


def test_everything_anew_with_another_key_is_found(ground: LogGround, cloud: Cloud) -> None:
    """A chain that is right in itself is not the one whose key is known."""
    forged = LogGround(cloud)
    forged.append("a", "b")
    forged.trusted = ground.trusted
    forged.witness = None
    assert ("checkpoint-of-another-key", "checkpoint 0") in forged.found()


def test_a_change_of_keys_is_no_fault(ground: LogGround) -> None:
    """Neither before the first checkpoint by the new one, which the witness vouches for, nor after it."""
    ground.rotate_key()
    assert ground.found() == []
    ground.append(*map(str, range(EVERY + 1)))
    assert ground.found() == []
    assert ground.verified().checkpoints > 3


def test_a_clock_that_is_off_accuses_nobody(ground: LogGround) -> None:
    """Times are told and prove nothing: the order is that of the chain."""
    ground.pass_time(days=-400)
    ground.append("a", "b")
    ground.pass_time(days=800)
    ground.append("c")
    assert ground.found() == []


_STEPS = st.lists(
    st.sampled_from(["append", "append", "append without a key", "a day", "sign", "rotate", "no witness"]),
    min_size=1,
    max_size=10,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(steps=_STEPS, mutation=st.sampled_from(sorted(MUTATIONS)))
def test_no_clean_history_is_accused_and_no_mutation_escapes(cloud: Cloud, steps: list[str], mutation: str) -> None:
    """Whatever has happened before, in whatever order."""
    ground = LogGround(cloud)
    for step in steps:
        _take(ground, step)
        assert ground.found() == []
    ground.append(*map(str, range(2 * EVERY + 1)))
    ground.log().checkpoint()
    ground.append("last")
    assert ground.found() == []
    expected = MUTATIONS[mutation](ground)
    assert expected in ground.found()


def _take(ground: LogGround, step: str) -> None:
    match step:
        case "append":
            ground.append("x")
        case "append without a key":
            ground.log(signer=None).append(operation("x"))
        case "a day":
            ground.pass_time(days=1)
        case "sign":
            ground.log().checkpoint()
        case "rotate":
            ground.log().checkpoint()
            ground.rotate_key()
        case _:
            ground.log(witness=None).append(operation("x"))
