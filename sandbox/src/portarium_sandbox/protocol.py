"""Pulumi's generated gRPC modules, loaded without importing the Pulumi SDK.

`import pulumi` costs about half a second, and the processes that only speak Pulumi's protocol need none of it. The
generated modules import each other relatively, so they load under a package name of our own.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

_PACKAGE = "portarium_sandbox._pulumi_protocol"


def load(name: str) -> ModuleType:
    """Return the generated module `name`, for example `language_pb2`."""
    if _PACKAGE not in sys.modules:
        specification = importlib.util.find_spec("pulumi")
        if specification is None or not specification.submodule_search_locations:
            raise ImportError("the Pulumi SDK is not installed; run `make setup`")
        package = ModuleType(_PACKAGE)
        package.__path__ = [str(Path(specification.submodule_search_locations[0]) / "runtime" / "proto")]
        sys.modules[_PACKAGE] = package
    return importlib.import_module(f"{_PACKAGE}.{name}")
