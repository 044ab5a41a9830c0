"""Which Python runs a program: the one its `Pulumi.yaml` names when that exists, else this project's own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def python_for(root_directory: str, options: Mapping[str, Any]) -> str:
    """Return the Python for a program with these runtime options.

    A copy of a checkout, such as a journey's, has no virtual environment of its own and runs in this one.
    """
    virtual_environment = options.get("virtualenv")
    if isinstance(virtual_environment, str) and virtual_environment:
        candidate = Path(root_directory, virtual_environment, "bin", "python")
        if candidate.exists() and candidate.parent.resolve() != Path(sys.executable).parent.resolve():
            return str(candidate)
    return sys.executable
