"""How long ago something was, in the words a person would use."""

from datetime import UTC, datetime

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def age(since: str, now: datetime | None = None) -> str:
    """Return the time since an instant (ISO 8601) in its largest unit that counts at least two, such as `36 h ago`."""
    seconds = int(((now or datetime.now(UTC)) - datetime.fromisoformat(since)).total_seconds())
    for unit, length in _UNITS:
        if seconds >= 2 * length:
            return f"{seconds // length} {unit} ago"
    return "just now"
