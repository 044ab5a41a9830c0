"""Connecting to a Unix socket in a folder whose path may be longer than such a socket's may be."""

import os
import socket
from pathlib import Path

NAME = ".s.PGSQL.5432"
_LONGEST = 100


def connect(folder: Path, seconds: float = 5.0) -> socket.socket:
    """Give a connection to the PostgreSQL whose socket is in `folder`."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds)
    path = str(folder / NAME)
    try:
        if len(os.fsencode(path)) <= _LONGEST:
            connection.connect(path)
        else:
            # The kernel's own short name for a folder that is open.
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                connection.connect(f"/proc/self/fd/{opened}/{NAME}")
            finally:
                os.close(opened)
    except OSError:
        connection.close()
        raise
    return connection
