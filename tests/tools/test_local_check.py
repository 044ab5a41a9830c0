"""The files of the local environment go through Compose's loader and our rules; what breaks one is told."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from ops.operations.local.names import BASELINE, WITH_APPLICATION
from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.gobuild import build
from portarium_sandbox.progress import Progress
from tools.local_check import COMPOSE, EXAMPLE, ComposeRefusesError, problems


@cache
def _loader() -> Path:
    return build(COMPOSE, Progress())


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of what Compose reads, in a folder of its own."""
    for name in (BASELINE, WITH_APPLICATION, EXAMPLE):
        shutil.copy(CHECKOUT / name, tmp_path)
    shutil.copytree(CHECKOUT / "local", tmp_path / "local")
    return tmp_path


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_files_of_the_repository_break_no_rule() -> None:
    """Those of the baseline, and those with the application."""
    assert list(problems(_loader(), CHECKOUT)) == []


def test_what_compose_refuses_is_told_in_its_own_words(files: Path) -> None:
    """A key that the specification does not know."""
    _change(files / BASELINE, "    init: true", "    innit: true")
    with pytest.raises(ComposeRefusesError, match=r"^docker-compose\.yml: .*innit"):
        list(problems(_loader(), files))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (BASELINE, "nats:2.14.2-alpine", "nats:2.13.0-alpine", "the clusters' chart brings 2.14.2"),
        (BASELINE, "versitygw:v1.8.0", "versitygw:v1.7.0", "--native builds 1.8.0"),
        (BASELINE, "postgres:16.15-alpine", "postgres:17.6-alpine", "PostgreSQL 17, and RDS has 16"),
        (BASELINE, "127.0.0.1:${PORTARIUM_LOCAL_VAULT_PORT:-8200}", "8200", "published on every address"),
        (BASELINE, "PORT:-8200}", "PORT:-8201}", "PORTARIUM_LOCAL_VAULT_PORT"),
        (
            BASELINE,
            "POSTGRES_PASSWORD: ${PORTARIUM_LOCAL_PASSWORD:-portarium-local}",
            "POSTGRES_PASSWORD: x",
            "stands in",
        ),
        (WITH_APPLICATION, "PORTARIUM_TEMPORAL_NAMESPACE: portarium-local", "X: y", "the contract has it"),
        (
            WITH_APPLICATION,
            "PORTARIUM_TEMPORAL_TASK_QUEUE: portarium-runs",
            "PORTARIUM_TEMPORAL_TASK_QUEUE: a",
            "wanted",
        ),
        (WITH_APPLICATION, "runtime/worker.js]", "runtime/other.js]", "and the contract has"),
        (
            WITH_APPLICATION,
            "    networks: [default, execution]\n\n  migration-1",
            "    restart: always\n\n  migration-1",
            "temporal: restart",
        ),
        (EXAMPLE, "# PORTARIUM_LOCAL_NATS_PORT=4222\n", "", "PORTARIUM_LOCAL_NATS_PORT is missing"),
    ],
)
def test_a_change_that_breaks_a_rule_is_one_line(files: Path, file: str, old: str, new: str, says: str) -> None:
    """With the file and the place, and what would be right."""
    _change(files / file, old, new)
    found = list(problems(_loader(), files))
    assert found
    assert all(line.startswith((BASELINE, EXAMPLE, WITH_APPLICATION)) and "\n" not in line for line in found)
    assert any(says in line for line in found)
