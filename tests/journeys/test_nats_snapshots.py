"""Copies of streams, for real: taken and brought back by our own command line, and by NATS's."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.nats import EVENTS, RIGHTS, answers_to
from portarium_sandbox.native import processes, programs
from portarium_sandbox.progress import Progress
from tests.journeys.copies_of_streams import BUCKET, MESSAGES, Ground, up

_errors: Any = importlib.import_module("nats.errors")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """One that a test may change."""
    with up(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One that all that is tried is refused by."""
    with up(tmp_path_factory.mktemp("refusing")) as made:
        yield made


def test_a_lost_stream_is_made_again_of_its_copy(ground: Ground) -> None:
    """Message by message, with the numbers, identities and limits that they had; what is there is left alone."""
    before = ground.messages()
    configuration = ground.servers.ask("control", f"STREAM.INFO.{EVENTS}")["config"]
    assert f"{EVENTS}: {MESSAGES} messages" in ground.run("snapshot")
    assert {key.rpartition("/")[2] for key in ground.keys} == {"SHA256SUMS", "backup.json", "stream.tar.s2"}
    assert f"has {MESSAGES} messages, and is left alone" in ground.run("restore")
    ground.lose()
    assert f"{EVENTS}: has the {MESSAGES} messages of 20" in ground.run("restore")
    assert ground.messages() == before
    restored = ground.servers.ask("control", f"STREAM.INFO.{EVENTS}")["config"]
    assert restored == configuration
    assert len(before) == MESSAGES


def test_an_empty_stream_in_its_place_gives_way_and_its_copy_is_passed_over(ground: Ground) -> None:
    """The controller makes a lost stream again at once, and the next night copies it: with nothing in it."""
    before = ground.messages()
    ground.run("snapshot")
    ground.lose()
    ground.servers.make_stream()
    assert f"{EVENTS}: 0 messages" in ground.run("snapshot")
    assert f"has the {MESSAGES} messages" in ground.run("restore")
    assert ground.messages() == before


def test_what_has_messages_gives_way_only_when_somebody_says_so(ground: Ground) -> None:
    """And then has what was copied at the moment that was asked for."""
    ground.run("snapshot")
    moment = ground.keys[0].partition(f"/{EVENTS}")[0]
    before = ground.messages()
    ground.send(MESSAGES + 1)
    assert len(ground.messages()) == MESSAGES + 1
    assert "is left alone" in ground.run("restore", "--at", moment, "--stream", EVENTS)
    assert "has the" in ground.run("restore", "--at", moment, "--replace")
    assert ground.messages() == before


@pytest.mark.parametrize("part", ["stream.tar.s2", "backup.json"])
def test_a_copy_that_was_damaged_changes_nothing(ground: Ground, part: str) -> None:
    """It is read once before anything is taken away."""
    ground.run("snapshot")
    [key] = [key for key in ground.keys if key.endswith(part)]
    whole: bytes = ground.aws.ask("s3", "get_object", Bucket=BUCKET, Key=key)["Body"].read()
    damaged = whole.replace(b"file", b"FILE", 1) if part == "backup.json" else whole[:-1] + bytes([whole[-1] ^ 1])
    ground.aws.ask("s3", "put_object", Bucket=BUCKET, Key=key, Body=damaged)
    before = ground.messages()
    assert f"{part} is not what its checksum says; nothing was changed" in ground.run("restore", "--replace", code=1)
    assert ground.messages() == before


