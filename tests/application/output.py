"""What a process says: lines, at once, so that `kubectl logs` has them when they are written."""

import json
import os
import sys
from typing import NoReturn


def say(role: str, message: str, **details: object) -> None:
    """Write a line as the application does, with its role."""
    sys.stdout.write(json.dumps({"service": role, "msg": message, **details}) + "\n")
    sys.stdout.flush()


def die(message: str) -> NoReturn:
    """End at once, from whichever thread, as an error that nobody catches ends Node."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()
    os._exit(1)
