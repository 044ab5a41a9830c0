"""The key under which something was encrypted: who decrypts need not name it, and it may be another account's."""

from typing import Any, cast

from moto.kms.models import kms_backends
from moto.kms.utils import HEADER_LEN

# moto's own format: the ID of the key comes first.
_IDENTITY = 36


def key_of(ciphertext: bytes, region: str) -> Any:
    """Return the key, in whichever account; nothing where none of the region has made this."""
    if len(ciphertext) < HEADER_LEN:
        return None
    identity = ciphertext[:_IDENTITY].decode("ascii", errors="replace")
    for _, place, backend in list(kms_backends.iter_backends()):
        found = cast("Any", backend).keys.get(identity) if place == region else None
        if found is not None:
            return found
    return None