def test_natss_own_command_line_reads_a_copy(ground: Ground, tmp_path: Path) -> None:
    """Whoever has no `portarium` at hand can restore one."""
    before = ground.messages()
    ground.run("snapshot")
    ground.lose()
    folder = tmp_path / "copy"
    folder.mkdir()
    for key in ground.keys:
        content = ground.aws.ask("s3", "get_object", Bucket=BUCKET, Key=key)["Body"].read()
        (folder / key.rpartition("/")[2]).write_bytes(content)
    certificate = ground.servers.certificate("streams")
    done = subprocess.run(
        [
            *(str(programs.program("nats", Progress())), "--server", ground.servers.url),
            *("--tlscert", str(certificate / "tls.crt"), "--tlskey", str(certificate / "tls.key")),
            *("--tlsca", str(certificate / "ca.crt"), "stream", "restore", "--no-progress", str(folder)),
        ],
        env={"HOME": str(tmp_path), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert ground.messages() == before


def test_each_job_is_refused_what_is_the_others(ground: Ground) -> None:
    """In one line that says what was refused, and with nothing changed."""
    ground.run("snapshot")
    before = ground.messages()
    for command, user in (("snapshot", "restore"), ("restore", "snapshots")):
        [said] = ground.run(command, user=user, code=1).strip().splitlines()
        assert "permissions violation for" in said.lower()
        assert said.startswith("portarium: $JS.API.STREAM.")
    assert ground.messages() == before


@pytest.mark.parametrize(
    ("user", "subject"),
    [
        ("snapshots", f"$JS.API.STREAM.DELETE.{EVENTS}"),
        ("snapshots", f"$JS.API.STREAM.PURGE.{EVENTS}"),
        ("snapshots", f"$JS.API.STREAM.MSG.GET.{EVENTS}"),
        ("snapshots", f"$JS.API.CONSUMER.CREATE.{EVENTS}"),
        ("snapshots", f"$JS.API.STREAM.RESTORE.{EVENTS}"),
        ("snapshots", "portarium.events.run"),
        ("restore", f"$JS.API.STREAM.SNAPSHOT.{EVENTS}"),
        ("restore", f"$JS.API.STREAM.MSG.GET.{EVENTS}"),
        ("restore", f"$JS.API.STREAM.UPDATE.{EVENTS}"),
        ("restore", "portarium.events.run"),
    ],
)
def test_the_server_refuses_what_is_none_of_a_jobs_business(refusing: Ground, user: str, subject: str) -> None:
    """Whatever the pod is made to run: the rights are the server's, and go by the certificate."""
    said = _refusal(refusing, user, lambda connection: connection.publish(subject, b"{}"))
    assert said.startswith("nats: permissions violation for publish")


@pytest.mark.parametrize("user", sorted(RIGHTS))
def test_no_job_listens_to_events(refusing: Ground, user: str) -> None:
    """A copy is all that it gets, sent to itself."""
    said = _refusal(refusing, user, lambda connection: connection.subscribe("portarium.events.>"))
    assert said.startswith("nats: permissions violation for subscription")


def test_another_plane_sees_no_stream(refusing: Ground) -> None:
    """Its account keeps nothing, and none of the others' is in it."""
    assert "not enabled for account" in refusing.servers.ask("execution", "STREAM.NAMES")["error"]["description"]
    assert refusing.servers.ask("control", "STREAM.NAMES")["streams"] == [EVENTS]


def test_who_has_no_certificate_of_the_authority_is_nobody(refusing: Ground) -> None:
    """Nor is who has one for another name."""
    with pytest.raises(_errors.Error):
        refusing.servers.ask("somebody", "STREAM.NAMES")


def _refusal(ground: Ground, user: str, wanted: Callable[[Any], Awaitable[Any]]) -> str:
    """What the server says when a user does this."""

    async def tried(connection: Any) -> str:
        heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def refused(error: Exception) -> None:
            heard.set_result(str(error).lower())

        # It is given with the connection otherwise.
        connection._error_cb = refused
        await wanted(connection)
        return await asyncio.wait_for(heard, 5)

    return ground.servers.run(user, tried, answers_to(user))


def test_what_is_in_the_way_is_one_line(ground: Ground) -> None:
    """No bucket, no copy, another moment, another stream, nobody there."""
    assert "has no copy" in ground.run("restore", code=1)
    ground.run("snapshot")
    assert "has no copies of 2020/01/01/000000Z; the newest is of 20" in ground.run(
        "restore", "--at", "2020/01/01/000000Z", code=1
    )
    assert f"has no copy of OTHER, only of {EVENTS}" in ground.run("restore", "--stream", "OTHER", code=1)
    ground.lose()
    assert "has no stream to copy" in ground.run("snapshot", code=1)
    processes.stop(ground.servers.folder)
    for command in ("snapshot", "restore"):
        said = ground.run(command, code=1)
        assert len(said.strip().splitlines()) == 1, said
        assert said.startswith("portarium: ")
