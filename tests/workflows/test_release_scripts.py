"""The scripts of the deployment workflow, run in a repository of their own."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.meta.sources import ROOT
from tests.settings.configuration import DIGESTS
from tests.workflows.operators_command import install

_A, _B = "a" * 40, "b" * 40
_SCRIPTS = ROOT / ".github" / "scripts"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the registry and the settings of the stacks."""
    shutil.copytree(ROOT / "infra", tmp_path / "infra")
    for file in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    install(tmp_path)
    (tmp_path / ".gitignore").write_text(".venv\n", encoding="utf-8")
    for words in (["init", "-q"], ["config", "user.name", "t"], ["config", "user.email", "t@t"], ["add", "."]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "start"], cwd=tmp_path, check=True)
    return tmp_path


def _run(script: str, repository: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_SCRIPTS / script],
        cwd=repository,
        env={"PATH": os.environ["PATH"], "HOME": str(repository), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def _resolve(repository: Path, stack: str, sha: str, trigger: str) -> dict[str, str]:
    answer = _run("resolve_release.sh", repository, STACK=stack, IMAGE_SHA=sha, TRIGGER=trigger)
    assert answer.returncode == 0, answer.stderr
    return dict(line.split("=", 1) for line in answer.stdout.splitlines())


def _record(repository: Path, stack: str, sha: str, automatic: str) -> None:
    digests = json.dumps({"sha": sha, "images": DIGESTS})
    answer = _run(
        "record_release.sh",
        repository,
        STACK=stack,
        IMAGE_SHA=sha,
        IMAGE_DIGESTS=digests,
        AUTOMATIC=automatic,
        ACTOR="ada",
    )
    assert answer.returncode == 0, answer.stderr


def test_approvals_come_from_the_registry(repository: Path) -> None:
    """The gates of the table are data, and the workflow has no copy."""
    found = {
        stack: _resolve(repository, stack, _A, "workflow_dispatch")["approvals"] for stack in ("dev", "staging", "prod")
    }

    assert found == {"dev": "0", "staging": "1", "prod": "2"}


def test_without_a_sha_what_main_says_is_deployed(repository: Path) -> None:
    """The last record is what comes back."""
    _record(repository, "staging", _B, "unchanged")

    assert _resolve(repository, "staging", "", "workflow_dispatch")["sha"] == _B


def test_a_record_changes_the_sha_and_the_digests_and_nothing_else(repository: Path) -> None:
    """Comments and settings of the stack's file stay as they are, and a second record adds nothing to the first."""
    file = repository / "Pulumi.prod.yaml"
    _record(repository, "prod", _B, "held")
    before = file.read_text()
    _record(repository, "prod", _A, "held")

    assert file.read_text() == before.replace(_B, _A)
    recorded = subprocess.check_output(["git", "diff", "HEAD~2", "--", "."], cwd=repository, text=True)
    changed = [line for line in recorded.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed[1:] == [
        f'+  portarium:imageSha: "{_A}"',
        "+  portarium:imageDigests:",
        f'+    sha: "{_A}"',
        "+    images:",
        *(f"+      {name}: {digest}" for name, digest in DIGESTS.items()),
    ]
    assert changed[0].startswith("-  portarium:imageSha: ")


def test_what_was_not_looked_at_is_not_recorded(repository: Path) -> None:
    """Digests of another release than the one that was deployed."""
    answer = _run(
        "record_release.sh",
        repository,
        STACK="dev",
        IMAGE_SHA=_A,
        IMAGE_DIGESTS=json.dumps({"sha": _B, "images": DIGESTS}),
        AUTOMATIC="held",
        ACTOR="ada",
    )

    assert answer.returncode == 1
    assert answer.stderr.startswith("portarium: Pulumi.dev.yaml: these digests are of bbbb")


def test_a_chosen_sha_holds_automatic_deployments_until_released(repository: Path) -> None:
    """A rollback is not undone by the next commit's images."""
    assert _resolve(repository, "dev", _B, "workflow_run")["sha"] == _B

    _record(repository, "dev", _A, _resolve(repository, "dev", _A, "workflow_dispatch")["automatic"])
    assert _resolve(repository, "dev", _B, "workflow_run") == {}

    _record(repository, "staging", _B, "released")
    assert _resolve(repository, "dev", _B, "workflow_run") == {}

    _record(repository, "dev", _A, _resolve(repository, "dev", "", "workflow_dispatch")["automatic"])
    assert _resolve(repository, "dev", _B, "workflow_run")["sha"] == _B


@pytest.mark.parametrize("sha", ["latest", "abc1234", "A" * 40, f"{_A}; echo stack=prod", f"{_A}\nstack=prod"])
def test_what_is_no_full_sha_is_refused(repository: Path, sha: str) -> None:
    """Nothing of it reaches the outputs of the job."""
    answer = _run("resolve_release.sh", repository, STACK="dev", IMAGE_SHA=sha, TRIGGER="workflow_dispatch")

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "is not a full git SHA" in answer.stderr


@pytest.mark.parametrize(
    ("approved", "code"),
    [
        (["ann", "bob"], 0),
        (["ann"], 1),
        (["ann", "ann", "Ann"], 1),
        (["ann", "starter"], 1),
        (["ann", "Again"], 1),
        (["starter", "again", "ann", "bob"], 0),
        ([], 1),
    ],
)
def test_prod_wants_two_people_beside_those_who_started_it(repository: Path, approved: list[str], code: int) -> None:
    """Who started the run and who ran it again are none of them; a double of `gh` tells who has approved."""
    gh = repository / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(f"#!/bin/sh\nprintf '%s\\n' {' '.join(approved)}\n")
    gh.chmod(0o755)
    variables = {
        "REQUIRED": "2",
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_RUN_ID": "1",
        "GITHUB_ACTOR": "starter",
        "GITHUB_TRIGGERING_ACTOR": "again",
        "PATH": f"{gh.parent}:/usr/bin:/bin",
    }

    ended = _run("require_approvals.sh", repository, **variables)

    assert ended.returncode == code, ended.stderr
    if code:
        assert "of 2 people have approved" in ended.stderr


def test_an_unknown_number_of_approvals_lets_nobody_through(repository: Path) -> None:
    """An output that got lost must not mean none."""
    assert _run("require_approvals.sh", repository, REQUIRED="").returncode == 1
