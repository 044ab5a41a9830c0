"""What runs without containers is started with what containers would mount, at the addresses that they would have."""

from dataclasses import replace
from pathlib import Path

import pytest

from ops.operations.error import OperationError
from ops.operations.local import native
from ops.operations.local.addresses import Addresses
from ops.operations.local.names import FOLDER
from ops.operations.local.native import Site
from settings.files import DIRECTORY
from tests.ops.operations.local.stand_in_processes import StandInProcesses


def _site(folder: Path, fails: str = "") -> tuple[Site, StandInProcesses]:
    processes = StandInProcesses(fails=fails)
    addresses = Addresses(variables={"PORTARIUM_LOCAL_NATS_PORT": "4999", "PORTARIUM_LOCAL_POSTGRESQL_PORT": "1"})
    mounted = DIRECTORY / FOLDER
    return Site(processes=processes, addresses=addresses, folder=folder, mounted=mounted), processes


def test_nats_reads_the_file_that_its_container_mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told where to listen and where to keep, and its streams are made by the container's script."""
    ran: list[Path] = []

    def run(_service: str, script: Path, _variables: dict[str, str], _programs: Path) -> None:
        ran.append(script)

    monkeypatch.setattr(native, "_run", run)
    site, processes = _site(tmp_path)
    native.start(site, "nats")
    nats = processes.started["nats"]
    assert nats.command[:3] == ["/programs/nats-server", "--config", str(site.mounted / "nats" / "nats.conf")]
    assert nats.command[nats.command.index("--port") + 1] == "4999"
    assert nats.variables == {"NATS_PASSWORD": "portarium-local", "NATS_FOLDER": str(tmp_path / "nats")}
    assert ran == [site.mounted / "nats" / "make-streams.sh"]


def test_postgresql_reads_the_files_that_its_container_mounts(tmp_path: Path) -> None:
    """A server that does not take its password is told with the way out."""
    site, processes = _site(tmp_path)
    with pytest.raises(OperationError, match="does not take its password; `portarium local reset` starts anew"):
        native.start(site, "postgresql")
    words = processes.started["postgresql"].command
    assert f"config_file={site.mounted / 'postgresql' / 'postgresql.conf'}" in words
    assert "listen_addresses=127.0.0.1" in words
    assert processes.prepared == [tmp_path / "postgresql" / "data"]


def test_a_process_that_fails_is_one_line(tmp_path: Path) -> None:
    """As the package that starts it says it."""
    site, _ = _site(tmp_path, fails="evidence")
    with pytest.raises(OperationError, match=r"^evidence ended while it started$"):
        native.start(site, "evidence")


def test_a_script_that_fails_is_one_line(tmp_path: Path) -> None:
    """With its last line, and nothing of its environment."""
    site, _ = _site(tmp_path)
    script = tmp_path / "mounted" / "evidence" / "make-bucket.sh"
    script.parent.mkdir(parents=True)
    script.write_text("echo one >&2; echo 'no such bucket' >&2; exit 7\n")
    (script.parent / "bucket.env").write_text("# a note\nBUCKET=one\n")
    with pytest.raises(OperationError, match=r"^evidence: make-bucket\.sh ended with 7 \(no such bucket\)$"):
        native.start(replace(site, mounted=tmp_path / "mounted"), "evidence")
