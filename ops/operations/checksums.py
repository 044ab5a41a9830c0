"""Lists of checksums, by which whoever brings a copy back sees that it is whole."""

import hashlib
from typing import Any

SUMS = "SHA256SUMS"
"""What such a list is called, beside what it is of."""

_PIECE = 1 << 20


def listed(content: bytes) -> dict[str, str]:
    """The checksums of a list, by the names of what they are of; a line that is none is left out."""
    lines = content.decode(errors="replace").splitlines()
    pairs = [line.split(maxsplit=1) for line in lines]
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}  # noqa: PLR2004 - a pair


def digest_of(content: Any) -> str:
    """The checksum of what can be read, a piece at a time."""
    digest = hashlib.sha256()
    while piece := content.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()
