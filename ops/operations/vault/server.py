"""A server of Vault, asked over its HTTP API; its certificate is always checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

import urllib3

from ops.operations.error import OperationError

# A server that has just been elected takes a moment, and a snapshot is read in pieces.
_TIMEOUT = urllib3.Timeout(connect=5.0, read=60.0)
_READ = 1 << 20


class VaultError(OperationError):
    """Vault refused a request, or gave no answer."""

    def __init__(self, where: str, status: int, message: str) -> None:
        super().__init__(f"{where}: {f'{status} ' if status else ''}{message}")
        self.status = status
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Vault:
    """One address, whom to believe there, and as whom it is asked."""

    address: str
    pool: urllib3.PoolManager
    token: str = field(default="", repr=False)

    def as_holder(self, token: str) -> "Vault":
        """Return the same server, asked with a token."""
        return replace(self, token=token)

    def at(self, address: str) -> "Vault":
        """Return another server that the same authority vouches for."""
        return replace(self, address=address)

    def read(self, path: str) -> dict[str, Any]:
        """Return what is at a path; raise VaultError when there is nothing."""
        return self._ask("GET", path)

    def find(self, path: str) -> dict[str, Any] | None:
        """Return what is at a path, or nothing when there is nothing."""
        try:
            return self._ask("GET", path)
        except VaultError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def keys(self, path: str) -> list[str]:
        """Return the names below a path; Vault says that there is nothing where there are none."""
        found = self.find(f"{path}?list=true")
        return list(found["data"]["keys"]) if found else []

    def write(self, path: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Write to a path, and return what Vault says to it."""
        return self._ask("POST", path, content or {})

    def delete(self, path: str) -> None:
        """Delete what is at a path; it may be gone already."""
        self._ask("DELETE", path)

    def stream(self, path: str, file: Any) -> int:
        """Copy what is at a path into a file that is open, and return how many bytes there were."""
        answer = self._request("GET", path, None, preload=False)
        size = 0
        try:
            for piece in answer.stream(_READ):
                size += file.write(piece)
        except urllib3.exceptions.HTTPError as error:
            raise VaultError(f"{self.address}: {path}", 0, f"ended half-way ({error})") from None
        finally:
            answer.release_conn()
        return size

    def _ask(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = self._request(method, path, content)
        try:
            return json.loads(answer.data or b"{}")
        except ValueError:
            raise VaultError(f"{self.address}: {path}", 0, "answered something that is no JSON") from None

    def _request(
        self, method: str, path: str, content: Mapping[str, Any] | None, *, preload: bool = True
    ) -> urllib3.BaseHTTPResponse:
        headers = {"X-Vault-Request": "true", **({"X-Vault-Token": self.token} if self.token else {})}
        where = f"{self.address}: {path.partition('?')[0]}"
        try:
            answer = self.pool.request(
                method,
                f"{self.address}/v1/{path}",
                headers=headers,
                body=None if content is None else json.dumps(content),
                preload_content=preload,
                # A server that does not lead sends on to the one that does, by a name of its certificate.
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise VaultError(where, 0, f"no answer ({str(error).rpartition('>: ')[2] or error})") from None
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise VaultError(where, answer.status, _told(answer))
        return answer


def vault_at(address: str, authority: str) -> Vault:
    """Return the server at an address, which has to be one that an authority vouches for, as text."""
    return Vault(address=address, pool=urllib3.PoolManager(ca_cert_data=authority, timeout=_TIMEOUT, retries=False))


def _told(answer: urllib3.BaseHTTPResponse) -> str:
    """What Vault says is wrong, in one line."""
    try:
        errors: list[str] = json.loads(answer.data or b"{}").get("errors", [])
    except (ValueError, AttributeError):
        errors = []
    return "; ".join(" ".join(error.split()) for error in errors) or "without a reason"
