"""Issuers and certificates of a cluster become ready in their order, and say why where they don't."""

from collections.abc import Mapping
from typing import Any, cast

from portarium_sandbox.certificate_manager.manager import CertificateManager
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from tests.certificate_manager.requests import BY_AUTHORITY, ROOT, authority, leaf

_GROUP = "/apis/cert-manager.io/v1"


class Cluster:
    """A double of an API server: it keeps issuers, certificates and secrets of one namespace."""

    def __init__(self, *, kinds: bool = True) -> None:
        self.objects: dict[str, dict[str, dict[str, Any]]] = {"issuers": {}, "certificates": {}, "secrets": {}}
        self.kinds = kinds

    def have(self, plural: str, name: str, spec: Mapping[str, Any]) -> None:
        """Declare something."""
        metadata = {"name": name, "namespace": "system", "generation": 1, "uid": name, "resourceVersion": "1"}
        self.objects[plural][name] = {"metadata": metadata, "spec": dict(spec)}

    def get(self, path: str) -> dict[str, Any]:
        """One secret, or all of a kind."""
        plural, _, name = path.removeprefix(f"{_GROUP}/").removeprefix("/api/v1/namespaces/system/").partition("/")
        if name:
            if name not in self.objects[plural]:
                raise ApiError({"reason": "NotFound", "message": path}, 404)
            return self.objects[plural][name]
        if not self.kinds:
            raise ApiError({"reason": "NotFound", "message": path}, 404)
        return {"items": list(self.objects[plural].values())}

    def apply(self, path: str, body: dict[str, Any], **_query: str) -> dict[str, Any]:
        """Keep a secret."""
        self.objects["secrets"][path.rpartition("/")[2]] = body
        return body

    def merge(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Keep a status."""
        *_, plural, name, _status = path.split("/")
        self.objects[plural][name].setdefault("status", {}).update(body["status"])
        metadata = self.objects[plural][name]["metadata"]
        metadata["resourceVersion"] = str(int(metadata["resourceVersion"]) + 1)
        return self.objects[plural][name]

    def ready(self, plural: str, name: str) -> tuple[str, str]:
        """What a thing says of itself."""
        [condition] = self.objects[plural][name]["status"]["conditions"]
        return condition["status"], condition["message"]


def _tended(cluster: Cluster, times: int = 1) -> None:
    for _ in range(times):
        CertificateManager().tend(cast("KubernetesClient", cluster))


def test_a_chain_comes_up_in_its_order() -> None:
    """A root, its certificate, the issuer that signs with it, and what that issues."""
    cluster = Cluster()
    cluster.have("issuers", "root", ROOT)
    cluster.have("issuers", "platform", BY_AUTHORITY)
    cluster.have("certificates", "authority", authority())
    cluster.have("certificates", "vault", leaf())
    _tended(cluster)
    assert cluster.ready("certificates", "authority")[0] == "True"
    assert cluster.ready("issuers", "platform") == (
        "False",
        'Error getting keypair for CA issuer: secret "authority" not found',
    )
    assert cluster.ready("certificates", "vault")[0] == "False"
    _tended(cluster, 2)
    assert cluster.ready("certificates", "vault")[0] == "True"
    assert cluster.objects["certificates"]["vault"]["status"]["notAfter"]


def test_what_is_there_stays_until_something_else_is_asked_for() -> None:
    """A certificate that changed at each look would restart whatever reads it."""
    cluster = Cluster()
    cluster.have("issuers", "root", ROOT)
    cluster.have("certificates", "authority", authority())
    _tended(cluster)
    before = cluster.objects["secrets"]["authority"]["data"]
    _tended(cluster)
    assert cluster.objects["secrets"]["authority"]["data"] == before
    cluster.have("certificates", "authority", {**authority(), "duration": "1000h"})
    _tended(cluster)
    after = cluster.objects["secrets"]["authority"]["data"]
    assert (after["tls.crt"] == before["tls.crt"], after["tls.key"] == before["tls.key"]) == (False, True)


def test_what_is_not_played_says_so() -> None:
    """In the words of a double."""
    cluster = Cluster()
    cluster.have("issuers", "root", {"acme": {}})
    cluster.have("certificates", "vault", leaf(keystores={}))
    _tended(cluster)
    told = "the sandbox's double of cert-manager does not honour "
    assert cluster.ready("issuers", "root") == ("False", f"{told}spec.acme")
    assert cluster.ready("certificates", "vault") == ("False", f"{told}spec.keystores")


def test_a_cluster_without_its_kinds_is_left_alone() -> None:
    """No chart has brought them yet."""
    cluster = Cluster(kinds=False)
    _tended(cluster)
    assert cluster.objects["secrets"] == {}
