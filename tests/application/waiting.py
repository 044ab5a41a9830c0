"""What `node -e` does in the contract, and all that the stand-in's Node can: wait until somebody listens."""

import socket
import sys
import time

_TIMEOUT_SECONDS = _PAUSE_SECONDS = 2.0


def wait_for(host: str, port: int) -> None:
    """Try to connect, and say so, until it works."""
    while True:
        try:
            socket.create_connection((host, port), timeout=_TIMEOUT_SECONDS).close()
        except OSError as error:
            sys.stdout.write(f"waiting for {host}:{port}: {error.strerror or error}\n")
            sys.stdout.flush()
            time.sleep(_PAUSE_SECONDS)
        else:
            return
