"""The generated gRPC modules that a provider needs, typed as the SDK's own and loaded without the SDK."""

from typing import TYPE_CHECKING

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
    from portarium_sandbox.protocol import load

    engine_pb2 = load("engine_pb2")
    engine_pb2_grpc = load("engine_pb2_grpc")
    plugin_pb2 = load("plugin_pb2")
    provider_pb2 = load("provider_pb2")
    provider_pb2_grpc = load("provider_pb2_grpc")
    status_pb2 = load("status_pb2")

__all__ = [
    "engine_pb2",
    "engine_pb2_grpc",
    "plugin_pb2",
    "provider_pb2",
    "provider_pb2_grpc",
    "status_pb2",
]
