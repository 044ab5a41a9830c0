"""Makes moto answer the same request in the same way twice, so that replaying the journal gives the same state.

moto takes identifiers and secrets from one random generator, and times from one function.
Both are driven from here: by the number of the request in the journal, and by the time it was first made.
"""

import datetime as real_datetime
import secrets
import time as real_time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, ClassVar, cast

import moto.core.utils
import moto.kms.models
import moto.kms.utils
import moto.rds.models
import moto.s3.models
import moto.secretsmanager.models
from moto.core.base_backend import AccountSpecificBackend
from moto.moto_api._internal import mock_random

_generate_private_key = moto.kms.utils.generate_private_key


class _JournalTime(real_datetime.datetime):
    """A datetime whose `now` is the time of the request being replayed, and the real time otherwise."""

    replayed: ClassVar[real_datetime.datetime | None] = None

    @classmethod
    def now(cls, tz: real_datetime.tzinfo | None = None) -> real_datetime.datetime:
        if cls.replayed is None:
            return real_datetime.datetime.now(tz)
        return cls.replayed.astimezone(tz) if tz else cls.replayed.astimezone().replace(tzinfo=None)


class _DatetimeModule(ModuleType):
    """Stands in for the datetime module inside moto's modules: all of it is real but `datetime.now`."""

    datetime = _JournalTime

    def __getattr__(self, name: str) -> Any:
        return getattr(real_datetime, name)


class _TimeModule(ModuleType):
    """Stands in for the time module inside moto's modules: all of it is real but `time.time`."""

    @staticmethod
    def time() -> float:
        return _JournalTime.now(real_datetime.UTC).timestamp()

    def __getattr__(self, name: str) -> Any:
        return getattr(real_time, name)


class _UuidModule(ModuleType):
    """Stands in for the uuid module where moto bypasses its own random generator."""

    @staticmethod
    def uuid4() -> Any:
        return mock_random.uuid4()


def install() -> None:
    """Put moto's clock, its stray sources of chance and the creation of its backends under control."""
    clock = _DatetimeModule("datetime")
    for module in (moto.core.utils, moto.s3.models):
        module.datetime = clock  # type: ignore[attr-defined]
    moto.secretsmanager.models.time = _TimeModule("time")  # type: ignore[attr-defined]
    moto.rds.models.uuid = _UuidModule("uuid")  # type: ignore[attr-defined]
    # The key that encrypts must be the same after a restart, or nothing encrypted before can be read.
    moto.kms.models.generate_master_key = _master_key  # type: ignore[attr-defined]
    moto.kms.models.generate_private_key = _private_key  # type: ignore[attr-defined]
    _seed_backends()


def seed(*parts: object) -> None:
    """Start moto's random generator from these parts."""
    mock_random.seed(":".join(str(part) for part in parts))


@contextmanager
def by_chance() -> Generator[None]:
    """Let moto make what no journal keeps: it is never what a kept request makes, before or after."""
    state = mock_random.getstate()
    seed(secrets.token_hex())
    try:
        yield
    finally:
        mock_random.setstate(state)


@contextmanager
def at_time(moment: real_datetime.datetime) -> Generator[None]:
    """Let moto believe that it is `moment`, for the length of a replay."""
    _JournalTime.replayed = moment
    try:
        yield
    finally:
        _JournalTime.replayed = None


def _master_key() -> bytes:
    return mock_random.randbytes(moto.kms.utils.MASTER_KEY_LEN)


def _private_key(key_spec: str) -> Any:
    """moto makes an RSA key for each symmetric key and never uses it: 40 ms each, at every start."""
    if key_spec == "SYMMETRIC_DEFAULT":
        return None
    return _generate_private_key(key_spec)


def _seed_backends() -> None:
    """Seed each backend's birth by its name.

    moto makes a region's default network and the like when the region is first looked at, which may be by a read
    that no journal keeps: what it makes then must not depend on when that was.
    """
    make: Callable[[Any, str], Any] = vars(AccountSpecificBackend)["__getitem__"]

    def get(self: Any, region: str) -> Any:
        if region in self.keys():
            return make(self, region)
        state = mock_random.getstate()
        seed("backend", self.service_name, self.account_id, region)
        try:
            return make(self, region)
        finally:
            mock_random.setstate(state)

    AccountSpecificBackend.__getitem__ = cast(Any, get)
