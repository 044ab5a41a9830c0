"""Where the services are, by the variables that Compose reads."""

from pathlib import Path

import pytest

from ops.operations.error import OperationError
from ops.operations.local.addresses import Addresses, read_addresses


def test_the_shell_comes_before_the_file(tmp_path: Path) -> None:
    """As Compose has it."""
    (tmp_path / ".env").write_text(
        "# a comment\nPORTARIUM_LOCAL_NATS_PORT=4000\nexport PORTARIUM_LOCAL_VAULT_PORT='4001'\n"
    )
    found = read_addresses({"PORTARIUM_LOCAL_NATS_PORT": "5000"}, tmp_path)
    assert (found.port("NATS"), found.port("VAULT"), found.port("TEMPO")) == (5000, 4001, 3200)


def test_without_a_file_the_samples_count(tmp_path: Path) -> None:
    """Nobody has to write one."""
    found = read_addresses({}, tmp_path)
    wanted = "postgresql://portarium:portarium-local@127.0.0.1:5432/portarium"  # pragma: allowlist secret
    assert found.database() == wanted
    assert [name for name, _, _ in found.shown()][:3] == ["postgresql", "temporal", "evidence"]


@pytest.mark.parametrize("value", ["0", "70000", "many", "-1"])
def test_what_is_no_port_is_refused_by_its_variable(value: str) -> None:
    """One line, before anything starts."""
    found = Addresses(variables={"PORTARIUM_LOCAL_NATS_PORT": value})
    with pytest.raises(OperationError, match=f"PORTARIUM_LOCAL_NATS_PORT: '{value}' is not a port"):
        found.port("NATS")


def test_a_line_of_the_file_that_is_none_is_named(tmp_path: Path) -> None:
    """With its number."""
    (tmp_path / ".env").write_text("A=1\nnonsense\n")
    with pytest.raises(OperationError, match=r"\.env:2: 'nonsense' is not NAME=value"):
        read_addresses({}, tmp_path)
