"""What a container registry says of an image, by the distribution API of the Open Container Initiative."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import urllib3

from ops.operations.error import OperationError

_INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
_MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
_DIGEST_HEADER = "Docker-Content-Digest"
_CHALLENGE = re.compile(r'(\w+)="([^"]*)"')
# What builders add beside the platforms: an attestation is no image.
_NO_PLATFORM = "unknown"
_TIMEOUT = urllib3.Timeout(connect=5.0, read=15.0)


class NoAccessError(OperationError):
    """The registry shows the image to others."""


class ContainerRegistry:
    """Reads images, with a token where the registry asks for one."""

    def __init__(self, variables: Mapping[str, str], scheme: str = "https") -> None:
        """Take GitHub's token from the shell, where there is one: it reads private packages."""
        self._scheme = scheme
        self._password = variables.get("GH_TOKEN") or variables.get("GITHUB_TOKEN")
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)
        self._tokens: dict[str, str] = {}

    def architectures(self, image: str) -> set[str] | None:
        """Return what an image is built for, or None when the registry has no such image.

        Raises NoAccessError when it does not say, and OperationError when it does not answer.
        """
        host, name, reference = _parts(image)
        found = self._manifest(host, name, reference)
        if found is None:
            return None
        manifest = json.loads(found)
        if "manifests" in manifest:
            platforms = [one.get("platform", {}).get("architecture") for one in manifest["manifests"]]
            return {str(one) for one in platforms if one and one != _NO_PLATFORM}
        blob = self._get(self._url(host, name, f"blobs/{manifest['config']['digest']}"), host, name)
        configuration: dict[str, Any] = json.loads(blob.data) if blob else {}
        return {str(configuration.get("architecture"))}

    def digest(self, image: str) -> str | None:
        """Return what an image is, byte for byte, or None when the registry has no such image; raises as above."""
        host, name, reference = _parts(image)
        manifest = self._manifest(host, name, reference)
        return None if manifest is None else _digest_of(manifest)

    def _manifest(self, host: str, name: str, reference: str) -> bytes | None:
        """Return the index or the manifest as it is served, once it is what it was asked for and is said to be."""
        url = self._url(host, name, f"manifests/{reference}")
        answer = self._get(url, host, name)
        if answer is None:
            return None
        found = _digest_of(answer.data)
        claims = [answer.headers.get(_DIGEST_HEADER), reference if ":" in reference else None]
        for claimed in claims:
            if claimed and claimed != found:
                raise OperationError(f"{url}: what is served is {found}, and not {claimed}")
        return answer.data

    def _url(self, host: str, name: str, path: str) -> str:
        return f"{self._scheme}://{host}/v2/{name}/{path}"

    def _get(self, url: str, host: str, name: str) -> urllib3.BaseHTTPResponse | None:
        answer = self._send(url, self._tokens.get(name))
        if answer.status == HTTPStatus.UNAUTHORIZED and name not in self._tokens:
            self._tokens[name] = self._token(answer.headers.get("WWW-Authenticate", ""), name)
            answer = self._send(url, self._tokens[name])
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise NoAccessError(f"{host} shows {name} to nobody without its token")
        if answer.status != HTTPStatus.OK:
            raise OperationError(f"{url}: answered {answer.status}")
        return answer

    def _token(self, challenge: str, name: str) -> str:
        """Get a token from where the registry says, for what it says."""
        words = dict(_CHALLENGE.findall(challenge))
        if "realm" not in words:
            raise NoAccessError(f"the registry of {name} does not say where tokens are to be had")
        query = urlencode({key: words[key] for key in ("service", "scope") if key in words})
        headers: dict[str, str] = {}
        if self._password:
            headers["Authorization"] = f"Basic {base64.b64encode(f'token:{self._password}'.encode()).decode()}"
        answer = self._request(f"{words['realm']}?{query}", headers)
        if answer.status != HTTPStatus.OK:
            raise NoAccessError(f"{words['realm']} gives no token for {name}")
        content: dict[str, Any] = json.loads(answer.data)
        return str(content.get("token") or content.get("access_token"))

    def _send(self, url: str, token: str | None) -> urllib3.BaseHTTPResponse:
        headers = {"Accept": ", ".join((*_INDEXES, *_MANIFESTS))}
        return self._request(url, headers | ({"Authorization": f"Bearer {token}"} if token else {}))

    def _request(self, url: str, headers: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        try:
            # Blobs are handed out by another host, which takes no token of the registry's; urllib3 leaves it out.
            return self._pool.request(
                "GET", url, headers=headers, redirect=True, retries=urllib3.Retry(redirect=3, total=3)
            )
        except urllib3.exceptions.HTTPError as error:
            # urllib3 wraps the reason into that of its retries, and the connection's representation stands before it.
            reason = str(getattr(error, "reason", error)).rpartition(": ")[2]
            raise OperationError(f"{url}: no answer ({reason})") from None


def _parts(image: str) -> tuple[str, str, str]:
    """Return an image's registry, its name there, and its digest, or its tag where it has none."""
    rest, _, digest = image.partition("@")
    host, _, path = rest.partition("/")
    name, _, tag = path.rpartition(":") if ":" in path else (path, "", "")
    return host, name, digest or tag


def _digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
