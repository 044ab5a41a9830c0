"""Probes and hooks of containers, as the kubelet does them."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping

from portarium_sandbox.pods.network import Network
from portarium_sandbox.pods.objects import Object, several

Execute = Callable[[list[str], float], Awaitable[tuple[int, str]]]
"""Executes a command beside the container, within seconds, and gives its exit code and output."""

_AGENT = "kube-probe/1.36"
_GOOD = range(200, 400)
_SHOWN = 200


class ProbeError(Exception):
    """The probe failed, in the kubelet's words."""


class Prober:
    """Asks one container."""

    def __init__(self, network: Network, address: str, ports: Mapping[str, int], execute: Execute) -> None:
        """Ask at an address; `ports` are those with a name."""
        self._network = network
        self._address = address
        self._ports = ports
        self._execute = execute

    async def ask(self, probe: Object) -> None:
        """Ask once. Raises ProbeError when the answer is no, or does not come in time."""
        seconds = float(probe.get("timeoutSeconds") or 1)
        try:
            async with asyncio.timeout(seconds):
                await self._ask(probe, seconds)
        except TimeoutError:
            raise ProbeError(f"timed out after {seconds:.0f} s") from None
        except (OSError, asyncio.IncompleteReadError) as error:
            raise ProbeError(f"{type(error).__name__}: {error}") from None

    async def _ask(self, probe: Object, seconds: float) -> None:
        if command := probe.get("exec"):
            code, output = await self._execute(command["command"], seconds)
            if code:
                raise ProbeError(f"command failed with exit code {code}: {output[:_SHOWN].strip()}")
        elif http := probe.get("httpGet"):
            await self._get(http)
        else:
            _, writer = await self._connect(self._number(probe["tcpSocket"]["port"]))
            writer.close()

    async def _get(self, http: Object) -> None:
        if http.get("host"):
            raise ProbeError(f"the sandbox asks no other host than the pod ({http['host']})")
        port = self._number(http["port"])
        context = None
        if http.get("scheme") == "HTTPS":
            # As the kubelet: it takes any certificate.
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        reader, writer = await self._connect(port, context)
        given = {header["name"]: header["value"] for header in several(http, "httpHeaders")}
        headers = {"Host": f"{self._address}:{port}", "User-Agent": _AGENT, "Accept": "*/*", "Connection": "close"}
        lines = [f"GET {http.get('path') or '/'} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in {**headers, **given}.items()]
        try:
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            await writer.drain()
            words = (await reader.readline()).split()
        finally:
            writer.close()
        if len(words) < 2 or not words[1].isdigit():  # noqa: PLR2004 # a status line
            raise ProbeError("no HTTP answer")
        if int(words[1]) not in _GOOD:
            raise ProbeError(f"HTTP probe failed with statuscode: {int(words[1])}")

    async def _connect(
        self, port: int, context: ssl.SSLContext | None = None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        unconnected = self._network.unconnected()
        try:
            await asyncio.get_running_loop().sock_connect(unconnected, (self._address, port))
        except BaseException:
            unconnected.close()
            raise
        return await asyncio.open_connection(
            sock=unconnected, ssl=context, server_hostname=self._address if context else None
        )

    def _number(self, port: int | str) -> int:
        if isinstance(port, int):
            return port
        if port not in self._ports:
            raise ProbeError(f"couldn't find port: {port}")
        return self._ports[port]


Told = Callable[[bool, bool, str], None]
"""Gets each answer, whether it came as often as it must to count, and why it was no."""


async def watch(prober: Prober, probe: Object, told: Told) -> None:
    """Ask again and again, until cancelled."""
    period = float(probe.get("periodSeconds") or 10)
    needed = {True: int(probe.get("successThreshold") or 1), False: int(probe.get("failureThreshold") or 3)}
    same, last = 0, None
    await asyncio.sleep(float(probe.get("initialDelaySeconds") or 0))
    while True:
        answer, why = True, ""
        try:
            await prober.ask(probe)
        except ProbeError as error:
            answer, why = False, str(error)
        same = same + 1 if answer == last else 1
        last = answer
        told(answer, same >= needed[answer], why)
        await asyncio.sleep(period)
