"""Objects of many versions: moto holds each version that there was against all that are kept, at every copy.

The state of a stack has a thousand after its first update, and each further one would be a million comparisons.
"""

from typing import Any

from moto.s3.models import FakeKey
from moto.s3.utils import _VersionedKeyStore


def install() -> None:
    """Let go of the versions that are not kept, each looked for once."""

    def keep(store: _VersionedKeyStore, key: str, versions: Any) -> None:
        kept = list(versions) if isinstance(versions, list | tuple) else [versions]
        known = {id(version) for version in kept}
        for version in store.getlist(key, []):
            if id(version) not in known and isinstance(version, FakeKey):
                version.dispose()
        dict.__setitem__(store, key, kept)

    _VersionedKeyStore.setlist = keep  # type: ignore[method-assign]
