"""What is asked of every file of JSON that people write."""

from typing import Any


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is set twice, of which Python would silently keep the last; for `object_pairs_hook`."""
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"{key} is set twice")
    return dict(pairs)
