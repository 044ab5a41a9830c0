"""Who gets in: bearer tokens are put to the webhook, and what their owners may do is Kubernetes' own RBAC."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from portarium_sandbox.kubernetes.kubeconfig import Login
from portarium_sandbox.patience import eventually
from tests.journeys.controlplane.client import ControlPlane

CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/default"


class TokenWebhook(BaseHTTPRequestHandler):
    """A double of the cloud's webhook: it knows one token and refuses all others."""

    def do_POST(self) -> None:
        """Answer a TokenReview."""
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = urlsplit(self.path).path == "/review" and review["spec"]["token"] == "token-of-jane"
        user = {"username": "jane", "groups": ["developers"]}
        review["status"] = {"authenticated": True, "user": user} if known else {"authenticated": False}
        answer = json.dumps(review).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
        """Keep the test's output clean."""


@pytest.fixture
def webhook() -> Iterator[str]:
    """Give the address of a webhook that runs during the test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), TokenWebhook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/review"
    server.shutdown()
    thread.join()
    server.server_close()


def test_tokens_are_put_to_the_webhook(webhook: str, start: Callable[..., ControlPlane]) -> None:
    """A token's owner gets in, may do nothing until a role says so, and an unknown token is turned away."""
    cluster = start(webhook)
    assert cluster.call("GET", CONFIG_MAPS, login=Login(token="of-nobody"))[0] == 401

    status, answer = cluster.call("GET", CONFIG_MAPS, login=Login(token="token-of-jane"))
    assert (status, 'User "jane" cannot list resource "configmaps"' in answer["message"]) == (403, True)

    rules = [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"]}]
    cluster.make(f"{RBAC}/roles", metadata={"name": "reader"}, rules=rules)
    cluster.make(
        f"{RBAC}/rolebindings",
        metadata={"name": "reader"},
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
        subjects=[{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "developers"}],
    )
    eventually(lambda: cluster.call("GET", CONFIG_MAPS, login=Login(token="token-of-jane"))[0] == 200)


@pytest.mark.parametrize(("groups", "allowed"), [(["system:masters"], True), (["developers"], False)])
def test_access_reviews(cluster: ControlPlane, groups: list[str], allowed: bool) -> None:
    """A SubjectAccessReview tells what the roles allow."""
    review = cluster.make(
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        spec={"user": "x", "groups": groups, "resourceAttributes": {"verb": "delete", "resource": "namespaces"}},
    )
    assert review["status"]["allowed"] is allowed


def test_strangers_see_health_only(cluster: ControlPlane) -> None:
    """Without a certificate or token the server tells whether it is ready, and nothing else."""
    assert cluster.call("GET", "/readyz", login=Login(), raw=True)[0] == 200
    assert cluster.call("GET", "/api/v1/namespaces", login=Login())[0] == 403
