"""The key service: what the engine encrypts comes back, and nothing else is answered."""

from __future__ import annotations

import base64
import gzip
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portarium_sandbox import keys
from portarium_sandbox.folder import Folder

STACK = "/api/stacks/sandbox/portarium/dev"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with a key."""
    folder = Folder(tmp_path)
    keys.make_key(folder)
    return folder


@pytest.fixture
def url(folder: Folder) -> Iterator[str]:
    """A running key service."""
    server = keys.server(folder, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def post(url: str, operation: str, body: Any, *, token: str, zipped: bool = False) -> Any:
    """Send one request as the engine does."""
    content = json.dumps(body).encode()
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    if zipped:
        content = gzip.compress(content)
        headers["Content-Encoding"] = "gzip"
    request = urllib.request.Request(f"{url}{STACK}/{operation}", data=content, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def encoded(text: str) -> str:
    """Return base64, as Go sends bytes in JSON."""
    return base64.b64encode(text.encode()).decode()


@settings(deadline=None)
@given(st.binary())
def test_what_is_encrypted_comes_back(content: bytes) -> None:
    """Any bytes survive, the ciphertext does not hold them, and the same secret never looks the same twice."""
    vault = keys.Vault(bytes(32))
    plaintext = base64.b64encode(content).decode()
    first, second = vault.encrypt(plaintext), vault.encrypt(plaintext)
    assert vault.decrypt(first) == plaintext == vault.decrypt(second)
    assert first != second


def test_batches_arrive_compressed(url: str, folder: Folder) -> None:
    """The engine sends its batches gzipped and reads them back by ciphertext."""
    token = folder.key_token.read_text(encoding="utf-8")
    sealed = post(url, "batch-encrypt", {"plaintexts": [encoded("a"), encoded("b")]}, token=token, zipped=True)
    opened = post(url, "batch-decrypt", {"ciphertexts": sealed["ciphertexts"]}, token=token, zipped=True)
    assert [opened["plaintexts"][value] for value in sealed["ciphertexts"]] == [encoded("a"), encoded("b")]


def test_a_stranger_gets_nothing(url: str) -> None:
    """Another program on this machine cannot decrypt without the token."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        post(url, "decrypt", {"ciphertext": encoded("x" * 40)}, token="guess")
    assert refused.value.code == 401


@pytest.mark.parametrize(
    ("operation", "body", "says"),
    [
        ("decrypt", {"ciphertext": encoded("x" * 40)}, "was not encrypted by this sandbox"),
        ("decrypt", {"ciphertext": "c2hvcnQ="}, "was not encrypted by this sandbox"),
        ("decrypt", {}, "ciphertext"),
        ("updates", {}, "no operation 'updates'"),
    ],
)
def test_a_bad_request_is_refused_in_one_line(
    url: str, folder: Folder, operation: str, body: dict[str, str], says: str
) -> None:
    """The engine shows the message as it is, so it says what is wrong."""
    token = folder.key_token.read_text(encoding="utf-8")
    with pytest.raises(urllib.error.HTTPError) as refused:
        post(url, operation, body, token=token)
    message = json.loads(refused.value.read())["message"]
    assert refused.value.code == 400
    assert says in message
    assert "\n" not in message


def test_the_key_is_made_once(folder: Folder) -> None:
    """A second `up` must be able to read what the first one encrypted."""
    before = folder.key.read_text(encoding="utf-8")
    keys.make_key(folder)
    assert folder.key.read_text(encoding="utf-8") == before
