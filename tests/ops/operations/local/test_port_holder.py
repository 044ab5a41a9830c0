"""Who has a port is found in what the kernel tells."""

import os
import socket
from pathlib import Path

from ops.operations.local.port_holder import holder_of, is_taken


def test_the_program_that_listens_is_named_with_its_process() -> None:
    """This very process, for a port of its own."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert is_taken(port)
        assert holder_of(port).endswith(f"(process {os.getpid()})")
    assert not is_taken(port)


def test_a_program_that_may_not_be_looked_at_is_another_users(tmp_path: Path) -> None:
    """The socket is listed, and no process that this user sees has it."""
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "tcp").write_text("head\n 0: 0100007F:1F90 00000000:0000 0A 0:0 0:0 0 0 0 4711\n")
    assert holder_of(8080, tmp_path) == "a program of another user"
    assert holder_of(8081, tmp_path) == "another program"
