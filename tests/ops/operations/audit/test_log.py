"""Appending: one chain whoever writes at once, whatever was lost in the middle, with checkpoints when they are due."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from domain.audit import KEY_INTRODUCED, SECRETS_ROTATED
from ops.operations.audit.event import NO_DIGEST, parsed
from ops.operations.audit.log import BrokenLogError
from ops.operations.audit.signer import KeySigner
from ops.operations.aws import AwsError
from tests.ops.operations.audit.cloud import Cloud
from tests.ops.operations.audit.ground import ACTOR, EVERY, LogGround, operation


@pytest.fixture
def ground(cloud: Cloud) -> LogGround:
    """A log of its own."""
    return LogGround(cloud)


def test_an_event_says_what_was_done_and_what_was_before(ground: LogGround) -> None:
    """Whoever reads one object knows who, what, when, and which event it follows."""
    first, *_ = ground.append("a", "b")
    stored: dict[str, Any] = json.loads(ground.content(ground.key_of(0)))
    assert stored["specversion"] == "1.0"
    assert (stored["type"], stored["subject"], stored["actor"]) == (SECRETS_ROTATED, "secrets/a", ACTOR)
    assert stored["time"] == "2026-11-27T09:00:00Z"
    assert stored["previous"] == NO_DIGEST
    following = parsed(ground.content(ground.key_of(1)))
    assert following.previous == first.event.digest


def test_the_first_checkpoint_comes_with_the_first_event(ground: LogGround) -> None:
    """It introduces its key, and further ones wait until there is enough to sign."""
    ground.append("a", "b")
    types = [parsed(ground.content(ground.key_of(at))).type for at in range(3)]
    assert types == [SECRETS_ROTATED, KEY_INTRODUCED, SECRETS_ROTATED]
    found = ground.verified()
    assert (found.events, found.checkpoints, found.covered, found.findings) == (3, 1, 2, ())


def test_a_checkpoint_is_due_after_so_many_events(ground: LogGround) -> None:
    """It is over all there are."""
    ground.append(*"abcdef"[: EVERY + 1])
    found = ground.verified()
    assert (found.checkpoints, found.covered) == (2, EVERY + 2)


def test_a_checkpoint_is_due_after_a_day(ground: LogGround) -> None:
    """However little has happened."""
    ground.append("a")
    ground.pass_time(hours=25)
    ground.append("b")
    found = ground.verified()
    assert (found.checkpoints, found.covered, found.events) == (2, 3, 3)


def test_two_writers_never_fork_it(ground: LogGround) -> None:
    """Each of many gets a place of its own, and none is lost."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        done = list(pool.map(ground.append, map(str, range(12))))
    assert len({each.event.sequence for [each] in done}) == 12
    found = ground.verified()
    assert found.faults == ()
    assert found.events == 12 + sum(1 for at in range(found.events) if _is_key(ground, at))


def _is_key(ground: LogGround, at: int) -> bool:
    return parsed(ground.content(ground.key_of(at))).type == KEY_INTRODUCED


def test_a_lost_answer_appends_once(ground: LogGround, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer finds its own event where it wanted to write, and does not write it again."""
    ground.append("a")
    before = ground.verified().events
    put = type(ground.store).put_new

    def lost(store: Any, key: str, content: bytes) -> bool:
        done = put(store, key, content)
        return done and not key.startswith(store.layout.events)

    monkeypatch.setattr(type(ground.store), "put_new", lost)
    ground.append("b")
    assert ground.verified().events == before + 1


class StoppedError(Exception):
    """A process that is killed between two calls."""


@pytest.mark.parametrize("calls", range(1, 18))
def test_a_crash_anywhere_leaves_it_appendable(ground: LogGround, monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
    """Whatever call was the last one, nobody is accused, and the next writer goes on."""
    ground.append(*"ab")
    aws = type(ground.store.aws)
    left, ask = calls, aws.ask

    def failing(self: Any, service: str, name: str, **given: Any) -> Any:
        nonlocal left
        if name in ("put_object", "sign"):
            left -= 1
            if left < 0:
                raise StoppedError
        return ask(self, service, name, **given)

    with monkeypatch.context() as patch:
        patch.setattr(aws, "ask", failing)
        with suppress(StoppedError):
            ground.append(*"cdef")
    assert ground.found() == []
    ground.append("k")
    ground.log().checkpoint()
    found = ground.verified()
    assert found.findings == ()
    assert found.covered == found.events


def test_who_may_not_sign_appends(ground: LogGround) -> None:
    """A job of the cluster leaves the checkpoint to whoever may, and verification says that it is missing."""
    log = ground.log(signer=None)
    for item in "abcdef":
        log.append(operation(item))
    found = ground.verified()
    assert (found.faults, [each.kind for each in found.findings]) == ((), ["unsigned"])
    ground.log().checkpoint()
    assert ground.verified().findings == ()


def test_a_refused_signature_is_told_and_loses_nothing(ground: LogGround, cloud: Cloud) -> None:
    """The event is there; the checkpoint waits for somebody who may."""
    nobodys = KeySigner(cloud.aws(), f"{ground.signer.key}0")
    appended = ground.log(signer=nobodys).append(operation("a"))
    assert len(appended.notes) == 1
    assert "no checkpoint over event 0 yet: get_public_key: NotFoundException" in appended.notes[0]
    assert ground.verified().events == 1


def test_what_a_witness_can_not_take_is_told(ground: LogGround, cloud: Cloud) -> None:
    """The operation has been done and recorded; that is no reason to lose either."""
    away = type(ground.store)(aws=cloud.aws(), bucket="nowhere-at-all")
    appended = ground.log(witness=away).append(operation("a"))
    assert any("the witness did not get event 0" in note for note in appended.notes)
    assert ground.verified().faults == ()


def test_a_broken_chain_is_not_signed(ground: LogGround) -> None:
    """A signature over it would make it right."""
    ground.append(*"abcd")
    ground.put(ground.key_of(4), ground.content(ground.key_of(3)))
    with pytest.raises(BrokenLogError, match="event 4 says that it is event 3"):
        ground.log().checkpoint()
    assert ground.verified().checkpoints == 2


def test_without_rights_the_reason_is_one_line(ground: LogGround, cloud: Cloud) -> None:
    """A bucket that is not there is told in AWS's words."""
    away = type(ground.store)(aws=cloud.aws(), bucket="nowhere-at-all")
    with pytest.raises(AwsError, match="NoSuchBucket") as caught:
        ground.log(store=away).append(operation("a"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("mode", ["GOVERNANCE", "COMPLIANCE"])
def test_events_are_locked_as_the_bucket_says(cloud: Cloud, mode: str) -> None:
    """Nothing of the log asks for a retention of its own."""
    ground = LogGround(cloud, mode=mode)
    ground.append("a")
    kept = ground.s3.get_object_retention(Bucket=ground.store.bucket, Key=ground.key_of(0))["Retention"]
    assert kept["Mode"] == mode
    assert ground.verified().findings == ()
