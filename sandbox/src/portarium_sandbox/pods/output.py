"""Serves what containers wrote, in the kubelet's place: `kubectl logs`."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from portarium_sandbox.pods import http

SOCKET = "kubelet.sock"
Find = Callable[[str, str, str], tuple[Path, Callable[[], bool]] | None]
"""Gives the folder of a container's outputs, and whether it may write more."""

_LOOK_SECONDS = 0.2
_PIECE = 65536
_KNOWN = frozenset({"follow", "previous", "tailLines", "limitBytes", "pretty"})


class Outputs:
    """Answers the API server's questions for logs."""

    def __init__(self, find: Find) -> None:
        """Find outputs by namespace, pod and container."""
        self._find = find

    async def listen(self, folder: Path) -> None:
        """Listen in a control plane's folder, which is the working directory: the path of a socket may not be long."""
        Path(SOCKET).unlink(missing_ok=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # The API server trusts whoever answers on this socket.
        context.load_cert_chain(folder / "keys" / "server.crt", folder / "keys" / "server.key")
        await asyncio.start_unix_server(self._serve, SOCKET, ssl=context)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, asyncio.IncompleteReadError):
            path, query, _ = await http.read_request(reader)
            words = path.strip("/").split("/")
            if words[0] == "containerLogs" and len(words) == 4:  # noqa: PLR2004 # what, and three names
                await self._answer(writer, (words[1], words[2], words[3]), query)
            else:
                writer.write(http.whole(400, f"the sandbox's processes have logs, and no {words[0]}"))
            await writer.drain()
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, names: tuple[str, str, str], query: dict[str, str]) -> None:
        asked = {name: value for name, value in query.items() if value not in ("", "false")}
        found = self._find(*names)
        if found is None:
            writer.write(http.whole(404, f"{names[1]}: nothing runs behind a container that is played: no logs"))
        elif unknown := sorted(asked.keys() - _KNOWN):
            writer.write(http.whole(400, f"the sandbox keeps no times of a log's lines: no {', '.join(unknown)}"))
        else:
            folder, may_write = found
            runs = sorted(folder.glob("*.log"), key=lambda file: int(file.stem))
            back = 2 if "previous" in asked else 1
            if len(runs) < back:
                writer.write(http.whole(400, f'previous terminated container "{names[2]}" not found'))
                return
            writer.write(http.head(200))
            follow = (may_write) if "follow" in asked else lambda: False
            await _send(writer, runs[-back], asked, follow)


async def _send(writer: asyncio.StreamWriter, file: Path, asked: dict[str, str], follow: Callable[[], bool]) -> None:
    rest = int(asked["limitBytes"]) if "limitBytes" in asked else None
    with file.open("rb") as output:
        if "tailLines" in asked:
            count = int(asked["tailLines"])
            lines = output.read().splitlines(keepends=True)
            output.seek(sum(len(line) for line in lines[: max(len(lines) - count, 0)]))
        while rest is None or rest > 0:
            # Before the last look: what is written between the two must not be missed.
            goes_on = follow()
            piece = output.read(_PIECE if rest is None else min(rest, _PIECE))
            if piece:
                rest = None if rest is None else rest - len(piece)
                writer.write(piece)
                await writer.drain()
            elif not goes_on or writer.is_closing():
                return
            else:
                await asyncio.sleep(_LOOK_SECONDS)
