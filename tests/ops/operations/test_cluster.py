"""Asking a cluster, with a double of its API server on the loopback interface."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import urllib3

from ops.operations.cluster import Cluster, NotThereError, sign_in, sign_in_as_pod
from ops.operations.error import OperationError
from ops.operations.workloads import read_workloads

_APPS = "/apis/apps/v1/namespaces/apps-dev/deployments"
_FORBIDDEN = "/apis/apps/v1/namespaces/execution-dev/deployments"


class _ApiServer(BaseHTTPRequestHandler):
    """A double: knows two paths and one token."""

    def do_GET(self) -> None:
        """Answer as an API server does."""
        right = self.headers["Authorization"] == "Bearer right"
        answers = {
            _APPS: (200, {"items": [{"metadata": {"name": "api", "generation": 1}, "spec": {"replicas": 2}}]}),
            _FORBIDDEN: (403, {"message": "deployments.apps is forbidden"}),
        }
        if right and self.path not in answers:
            self.send_error(404)
            return
        status, content = answers[self.path] if right else (401, {"message": "Unauthorized"})
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name that it overrides)
        """Say nothing."""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A cluster that this double answers for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _ApiServer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Cluster(
        server=f"http://127.0.0.1:{server.server_port}",
        token="right",
        pool=urllib3.PoolManager(retries=False),
    )
    server.shutdown()
    server.server_close()


def test_workloads_are_read_from_the_namespaces_that_run_some(cluster: Cluster) -> None:
    """The environment's own namespace and that of the data run none, and are not asked."""
    workloads = read_workloads(cluster, {"control": "apps-dev", "data": "data-dev", "environment": "env-dev"})

    assert [(workload.name, workload.wanted) for workload in workloads] == [("api", 2)]


def test_a_refusal_is_told_in_the_clusters_own_words(cluster: Cluster) -> None:
    """Whoever lacks a right sees which."""
    with pytest.raises(OperationError, match=r"403 deployments\.apps is forbidden$"):
        read_workloads(cluster, {"execution": "execution-dev"})


def test_a_kind_that_is_not_served_is_not_there(cluster: Cluster) -> None:
    """An API server says so in plain words, which are no object."""
    with pytest.raises(NotThereError, match="404"):
        cluster.get("/apis/cert-manager.io/v1/certificates")


def test_a_token_that_has_expired_is_renewed_once(cluster: Cluster) -> None:
    """Whoever waits for longer than a token lives goes on with the next one."""
    given = iter(["right"])
    cluster.token, cluster.renew = "expired", lambda: next(given)
    assert cluster.get(_APPS)["items"]
    assert cluster.get(_APPS)["items"]
    assert cluster.token == "right"


def test_whom_the_cluster_does_not_know_it_tells_so(cluster: Cluster) -> None:
    """A new token of the same person is no other person."""
    cluster.token, cluster.renew = "wrong", lambda: "as wrong"
    with pytest.raises(OperationError, match="401 Unauthorized"):
        cluster.get(_APPS)


def test_a_server_that_is_not_there_is_one_line() -> None:
    """Without the representation of a connection in it."""
    gone = Cluster(server="http://127.0.0.1:1", token="right", pool=urllib3.PoolManager(retries=False))

    with pytest.raises(OperationError, match=r"^http://127\.0\.0\.1:1: no answer \(.*refused\)$") as error:
        gone.get("/version")
    assert "object at 0x" not in str(error.value)


def test_the_token_is_the_credential_plugins(tmp_path: Path) -> None:
    """It is run with the environment of the kubeconfig on top of the shell's."""
    plugin = tmp_path / "plugin"
    plugin.write_text('#!/bin/sh\necho "{\\"status\\": {\\"token\\": \\"$SHELL_HAS-$PLUGIN_HAS-$1\\"}}"\n')
    plugin.chmod(0o755)
    kubeconfig = {
        "clusters": [{"cluster": {"server": "https://cluster.test", "certificate-authority-data": ""}}],
        "users": [
            {"user": {"exec": {"command": str(plugin), "args": ["x"], "env": [{"name": "PLUGIN_HAS", "value": "b"}]}}}
        ],
    }

    signed_in = sign_in(json.dumps(kubeconfig), {"PATH": "/usr/bin:/bin", "SHELL_HAS": "a"})

    assert (signed_in.server, signed_in.token) == ("https://cluster.test", "a-b-x")


def test_a_pod_signs_in_as_its_service_account(tmp_path: Path) -> None:
    """By what Kubernetes puts into it."""
    (tmp_path / "token").write_text("a-token\n")
    (tmp_path / "ca.crt").write_text("")
    for host, server in (("172.20.0.1", "https://172.20.0.1:443"), ("fd00::1", "https://[fd00::1]:443")):
        cluster = sign_in_as_pod({"KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": "443"}, tmp_path)
        assert (cluster.server, cluster.token) == (server, "a-token")


def test_a_token_that_is_gone_when_it_is_renewed_is_one_line(tmp_path: Path) -> None:
    """As it is when the pod signs in."""
    (tmp_path / "token").write_text("a-token")
    (tmp_path / "ca.crt").write_text("")
    cluster = sign_in_as_pod({"KUBERNETES_SERVICE_HOST": "172.20.0.1"}, tmp_path)
    (tmp_path / "token").unlink()
    assert cluster.renew
    with pytest.raises(OperationError, match="token: No such file or directory; the pod has to mount"):
        cluster.renew()


def test_what_is_no_pod_names_an_environment(tmp_path: Path) -> None:
    """And a pod without a token mounts it."""
    with pytest.raises(OperationError, match=r"this is no pod.*--environment"):
        sign_in_as_pod({}, tmp_path)
    with pytest.raises(OperationError, match="token: No such file or directory; the pod has to mount"):
        sign_in_as_pod({"KUBERNETES_SERVICE_HOST": "172.20.0.1"}, tmp_path)
