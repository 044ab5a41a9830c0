"""The program's process: imports the SDK, waits for a request on its standard input, runs the program.

It runs by its path, with the Python of the program's own virtual environment, so it imports nothing of this package.
What it does follows Pulumi's own `pulumi-language-python-exec`.
"""

from __future__ import annotations

import signal

# Before the slow imports: the engine interrupts its whole process group when a run is over, and a process that was
# started early and still waits for its request ends of that without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import asyncio
import json
import logging
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

EXIT_ERROR = 1
EXIT_MESSAGE_SHOWN = 32
EXIT_INTERRUPTED = 130
NO_SDK = "The Pulumi SDK is not installed for {python}: run `make setup`, or install `pulumi` into that environment."


def main() -> int:
    """Wait for a request, run it and return the exit code."""
    parent = _parent()
    try:
        # Imported here: this is the slow part, and what the host starts this process early for.
        import pulumi  # noqa: PLC0415
    except ImportError:
        traceback.print_exc()
        sys.stderr.write(NO_SDK.format(python=sys.executable) + "\n")
        return EXIT_ERROR
    line = sys.stdin.buffer.readline()
    if not line:
        return 0  # the host ended without running anything
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parent.end_with(EXIT_INTERRUPTED)
    return run(pulumi, json.loads(line))


def run(pulumi: ModuleType, request: dict[str, Any]) -> int:
    """Run the program and return the exit code that tells the host how it ended."""
    pulumi.runtime.set_all_config(request["config"], request["config_secret_keys"])
    pulumi.runtime.configure(
        pulumi.runtime.Settings(
            monitor=request["monitor_address"],
            engine=request["engine_address"],
            project=request["project"],
            stack=request["stack"],
            parallel=request["parallel"],
            dry_run=request["dry_run"],
            organization=request["organization"],
            root_directory=request["root_directory"],
        )
    )
    sys.argv = [request["entry_point"], *request["arguments"]]
    if request["working_directory"]:
        os.chdir(request["working_directory"])
    # A program that fails leaves tasks unobserved by design; asyncio's complaints about them would hide the real error.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=max(request["parallel"], 1) * 4)
    loop.set_default_executor(executor)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _run_file(request["entry_point"])))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))  # noqa: TRY400 (the engine's log, not logging's)
        # As Pulumi's own: it does not say that the message was shown, and the engine adds the exit code as an error.
        return EXIT_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except SystemExit:
        raise
    except Exception:  # noqa: BLE001 (whatever the program raises is shown to its author)
        shown = traceback_of_program(request["entry_point"])
        pulumi.log.error(f"Program failed with an unhandled exception:\n{shown}")  # noqa: TRY400 (as above)
        return EXIT_MESSAGE_SHOWN
    finally:
        # The engine interrupts the whole process group when a run is over; this process is about to end anyway.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # Nobody waits for what is under way: a program that failed has registrations open that the engine answers
        # only once this process has ended, and one that succeeded has none.
        executor.shutdown(wait=False, cancel_futures=True)
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _run_file(entry_point: str) -> None:
    runpy.run_path(entry_point, run_name="__main__")


def traceback_of_program(entry_point: str) -> str:
    """Return the current traceback, starting at the program's own first frame."""
    main_file = _main_file(entry_point)
    frames = traceback.extract_tb(sys.exc_info()[2])
    for index, frame in enumerate(frames):
        if _main_file(frame.filename) == main_file:
            return traceback.format_exc(limit=index - len(frames))
    return traceback.format_exc()


def _main_file(path: str) -> str:
    return str(Path(path if path.endswith(".py") else f"{path}/__main__.py").absolute())


def _parent() -> Any:
    """Return the process that started this one; what watches it is the package's, and so comes by its path."""
    return runpy.run_path(str(Path(__file__).parents[1] / "parent.py"))["Parent"]()


if __name__ == "__main__":
    try:
        code = main()
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except SystemExit as end:
        # As Python itself does: a number is the exit code, anything else is a message.
        if end.code is not None and not isinstance(end.code, int):
            sys.stderr.write(f"{end.code}\n")
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    # Leaving by sys.exit would join the executor's threads, which may be waiting for the engine (see above).
    os._exit(code)
