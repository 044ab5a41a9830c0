"""The process of a double: serves until the engine is done with it, and leaves nothing behind."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import grpc

from portarium_sandbox.parent import Parent
from portarium_sandbox.providers.engine import Engine
from portarium_sandbox.providers.protocol import provider_pb2_grpc
from portarium_sandbox.providers.provider import Provider
from portarium_sandbox.providers.servicer import Servicer

_MESSAGE_LIMIT_BYTES = 400 * 1024 * 1024
"""The engine's own limit."""

_CALLS_AT_ONCE = 128
"""A resource that waits to become ready holds a thread; the engine starts at most a few dozen at once."""


def run(provider_factory: Callable[[], Provider], parent: Parent, arguments: Sequence[str] | None = None) -> None:
    """Serve a provider as a Pulumi plugin: print the port, then serve until told to stop or the engine is gone.

    The engine passes its own address as the first argument that is not a flag.
    A provider started by hand has none and learns it from ``PULUMI_DEBUG_PROVIDERS``'s handshake.
    """
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stopped.set())
    # The engine gives its plugins a process group of their own, so that Ctrl-C does not reach them, and stops them by
    # SIGINT; it kills what is still there five seconds later, and every preview would wait for that.
    signal.signal(signal.SIGINT, lambda _signal, _frame: stopped.set())

    given = sys.argv[1:] if arguments is None else list(arguments)
    address = next((argument for argument in given if not argument.startswith("-")), None)
    engine = Engine(address)
    provider = provider_factory()
    server, port = serve(provider, engine)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        parent.wait(stopped)
    finally:
        server.stop(grace=None).wait()
        engine.close()
        provider.close()
    # Not a plain return: calls that still wait for an object hold their threads, and Python would join them.
    os._exit(0)


def serve(provider: Provider, engine: Engine) -> tuple[grpc.Server, int]:
    """Start serving on a free loopback port and return the server and the port."""
    server = grpc.server(
        ThreadPoolExecutor(max_workers=_CALLS_AT_ONCE),
        options=[
            ("grpc.max_receive_message_length", _MESSAGE_LIMIT_BYTES),
            ("grpc.max_send_message_length", _MESSAGE_LIMIT_BYTES),
        ],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(provider, engine), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port
