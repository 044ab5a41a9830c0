"""As much of HTTP as the runner's two small servers speak."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error"}


async def read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], dict[str, str]]:
    """Read a request without a body: its path, its query and its headers in lower case."""
    _, target, _ = (await reader.readline()).decode().split()
    headers: dict[str, str] = {}
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    url = urlsplit(target)
    return url.path, dict(parse_qsl(url.query)), headers


def head(status: int, kind: str = "text/plain", *, length: int | None = None) -> bytes:
    """Give the first lines of an answer, which ends with its connection unless its length is known."""
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}", f"Content-Type: {kind}", "Connection: close"]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def whole(status: int, content: Mapping[str, Any] | str) -> bytes:
    """Give an answer in one piece."""
    is_text = isinstance(content, str)
    body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    return head(status, "text/plain" if is_text else "application/json", length=len(body)) + body
