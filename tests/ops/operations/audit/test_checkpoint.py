"""Checkpoints: signed notes that any tool of the format reads, by the one key that signed them."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ops.operations.audit.checkpoint import Checkpoint, Note, NoteError, PublicKey, opened, origin_of, sealed
from ops.operations.audit.merkle import EMPTY_ROOT

_KEY = ec.generate_private_key(ec.SECP256R1())


def _public(key: ec.EllipticCurvePrivateKey) -> PublicKey:
    return PublicKey(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _note() -> Note:
    checkpoint = Checkpoint(
        origin=origin_of("dev"), number=3, size=7, root=EMPTY_ROOT, time=datetime(2026, 11, 27, tzinfo=UTC)
    )
    return sealed(checkpoint, _KEY.sign(checkpoint.text, ec.ECDSA(hashes.SHA256())), _public(_KEY))


def test_the_text_is_that_of_the_format() -> None:
    """Origin, size and root in the first three lines, and what is ours below."""
    lines = _note().content.decode().split("\n")
    assert lines[:2] == ["portarium.io/audit/dev", "7"]
    assert lines[3:6] == ["number 3", "time 2026-11-27T00:00:00Z", ""]
    assert lines[6].startswith("— portarium.io/audit/dev ")


def test_what_was_sealed_is_opened() -> None:
    """By the key alone that sealed it."""
    note = opened(_note().content)
    assert note == _note() or note.checkpoint == _note().checkpoint
    assert note.is_by(_public(_KEY))
    assert not note.is_by(_public(ec.generate_private_key(ec.SECP256R1())))


def test_a_changed_text_is_signed_by_nobody() -> None:
    """Another number is another checkpoint."""
    note = opened(_note().content.replace(b"number 3", b"number 4"))
    assert not note.is_by(_public(_KEY))


def test_a_name_of_another_log_is_no_signature_of_this_one() -> None:
    """The name stands outside of what is signed."""
    lines = _note().content.decode().replace("— portarium.io/audit/dev", "— portarium.io/audit/prod")
    assert not opened(lines.encode()).is_by(_public(_KEY))


@pytest.mark.parametrize("der", [b"", b"nonsense", _public(ec.generate_private_key(ec.SECP384R1())).der])
def test_a_key_of_another_kind_signs_nothing(der: bytes) -> None:
    """It is no reason to fall over either."""
    assert not PublicKey(der).signed(_note().signature, _note().checkpoint.text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        _note().content[:-1],
        _note().content + b"more\n",
        _note().content.replace(b"\n7\n", b"\n07\n"),
        _note().content.replace(b"time 2026-11-27", b"time 2026-13-27"),
        _note().content.replace(b"number 3\n", b""),
    ],
)
def test_what_is_otherwise_is_none(content: bytes) -> None:
    """One reading for each byte."""
    with pytest.raises(NoteError):
        opened(content)
