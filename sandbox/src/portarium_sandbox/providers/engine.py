"""The engine's log, as a double sees it: lines under a resource, and the status shown beside it."""

import threading
from typing import Any

import grpc

from portarium_sandbox.providers.protocol import engine_pb2, engine_pb2_grpc


class Engine:
    """Sends log lines to the engine that started this provider; without an engine they are dropped."""

    def __init__(self, address: str | None = None) -> None:
        self._address = address
        self._stub: engine_pb2_grpc.EngineStub | None = None
        self._channel: grpc.Channel | None = None
        self._lock = threading.Lock()

    def attach(self, address: str) -> None:
        """Talk to the engine at this address from now on."""
        with self._lock:
            if address != self._address:
                self.close()
                self._address = address

    def close(self) -> None:
        """Close the connection to the engine."""
        if self._channel is not None:
            self._channel.close()
        self._channel = self._stub = None

    def info(self, urn: str, message: str) -> None:
        """Show a line under a resource."""
        self._log(engine_pb2.INFO, urn, message, ephemeral=False)

    def warn(self, urn: str, message: str) -> None:
        """Show a warning under a resource."""
        self._log(engine_pb2.WARNING, urn, message, ephemeral=False)

    def status(self, urn: str, message: str) -> None:
        """Show what a resource is waiting for, until the next status replaces it."""
        self._log(engine_pb2.INFO, urn, message, ephemeral=True)

    def _log(self, severity: engine_pb2.LogSeverity.ValueType, urn: str, message: str, *, ephemeral: bool) -> None:
        with self._lock:
            if self._address is None:
                return
            if self._stub is None:
                self._channel = grpc.insecure_channel(self._address)
                self._stub = engine_pb2_grpc.EngineStub(self._channel)
            stub: Any = self._stub
        request = engine_pb2.LogRequest(severity=severity, urn=urn, message=message, ephemeral=ephemeral)
        try:
            stub.Log(request, timeout=5)
        except grpc.RpcError:
            # A lost log line must never fail the resource it is about.
            return
