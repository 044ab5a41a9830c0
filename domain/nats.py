"""NATS: its names, and who is who in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain import ports
from domain.authority import AUTHORITY_KEY

NATS = "nats"
"""The chart, the release, the service and the name that its servers are selected by."""

CONTROLLER = "nack"
"""The controller of its streams: the chart, the release and the name of its pod."""

SERVERS_TLS = "nats-servers-tls"
"""The certificate of the servers."""

CONTROLLER_TLS = "nats-streams-tls"
"""The certificate by which the controller of streams is known."""

SNAPSHOTS = "nats-snapshots"
"""The job that copies streams: its service account, its AWS role and the bucket that the copies go to."""

SNAPSHOTS_TLS = f"{SNAPSHOTS}-tls"
"""The certificate by which that job is known."""

RESTORE = "nats-restore"
"""The job that brings copies back, which nobody starts but a person: its service account and its AWS role."""

RESTORE_TLS = f"{RESTORE}-tls"
"""The certificate by which that one is known."""

CLIENT_PATH = "/etc/portarium-nats"
"""Where a pod that calls NATS has its certificate, its key and whom to believe."""

CLIENT_FILES: Mapping[str, str] = {
    "certificate": f"{CLIENT_PATH}/tls.crt",
    "key": f"{CLIENT_PATH}/tls.key",
    "authority": f"{CLIENT_PATH}/{AUTHORITY_KEY}",
}
"""The files there."""

SYSTEM = "SYS"
"""The account of those who look after the servers; it keeps nothing."""

ACCOUNTS: Mapping[str, tuple[str, ...]] = {
    SYSTEM: ("system",),
    "CONTROL": ("control", "restore", "snapshots", "streams"),
    "EXECUTION": ("execution",),
}
"""The users of each account: a plane sees the messages of its own account alone."""

KEEPING = "CONTROL"
"""The account that may keep messages: an untrusted plane would fill the volumes."""

STREAM_MAKER = "streams"
"""The user who makes streams."""

SERVER_LABELS: Mapping[str, str] = {"app.kubernetes.io/instance": NATS, "app.kubernetes.io/name": NATS}
"""What the servers' pods are selected by."""

EVENTS = "PORTARIUM_EVENTS"
"""The stream of events."""


@dataclass(frozen=True, kw_only=True)
class Rights:
    """All that a user may do; one without them may do everything in its own account."""

    publish: tuple[str, ...]
    """The subjects that it sends to."""
    subscribe: tuple[str, ...]
    """The subjects that it listens to."""


def answers_to(user: str) -> str:
    """What the subjects begin with where a user is answered: a copy of everything is sent to one of them."""
    return f"_INBOX_{user}"


RIGHTS: Mapping[str, Rights] = {
    "snapshots": Rights(
        publish=("$JS.API.STREAM.NAMES", "$JS.API.STREAM.SNAPSHOT.*", "$JS.SNAPSHOT.ACK.>"),
        subscribe=(f"{answers_to('snapshots')}.>",),
    ),
    "restore": Rights(
        publish=(
            "$JS.API.STREAM.INFO.*",
            "$JS.API.STREAM.DELETE.*",
            "$JS.API.STREAM.RESTORE.*",
            "$JS.SNAPSHOT.RESTORE.>",
        ),
        subscribe=(f"{answers_to('restore')}.>",),
    ),
}
"""The users who may not do everything: who copies can't write, and who brings back can't read."""


def servers_url(namespace: str) -> str:
    """The URL of all servers, in the namespace of the platform."""
    return f"tls://{NATS}.{namespace}.svc:{ports.NATS}"


def client_secret(plane: str) -> str:
    """The secret with the certificate of a plane's user."""
    return f"{NATS}-client-{plane}"


def user_of(name: str) -> str:
    """The name in a user's certificate; it is nobody's address."""
    return f"{name}.users.nats"
