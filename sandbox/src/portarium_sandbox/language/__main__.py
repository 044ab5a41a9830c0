"""Start the language host: print the port, then serve until the engine is done with it."""

from __future__ import annotations

import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

# Before anything slow, so that the program's process imports the SDK while this one imports gRPC.
from portarium_sandbox.language.runner import Runner
from portarium_sandbox.parent import Parent

RUNNER = Runner()
RUNNER.warm_up()

import grpc  # noqa: E402 (see above)

from portarium_sandbox.language.host import LanguageHost, language_pb2_grpc  # noqa: E402

# The engine's own limit: a program's config may be large.
MESSAGE_LIMIT_BYTES = 400 * 1024 * 1024
THREADS = 16


def main() -> None:
    """Serve until told to stop or until the engine is gone."""
    parent = Parent()
    stopped = threading.Event()
    # The engine gives its plugins a process group of their own, so that Ctrl-C does not reach them, and stops them by
    # SIGINT; it kills what is still there five seconds later, and a preview would wait for that.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signal, _frame: stopped.set())
    # The engine's address is the one argument that is not a flag.
    engine_address = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "")
    server = grpc.server(
        ThreadPoolExecutor(max_workers=THREADS),
        options=[
            ("grpc.max_receive_message_length", MESSAGE_LIMIT_BYTES),
            ("grpc.max_send_message_length", MESSAGE_LIMIT_BYTES),
        ],
    )
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(RUNNER, engine_address), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    parent.wait(stopped)
    RUNNER.close()
    server.stop(grace=None).wait()


main()
