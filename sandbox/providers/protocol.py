"""Pulumi's generated gRPC modules, loaded without importing the Pulumi SDK.

Every preview starts every provider, so start-up is time that people wait for.
``import pulumi`` costs about half a second and a double needs none of it: the generated modules import each other
relatively, so they load under a package name of our own.
"""

import importlib
import importlib.util
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING

_PACKAGE = "sandbox.providers._pulumi_protocol"


def _register_package() -> None:
    """Make the SDK's folder of generated modules importable as a package of ours."""
    if _PACKAGE in sys.modules:
        return
    specification = importlib.util.find_spec("pulumi")
    if specification is None or not specification.submodule_search_locations:
        raise ImportError("the Pulumi SDK is not installed; set up the virtual environment again")
    folder = Path(specification.submodule_search_locations[0]) / "runtime" / "proto"
    package = types.ModuleType(_PACKAGE)
    package.__path__ = [str(folder)]
    sys.modules[_PACKAGE] = package


if TYPE_CHECKING:
    from pulumi.runtime.proto import (
        engine_pb2,
        engine_pb2_grpc,
        plugin_pb2,
        provider_pb2,
        provider_pb2_grpc,
        status_pb2,
    )
else:
    _register_package()
    engine_pb2 = importlib.import_module(f"{_PACKAGE}.engine_pb2")
    engine_pb2_grpc = importlib.import_module(f"{_PACKAGE}.engine_pb2_grpc")
    plugin_pb2 = importlib.import_module(f"{_PACKAGE}.plugin_pb2")
    provider_pb2 = importlib.import_module(f"{_PACKAGE}.provider_pb2")
    provider_pb2_grpc = importlib.import_module(f"{_PACKAGE}.provider_pb2_grpc")
    status_pb2 = importlib.import_module(f"{_PACKAGE}.status_pb2")

__all__ = [
    "engine_pb2",
    "engine_pb2_grpc",
    "plugin_pb2",
    "provider_pb2",
    "provider_pb2_grpc",
    "status_pb2",
]
