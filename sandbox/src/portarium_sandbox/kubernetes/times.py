"""Times and durations, as Kubernetes and Go write them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_PIECE: Final = re.compile(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)")
_SECONDS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def duration(text: str) -> timedelta:
    """A duration as Go writes it: `1h0m0s`."""
    return timedelta(seconds=sum(float(amount) * _SECONDS[unit] for amount, unit in _PIECE.findall(text)))


def stamp(now: datetime) -> str:
    """A time as Kubernetes writes it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
