"""NATS: its names, and who is who in it."""

from collections.abc import Mapping

NATS = "nats"
"""The chart, the release, the service and the name that its servers are selected by."""

CONTROLLER = "nack"
"""The controller of its streams: the chart, the release and the name of its pod."""

SERVERS_TLS = "nats-servers-tls"
"""The certificate of the servers."""

CONTROLLER_TLS = "nats-streams-tls"
"""The certificate by which the controller of streams is known."""

SYSTEM = "SYS"
"""The account of those who look after the servers; it keeps nothing."""

ACCOUNTS: Mapping[str, tuple[str, ...]] = {
    SYSTEM: ("system",),
    "CONTROL": ("control", "streams"),
    "EXECUTION": ("execution",),
}
"""The users of each account: a plane sees the messages of its own account alone."""

KEEPING = "CONTROL"
"""The account that may keep messages: an untrusted plane would fill the volumes."""

EVENTS = "PORTARIUM_EVENTS"
"""The stream of events."""


def user_of(name: str) -> str:
    """The name in a user's certificate; it is nobody's address."""
    return f"{name}.users.nats"
