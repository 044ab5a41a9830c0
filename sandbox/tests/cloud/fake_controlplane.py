"""A double of portarium-controlplane: an API server that keeps the few kinds of objects that the cloud touches.

It is no Kubernetes: it checks nothing, and refuses every path that it does not know.
"""

import argparse
import base64
import datetime
import ipaddress
import json
import re
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, cast

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_KINDS = re.compile(
    r"/api/v1/(?P<core>nodes|namespaces|configmaps)(/(?P<name>[^/]+))?"
    r"|/apis/rbac.authorization.k8s.io/v1(/namespaces/(?P<namespace>[^/]+))?"
    r"/(?P<rbac>clusterroles|clusterrolebindings|rolebindings)(/(?P<rbac_name>[^/]+))?"
)


class FakeApi(BaseHTTPRequestHandler):
    """Answers for the objects of one control plane."""

    objects: ClassVar[dict[str, dict[str, Any]]] = {
        f"/api/v1/namespaces/{name}": {"metadata": {"name": name}} for name in ("default", "kube-system")
    }

    def answer(self) -> None:
        """Answer any request."""
        path, _, query = self.path.partition("?")
        if path == "/readyz":
            self._send(200, {})
            return
        if not _KINDS.fullmatch(path):
            self._send(404, {"message": f"the fake control plane knows no {path}"})
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        content: dict[str, Any] = json.loads(body) if body else {}
        if self.command == "GET":
            label = query.removeprefix("labelSelector=").replace("%2F", "/")
            kind = path.rsplit("/", 1)[-1]
            items = [
                item
                for where, item in self.objects.items()
                if where.rsplit("/", 2)[-2] == kind and (not label or label in item["metadata"].get("labels", {}))
            ]
            self._send(200, {"items": items})
        elif self.command == "POST":
            content["metadata"]["resourceVersion"] = "1"
            self.objects[f"{path}/{content['metadata']['name']}"] = content
            self._send(201, content)
        elif self.command == "PATCH":
            merge(self.objects.setdefault(path, {}), content)
            self._send(200, self.objects[path])
        else:
            self.objects.pop(path, None)
            self._send(200, {})

    do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 # the base class looks for these

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # the base class names it so
        """Say nothing."""

    def _send(self, status: int, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def merge(target: dict[str, Any], change: dict[str, Any]) -> None:
    """Apply a JSON merge patch."""
    for key, value in change.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            merge(target.setdefault(key, {}), cast("dict[str, Any]", value))
        else:
            target[key] = value


def make_certificate(folder: Path) -> tuple[str, str]:
    """Give a self-signed certificate that serves as authority, server and client, kept over restarts."""
    certificate_file, key_file = folder / "ca.crt", folder / "key.pem"
    if not certificate_file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "fake control plane")])
        now = datetime.datetime.now(datetime.UTC)
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([address]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate_file.read_text(), key_file.read_text()


def main() -> None:
    """Take portarium-controlplane's arguments and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--authentication-webhook", required=True)
    parser.add_argument("--process-images", required=True)
    given = parser.parse_args()
    if (given.folder / "fail").exists():
        sys.exit("told to fail")
    certificate, key = make_certificate(given.folder)
    encoded, encoded_key = (base64.b64encode(text.encode()).decode() for text in (certificate, key))
    cluster = {"server": f"https://127.0.0.1:{given.port}", "certificate-authority-data": encoded}
    user = {"client-certificate-data": encoded, "client-key-data": encoded_key}
    config = {
        "current-context": "fake",
        "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "fake"}}],
        "clusters": [{"name": "fake", "cluster": cluster}],
        "users": [{"name": "fake", "user": user}],
    }
    (given.folder / "admin.kubeconfig").write_text(yaml.safe_dump(config))
    server = ThreadingHTTPServer(("127.0.0.1", given.port), FakeApi)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(given.folder / "ca.crt", given.folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
