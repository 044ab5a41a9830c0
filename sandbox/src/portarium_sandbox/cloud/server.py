"""The cloud's one process: moto with its extension behind the gateway, clusters and databases, and their end."""

import fcntl
import logging
import os
import signal
import socket
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from threading import Condition, Event, Thread
from types import FrameType

from moto.moto_server.werkzeug_app import (  # pyright: ignore[reportMissingTypeStubs] # moto ships types for all but this module
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from portarium_sandbox.argo_cd.controller import ApplicationController
from portarium_sandbox.certificate_manager.manager import CertificateManager
from portarium_sandbox.cloud import determinism, extension
from portarium_sandbox.cloud.authorization.authorizer import refusal_of
from portarium_sandbox.cloud.clusters import Clusters
from portarium_sandbox.cloud.extension import rds_database
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.gateway import Gateway
from portarium_sandbox.cloud.journal import Journal
from portarium_sandbox.cloud.operator_identity import OperatorIdentity
from portarium_sandbox.cloud.pod_identity import PATH as POD_IDENTITY
from portarium_sandbox.cloud.pod_identity import PodIdentity
from portarium_sandbox.cloud.request import Answer, Request
from portarium_sandbox.cloud.surroundings import offer_aws, offer_databases
from portarium_sandbox.cloud.token_review import PATH as TOKEN_REVIEW
from portarium_sandbox.cloud.token_review import TokenReview
from portarium_sandbox.databases import endpoints
from portarium_sandbox.databases.endpoints import Endpoints
from portarium_sandbox.databases.instances import Instances
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.image_verifier.verifier import ImageVerifier
from portarium_sandbox.secret_operator.operator import SecretOperator

_HOST = "127.0.0.1"
_log = logging.getLogger(__name__)


class _QuietHandler(MotoRequestHandler):
    """Logs no request: thousands of lines would bury what matters."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


class _Dispatcher(DomainDispatcherApplication):
    """Knows again which service a host is: moto reads its folders at each request."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self.get_backend_for_host = cache(super().get_backend_for_host)


def serve(*, folder: Folder, port: int, control_plane: Path) -> None:
    """Run the cloud until a signal ends it."""
    lock = _lock(folder)
    listener = _listen(port)
    try:
        _run(folder, listener, control_plane)
    finally:
        listener.close()
        os.close(lock)


def _run(folder: Folder, listener: socket.socket, control_plane: Path) -> None:
    determinism.install()
    extension.install()
    port = int(listener.getsockname()[1])
    journal = Journal(folder.cloud / "journal.jsonl")
    gateway = Gateway(_Dispatcher(), journal, refusal_of)
    replayed = gateway.replay()
    offer_aws(f"http://{_HOST}:{port}")
    identity = PodIdentity(gateway.lock)
    clusters = Clusters(
        folder=folder,
        binary=control_plane,
        endpoint=f"http://{_HOST}:{port}",
        changed=gateway.changed,
        doubles=lambda name: (
            SecretOperator(OperatorIdentity(name, f"http://{_HOST}:{port}", identity.answer)),
            ImageVerifier(),
            CertificateManager(),
            ApplicationController(folder.charts, folder.stand_ins),
        ),
    )
    # Only now: while requests were made again, every cluster that had been active had to count as active.
    SandboxCluster.control_planes = clusters
    names = Endpoints(_teller(gateway.changed))
    offer_databases(names)
    databases = Instances(folder=folder, endpoints=names, changed=gateway.changed)
    rds_database.behind(databases)
    gateway.route(TOKEN_REVIEW, TokenReview(port=port, state=gateway.lock))
    gateway.route(endpoints.PATH, names)
    gateway.route(POD_IDENTITY, identity)
    gateway.route("/_sandbox/health", _Health(clusters, databases, replayed))
    server = make_server(_HOST, port, gateway, threaded=True, request_handler=_QuietHandler, fd=listener.fileno())
    stopped = Event()

    def stop(number: int, _frame: FrameType | None) -> None:
        _log.info("stopping: %s", signal.Signals(number).name)
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # Before the first answer: a cloud whose clusters are not up again must not call itself ready.
    clusters.start()
    databases.start()
    Thread(target=server.serve_forever, name="http", daemon=True).start()
    _log.info("listening on http://%s:%d", _HOST, port)
    stopped.wait()
    clusters.stop()
    databases.stop()
    server.shutdown()
    with gateway.lock:
        journal.close()


def _teller(changed: Condition) -> Callable[[], None]:
    """Give what has the clusters look at AWS again: what their pods reach is other than before."""

    def tell() -> None:
        with changed:
            changed.notify_all()

    return tell


class _Health:
    """Says whether the cloud, and every cluster and database that it came up with, can be used."""

    def __init__(self, clusters: Clusters, databases: Instances, replayed: int) -> None:
        self._clusters = clusters
        self._databases = databases
        self._replayed = replayed
        self._was_ready = False

    def __call__(self, _request: Request) -> Answer:
        clusters, databases = self._clusters.health(), self._databases.health()
        statuses = {str(one["status"]).lower() for one in (*clusters.values(), *databases.values())}
        # What is made later is its maker's to wait for, as on AWS.
        self._was_ready = self._was_ready or "creating" not in statuses
        status = HTTPStatus.OK if self._was_ready else HTTPStatus.SERVICE_UNAVAILABLE
        content = {
            "status": "ready" if self._was_ready else "starting",
            "pid": os.getpid(),
            "replayed": self._replayed,
            "clusters": clusters,
            "databases": databases,
        }
        return Answer.of_json(f"{status.value} {status.phrase}", content)


def _lock(folder: Folder) -> int:
    """Keep a second cloud off the folder; the kernel gives the lock back even after kill -9."""
    folder.cloud.mkdir(parents=True, exist_ok=True)
    path = folder.cloud / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise SandboxError(
            f"{folder.root}: another sandbox cloud uses this folder (process {owner}); "
            "stop it with `portarium sandbox down`, or give another folder"
        ) from error
    os.truncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        raise SandboxError(f"{_HOST}:{port}: {error.strerror}; give another --port") from error
    listener.listen(128)
    return listener
