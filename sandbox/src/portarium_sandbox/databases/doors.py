"""The doors of all instances: one thread that listens on a port of the loopback interface for each."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Coroutine
from threading import Thread
from typing import Any, TypeVar

from portarium_sandbox.databases.session import Rules, Session
from portarium_sandbox.ports import free_port, is_free

HOST = "127.0.0.1"
_ANSWER_SECONDS = 30.0
_Result = TypeVar("_Result")


class Doors:
    """Opens and closes doors, from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="doors", daemon=True)
        self._open: dict[int, asyncio.Server] = {}
        self._rules: dict[int, Rules] = {}
        self._sessions: dict[int, set[asyncio.Task[None]]] = {}
        self._thread.start()

    def open(self, rules: Rules, port: int) -> int:
        """Open a door, on a port that it had before where nobody else took it, and say which port it is."""
        return self._ask(self._opened(rules, port))

    def change(self, port: int, rules: Rules) -> None:
        """Have a door ask something else of those who come from now on."""
        self._rules[port] = rules

    def close(self, port: int) -> None:
        """Close a door, and send away who came through it."""
        self._ask(self._closed(port))

    def stop(self) -> None:
        """Close all doors."""
        for port in list(self._open):
            self.close(port)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_ANSWER_SECONDS)
        self._loop.close()

    def _ask(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_ANSWER_SECONDS)

    async def _opened(self, rules: Rules, port: int) -> int:
        chosen = port if port and is_free(port) else free_port()
        self._rules[chosen] = rules
        self._sessions[chosen] = set()
        self._open[chosen] = await asyncio.start_server(self._entered(chosen), HOST, chosen)
        return chosen

    def _entered(self, port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            task = asyncio.current_task()
            if task is None or port not in self._sessions:
                writer.close()
                return
            self._sessions[port].add(task)
            try:
                await Session(self._rules[port], reader, writer).serve()
            finally:
                self._sessions.get(port, set()).discard(task)

        return serve

    async def _closed(self, port: int) -> None:
        server = self._open.pop(port, None)
        if server is None:
            return
        server.close()
        tasks = self._sessions.pop(port, set())
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        self._rules.pop(port, None)
