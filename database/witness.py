"""What was seen of all chains at one time, in a file that is kept where who changes the database can't change it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from database.chain import End
from database.error import DatabaseError

Witness = Mapping[str, End]
"""How far each chain went, by its name."""


def read_witness(file: Path) -> Witness:
    """Read what was seen before; nothing where there is no such file."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {
            str(name): End(number=int(end["number"]), hash=bytes.fromhex(end["hash"]))
            for name, end in told["chains"].items()
        }
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise DatabaseError(f"{file}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DatabaseError(f"{file}: no witness; it has how far each chain goes, as verify wrote it") from None


def write_witness(file: Path, seen: Witness) -> None:
    """Write what was seen now; whole or not at all."""
    chains = {name: {"number": end.number, "hash": end.hash.hex()} for name, end in sorted(seen.items())}
    unfinished = file.with_name(f".{file.name}.new")
    try:
        unfinished.write_text(json.dumps({"chains": chains}, indent=2) + "\n", encoding="utf-8")
        unfinished.replace(file)
    except OSError as error:
        raise DatabaseError(f"{file}: {error.strerror or error}") from None
