"""Which resources a killed `pulumi up` may have created without the engine knowing.

AWS refuses a second role or bucket of a name, but makes a second VPC without a word.
So the double notes every creation before its call and after it, one file for each URN in the sandbox's folder.
The note goes away when the engine shows that it has the resource in its state (it asks for a difference, a read, an
update or a deletion of that id), or when the provider ends in good order.
What is left was interrupted: the next creation of the same URN takes over what the note says, and only that.

This is the double's own: the official provider would leave the first resource behind.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import threading
import time
import uuid
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO

from portarium_sandbox.providers.properties import Properties

PATIENCE_SECONDS = 20.0
"""How long a provider that outlived its engine may take to finish the call it is in."""


@dataclass(frozen=True, kw_only=True)
class Creation:
    """A note: that a resource is being created, or was."""

    urn: str
    token: str
    """Goes with the API call where the API takes such a thing, so that its result can be found again."""
    run: str
    """The provider process that made the note."""
    endpoint: str
    name: str = ""
    """The physical name, if the type has one."""
    identifier: str = ""
    """The id, once the API has told it."""
    digests: dict[str, str] = field(default_factory=dict[str, str])
    """Of each input, to see what has changed since; not the inputs, which may be secret."""


class Ledger:
    """The notes of one provider process, and those that others left."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self._folder = folder
        self._endpoint = endpoint
        self._run = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._lock: IO[str] | None = None
        # The engine creates many resources at once, each on a thread of the provider's.
        self._locking = threading.Lock()
        self._noted: dict[str, Creation] = {}
        self._left_by_others: set[str] | None = None

    def interrupted(self, urn: str) -> Creation | None:
        """What an interrupted creation of this URN left, if there was one."""
        noted = self._read(urn)
        if noted is None or noted.run == self._run or noted.endpoint != self._endpoint:
            return None
        return noted

    def wait_for_its_run(self, creation: Creation) -> Creation | None:
        """The note as it is once the process that made it has ended; None when that settled it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._is_running(creation.run) and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.interrupted(creation.urn)

    def begin(self, urn: str, name: str, inputs: Properties, token: str = "") -> Creation:
        """Note that a creation starts."""
        self._hold_lock()
        token = token or uuid.uuid4().hex
        creation = Creation(
            urn=urn,
            token=token,
            run=self._run,
            endpoint=self._endpoint,
            name=name,
            digests=digests(inputs, token),
        )
        self._write(creation)
        return creation

    def created(self, creation: Creation, identifier: str) -> None:
        """Note the id that the API has told."""
        self._write(replace(creation, identifier=identifier))

    def settle(self, urn: str, identifier: str) -> None:
        """The engine knows this resource: nothing can be lost any more."""
        creation = self._noted.get(urn)
        if creation is None and self._file(urn).name in self._names_left_by_others():
            creation = self.interrupted(urn)
        if creation is not None and creation.identifier == identifier:
            self.forget(urn)

    def forget(self, urn: str) -> None:
        """There is nothing to find: the creation was refused, or what it made is gone."""
        self._noted.pop(urn, None)
        self._file(urn).unlink(missing_ok=True)

    def close(self) -> None:
        """The provider ends in good order: the engine has been told of every finished creation."""
        for urn, creation in list(self._noted.items()):
            if creation.identifier:
                self.forget(urn)
        if self._lock is not None:
            Path(self._lock.name).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def _names_left_by_others(self) -> set[str]:
        # Listed once: a preview asks about each of its resources, and hardly ever is anything left.
        if self._left_by_others is None:
            self._left_by_others = {file.name for file in self._folder.glob("*.json")}
        return self._left_by_others

    def _read(self, urn: str) -> Creation | None:
        try:
            return Creation(**json.loads(self._file(urn).read_text()))
        except FileNotFoundError:
            return None

    def _write(self, creation: Creation) -> None:
        self._noted[creation.urn] = creation
        file = self._file(creation.urn)
        fresh = file.with_suffix(f".{self._run}")
        fresh.write_text(json.dumps(asdict(creation)))
        fresh.replace(file)

    def _file(self, urn: str) -> Path:
        return self._folder / f"{hashlib.sha256(urn.encode()).hexdigest()[:32]}.json"

    def _hold_lock(self) -> None:
        with self._locking:
            if self._lock is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._lock = (self._folder / f"{self._run}.lock").open("w")
                fcntl.flock(self._lock, fcntl.LOCK_EX)

    def _is_running(self, run: str) -> bool:
        with contextlib.suppress(FileNotFoundError), (self._folder / f"{run}.lock").open("r") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            Path(lock.name).unlink(missing_ok=True)
        return False


def digests(inputs: Properties, token: str) -> dict[str, str]:
    """A digest of each input, salted with the note's token."""
    return {
        name: hashlib.sha256(f"{token}{json.dumps(value, sort_keys=True, default=str)}".encode()).hexdigest()
        for name, value in inputs.items()
    }
