"""Checkpoints: signed notes (c2sp.org/signed-note) that say how large the log was, and what its root was then."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from domain.audit import OWN

_ID_BYTES = 4
_SIGNED = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+=*)")
_TEXT = re.compile(
    r"(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"number (?P<number>0|[1-9][0-9]*)\ntime (?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
)
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class NoteError(ValueError):
    """What is stored is no checkpoint."""


@dataclass(frozen=True)
class PublicKey:
    """A key that checkpoints are held against, as SubjectPublicKeyInfo in DER."""

    der: bytes

    @property
    def fingerprint(self) -> str:
        """What tells it from every other key."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def identity(self) -> bytes:
        """What signatures name it by: the beginning of its fingerprint, as the format has it for ECDSA."""
        return hashlib.sha256(self.der).digest()[:_ID_BYTES]

    @cached_property
    def _key(self) -> ec.EllipticCurvePublicKey:
        key = load_der_public_key(self.der)
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise UnsupportedAlgorithm("it is no key of the curve P-256")
        return key

    def signed(self, signature: bytes, text: bytes) -> bool:
        """Say whether a signature over a text is by this key."""
        try:
            self._key.verify(signature, text, ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return True


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What is signed."""

    origin: str
    """Which log it is of."""
    number: int
    """Which of its checkpoints it is, from 0, without gaps."""
    size: int
    """Over how many events."""
    root: bytes
    """The root of the Merkle tree over them."""
    time: datetime
    """When it was made."""

    @property
    def text(self) -> bytes:
        """The bytes that are signed."""
        root = base64.b64encode(self.root).decode()
        time = self.time.astimezone(UTC).strftime(_TIME)
        return f"{self.origin}\n{self.size}\n{root}\nnumber {self.number}\ntime {time}\n".encode()


@dataclass(frozen=True, kw_only=True)
class Note:
    """A checkpoint with its signature, as it is stored."""

    checkpoint: Checkpoint
    name: str
    identity: bytes
    signature: bytes
    content: bytes

    def is_by(self, key: PublicKey) -> bool:
        """Say whether a key signed it, under the name of the log."""
        same = self.identity == key.identity and self.name == self.checkpoint.origin
        return same and key.signed(self.signature, self.checkpoint.text)


def origin_of(environment: str) -> str:
    """The name of an environment's log."""
    return f"portarium.io/{OWN.root}{environment}"


def sealed(checkpoint: Checkpoint, signature: bytes, key: PublicKey) -> Note:
    """The note of a checkpoint and its signature."""
    encoded = base64.b64encode(key.identity + signature).decode()
    return Note(
        checkpoint=checkpoint,
        name=checkpoint.origin,
        identity=key.identity,
        signature=signature,
        content=checkpoint.text + f"\n— {checkpoint.origin} {encoded}\n".encode(),
    )


def opened(content: bytes) -> Note:
    """Read a note; raise NoteError where it is none of ours. Who signed it is another question."""
    try:
        text, _, lines = content.decode().rpartition("\n\n")
        found, signed = _TEXT.fullmatch(f"{text}\n"), _SIGNED.fullmatch(lines.removesuffix("\n"))
        if not found or not signed or not lines.endswith("\n"):
            raise NoteError("is no checkpoint with one signature")
        blob = base64.b64decode(signed["signature"], validate=True)
        checkpoint = Checkpoint(
            origin=found["origin"],
            number=int(found["number"]),
            size=int(found["size"]),
            root=base64.b64decode(found["root"], validate=True),
            time=datetime.strptime(found["time"], _TIME).replace(tzinfo=UTC),
        )
    except (UnicodeDecodeError, binascii.Error):
        raise NoteError("is no checkpoint with one signature") from None
    except ValueError as error:
        raise NoteError(str(error)) from None
    return Note(
        checkpoint=checkpoint,
        name=signed["name"],
        identity=blob[:_ID_BYTES],
        signature=blob[_ID_BYTES:],
        content=content,
    )
