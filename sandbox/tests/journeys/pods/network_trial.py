"""Run as a script: lays two cables and says who reaches what. A process of its own, as it changes its user."""

import json
import os
import socket
import sys
from concurrent.futures import Future
from threading import Thread

from portarium_sandbox.pods import namespaces

FIRST, SECOND, SERVICE, PORT = "100.96.0.1", "100.96.0.2", "172.20.5.5", 8080


def connect(network: int, address: str, port: int) -> str:
    """Try to connect from inside a pod's namespace."""
    said: Future[str] = Future()

    def attempt() -> None:
        namespaces.enter(network, namespaces.NEW_NETWORK)
        try:
            with socket.create_connection((address, port), timeout=2):
                said.set_result("connected")
        except TimeoutError:
            said.set_result("silence")
        except OSError:
            said.set_result("unreachable")

    Thread(target=attempt).start()
    return said.result()


def listen(network: int) -> None:
    """Listen on two ports inside a pod's namespace."""
    ready: Future[list[socket.socket]] = Future()

    def open_both() -> None:
        namespaces.enter(network, namespaces.NEW_NETWORK)
        ready.set_result([socket.create_server(("", port)) for port in (PORT, PORT + 1)])

    Thread(target=open_both).start()
    LISTENING.extend(ready.result())


LISTENING: list[socket.socket] = []

if __name__ == "__main__":
    namespaces.become_administrator()
    from portarium_sandbox.pods.network import Network, Rule

    switch = Network()
    one, other = switch.attach(1, FIRST), switch.attach(2, SECOND)
    span = (PORT, PORT)
    switch.set_rules(
        [
            Rule(cable=1, way="main", priority=1000, destination=SECOND, protocol="TCP", to_ports=span),
            Rule(cable=2, way="main", priority=1000, destination=FIRST, protocol="TCP", from_ports=span),
            Rule(cable=1, way="local", priority=1000, destination=SERVICE, protocol="TCP", to_ports=span),
            Rule(cable=1, way="unreachable", priority=2000),
            Rule(cable=2, way="blackhole", priority=2000),
        ]
    )
    listen(one)
    listen(other)
    LISTENING.append(switch.listener(SERVICE, PORT))
    found = {
        "pod, permitted": connect(one, SECOND, PORT),
        "pod, another port": connect(one, SECOND, PORT + 1),
        "switch, permitted": connect(one, SERVICE, PORT),
        "outside": connect(one, "192.0.2.1", 443),
        "back": connect(other, FIRST, PORT),
    }
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)
