"""Objects of many versions: moto holds each version that there was against all that are kept, at every copy.

The state of a stack has a thousand after its first update, and each further one would be a million comparisons.
"""

from typing import Any, cast

from moto.s3 import utils
from moto.s3.models import FakeKey

_store: Any = vars(utils)["_VersionedKeyStore"]


def install() -> None:
    """Let go of the versions that are not kept, each looked for once."""
    _store.setlist = _kept


def _kept(self: Any, key: str, versions: Any) -> None:
    kept = list(cast("list[Any]", versions)) if isinstance(versions, list | tuple) else [versions]
    known = {id(version) for version in kept}
    for version in self.getlist(key, []):
        if id(version) not in known and isinstance(version, FakeKey):
            version.dispose()
    # Its own way of setting one is to add to those that there are.
    dict[str, Any].__setitem__(self, key, kept)
