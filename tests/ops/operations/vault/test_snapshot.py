"""A snapshot is kept when it is whole, by an account that may do nothing else."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ops.operations.error import OperationError
from ops.operations.vault.configure import configure
from ops.operations.vault.snapshot import take
from tests.ops.operations.scripted_aws import ScriptedAws
from tests.ops.operations.vault.site import Ground, ground

_NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


def _snapshot(*, state: bytes = b"state", digest: str = "", listed: str = "state.bin") -> bytes:
    """A file as Vault makes it, or one that says of itself what is not so."""
    sums = f"{digest or hashlib.sha256(state).hexdigest()}  {listed}\n".encode()
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in {"state.bin": state, "SHA256SUMS": sums}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Ground]:
    """A Vault that is configured, and the pod that takes snapshots."""
    with ground(tmp_path) as made:
        configure(made.site(), lambda _: None)
        made.vault.accounts["a-token-of-kubernetes"] = ("system", "vault-snapshots")
        made.vault.snapshot = _snapshot()
        yield made


def _take(site: Ground, kept: dict[str, bytes]) -> str:
    def put(given: Mapping[str, Any]) -> Mapping[str, Any]:
        kept[f"{given['Bucket']}/{given['Key']}"] = given["Body"].read()
        return {}

    return take(site.site(), ScriptedAws({"PutObject": put}), lambda _: None, now=_NOW)


def test_it_is_kept_by_its_time(site: Ground) -> None:
    """As Vault gave it, and with no token left behind."""
    kept: dict[str, bytes] = {}
    assert _take(site, kept) == "2026/11/27/030000Z.snap"
    assert kept == {"portarium-dev-vault-snapshots-a1b2/2026/11/27/030000Z.snap": site.vault.snapshot}
    assert site.vault.tokens == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no whole snapshot"),
        (b"<html>", "is no whole snapshot"),
        (_snapshot()[:40], "is no whole snapshot"),
        (_snapshot(digest="0" * 64), "state.bin is not what its checksum says"),
        (_snapshot(listed="meta.json"), "has no state"),
    ],
    ids=["nothing", "a page", "the beginning", "another checksum", "another file"],
)
def test_one_that_is_not_whole_is_not_kept(site: Ground, content: bytes, words: str) -> None:
    """A backup that can't be restored is worse than a job that failed."""
    site.vault.snapshot = content
    kept: dict[str, bytes] = {}
    with pytest.raises(OperationError, match=words):
        _take(site, kept)
    assert kept == {}
    assert site.vault.tokens == {}


def test_the_pod_that_takes_it_reads_no_secret(site: Ground) -> None:
    """It copies what it can't open."""
    token = site.vault.answer(
        "POST", "auth/kubernetes/login", "", {"role": "portarium-snapshots", "jwt": "a-token-of-kubernetes"}
    )["auth"]["client_token"]
    assert site.vault.may(token, "sys/storage/raft/snapshot", "read")
    assert not site.vault.may(token, "sys/storage/raft/snapshot", "update")
    assert not site.vault.may(token, "portarium/data/dev/control/api", "read")


def test_another_account_takes_none(site: Ground) -> None:
    """A copy of everything is for one job alone."""
    site.vault.accounts["a-token-of-kubernetes"] = ("apps-dev", "vault-snapshots")
    with pytest.raises(OperationError, match="namespace not authorized"):
        _take(site, {})
