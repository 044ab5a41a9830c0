"""The key service: encrypts the secrets in the sandbox's Pulumi state.

A passphrase, Pulumi's default for a file backend, puts an `encryptionsalt` into the tracked `Pulumi.<stack>.yaml`.
A stack whose state names a key service does not: the engine falls back to what the state says and leaves the file
alone (docs/adr/0010-secrets-in-the-sandbox.md). This module answers the five routes the engine calls, on loopback,
with one AES-256 key that never leaves the sandbox's folder.

    python -m portarium_sandbox.keys --folder .sandbox --port 4000
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import secrets
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portarium_sandbox.folder import Folder
from portarium_sandbox.process import HEALTH_PATH

NONCE_BYTES = 12


class KeyServiceError(ValueError):
    """A request the key service refuses, in one line."""


class Vault:
    """Encrypts and decrypts with the sandbox's one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def encrypt(self, plaintext: str) -> str:
        """Return base64 of nonce and ciphertext for base64 plaintext."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _encode(nonce + self._cipher.encrypt(nonce, base64.b64decode(plaintext), None))

    def decrypt(self, ciphertext: str) -> str:
        """Return base64 plaintext; refuse what this sandbox did not encrypt."""
        sealed = base64.b64decode(ciphertext)
        try:
            return _encode(self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None))
        except (InvalidTag, ValueError) as error:
            raise KeyServiceError(
                "this secret was not encrypted by this sandbox; set it again with `pulumi config set --secret`"
            ) from error

    def answer(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        """Answer one operation of Pulumi's secrets API."""
        match operation:
            case "encrypt":
                return {"ciphertext": self.encrypt(body["plaintext"])}
            case "decrypt":
                return {"plaintext": self.decrypt(body["ciphertext"])}
            case "batch-encrypt":
                return {"ciphertexts": [self.encrypt(plaintext) for plaintext in body["plaintexts"]]}
            case "batch-decrypt":
                return {"plaintexts": {value: self.decrypt(value) for value in body["ciphertexts"]}}
            case "log-decryption" | "log-batch-decryption":
                return {}
            case _:
                raise KeyServiceError(
                    f"the sandbox's key service only encrypts and decrypts; it has no operation {operation!r}"
                )


class Handler(BaseHTTPRequestHandler):
    """Speaks the slice of Pulumi's HTTP API that encrypts and decrypts."""

    protocol_version = "HTTP/1.1"
    vault: Vault
    token: str

    def do_GET(self) -> None:
        """Answer what needs no token: health, and what this service can do."""
        if self.path == HEALTH_PATH:
            self._send(HTTPStatus.OK, {"service": "portarium-keys"})
        elif self.path == "/api/capabilities":
            self._send(HTTPStatus.OK, {"capabilities": [{"capability": "batch-encrypt"}]})
        else:
            self._send(HTTPStatus.NOT_FOUND, _refusal(404, f"the sandbox's key service has no page {self.path}"))

    def do_POST(self) -> None:
        """Encrypt or decrypt for whoever has the token."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Authorization") != f"token {self.token}":
            self._send(HTTPStatus.UNAUTHORIZED, _refusal(401, "the key service knows only its own sandbox's token"))
            return
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        try:
            answer = self.vault.answer(self.path.rpartition("/")[2], json.loads(body or b"{}"))
        except (KeyServiceError, KeyError, ValueError) as error:
            self._send(HTTPStatus.BAD_REQUEST, _refusal(400, str(error)))
            return
        self._send(HTTPStatus.OK, answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's parameter name)
        """Log one line a request; bodies, which hold secrets, never."""
        sys.stderr.write(format % args + "\n")

    def _send(self, status: HTTPStatus, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def make_key(folder: Folder) -> None:
    """Make the sandbox's key and the token that guards it, once."""
    for path, content in (
        (folder.key, _encode(secrets.token_bytes(32))),
        (folder.key_token, secrets.token_urlsafe(24)),
    ):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(content, encoding="utf-8")


def server(folder: Folder, port: int) -> ThreadingHTTPServer:
    """Return a server on loopback for the key in `folder`."""
    handler = type(
        "BoundHandler",
        (Handler,),
        {
            "vault": Vault(base64.b64decode(folder.key.read_text(encoding="utf-8"))),
            "token": folder.key_token.read_text(encoding="utf-8"),
        },
    )
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m portarium_sandbox.keys")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    server(Folder(arguments.folder), arguments.port).serve_forever()


def _encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _refusal(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "message": message}


if __name__ == "__main__":
    main()
