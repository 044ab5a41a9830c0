"""A server is believed by the platform's authority alone, and what it refuses is one line."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ops.operations.vault.server import VaultError, vault_at
from portarium_sandbox.databases.authority import Authority


class _Server(BaseHTTPRequestHandler):
    """A double: it refuses everything, as a server that is sealed does."""

    def do_GET(self) -> None:
        """Refuse."""
        content = b"<html>" if self.path.endswith("page") else b'{"errors": ["Vault is\\nsealed"]}'
        self.send_response(200 if self.path.endswith("page") else 503)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name that it overrides)
        """Say nothing."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """Its address, whom to believe, and somebody else."""
    folder = tmp_path_factory.mktemp("server")
    own, other = (Authority(folder / f"{name}.pem") for name in ("own", "other"))
    context = own.context("localhost", folder, "TLSv1.2")
    running = HTTPServer(("127.0.0.1", 0), _Server)
    running.socket = context.wrap_socket(running.socket, server_side=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"https://localhost:{running.server_port}", own.bundle.read_text(), other.bundle.read_text()
    running.shutdown()
    running.server_close()


def test_what_it_refuses_is_one_line_with_its_path(server: tuple[str, str, str]) -> None:
    """In Vault's own words."""
    address, authority, _ = server
    with pytest.raises(VaultError) as refused:
        vault_at(address, authority).read("sys/mounts")
    assert str(refused.value) == f"{address}: sys/mounts: 503 Vault is sealed"


def test_a_server_of_somebody_else_is_told_nothing(server: tuple[str, str, str]) -> None:
    """A token would be theirs."""
    address, _, other = server
    with pytest.raises(VaultError, match="certificate verify failed") as refused:
        vault_at(address, other).as_holder("hvs.secret").read("sys/mounts")
    assert "hvs.secret" not in str(refused.value)


def test_an_answer_that_is_no_json_is_one_line(server: tuple[str, str, str]) -> None:
    """Some proxy gave it."""
    address, authority, _ = server
    with pytest.raises(VaultError, match="page: answered something that is no JSON"):
        vault_at(address, authority).read("page")


def test_a_token_is_in_no_representation() -> None:
    """Whatever prints a server prints no token."""
    assert "hvs.secret" not in repr(vault_at("https://localhost", "").as_holder("hvs.secret"))
