"""Where the parts of the audit log are: keys that sort as the chain does, and are read back exactly."""

import pytest

from domain.audit import KEY_PURPOSE, OWN, TYPES, witnessed


def test_keys_sort_as_the_chain_does() -> None:
    """S3 lists by the bytes of the names."""
    keys = [OWN.event(number) for number in (0, 9, 10, 99, 100, 10**11)]
    assert keys == sorted(keys)


@pytest.mark.parametrize("number", [0, 7, 10**12 - 1])
def test_a_key_is_read_back(number: int) -> None:
    """Each for what it is of, and for nothing else."""
    assert OWN.sequence_of(OWN.event(number)) == number
    assert OWN.number_of(OWN.checkpoint(number)) == number
    assert OWN.head_of(OWN.head(number, "a" * 64)) == (number, "a" * 64)
    assert OWN.sequence_of(OWN.checkpoint(number)) is None
    assert OWN.number_of(OWN.event(number)) is None


@pytest.mark.parametrize("name", ["1.json", "00000000000a.json", "000000000001.json.json", f"{chr(0x661) * 12}.json"])
def test_what_is_written_otherwise_is_no_event(name: str) -> None:
    """Another spelling of a number would be a second place for the same event."""
    assert OWN.sequence_of(f"{OWN.events}{name}") is None


def test_what_a_witness_keeps_is_nobodys_own() -> None:
    """A bucket has its own log, and beside it what it saw of another's."""
    assert not witnessed("dev").events.startswith(OWN.events)
    assert witnessed("dev").root != witnessed("staging").root


def test_events_are_named_once() -> None:
    """By the reverse of a domain of ours, as CloudEvents asks."""
    assert all(name.startswith("io.portarium.") for name in TYPES)


def test_the_boundary_knows_the_signing_key_as_evidence() -> None:
    """By the end of its alias: the pipeline changes neither its policy nor its alias."""
    assert KEY_PURPOSE.endswith("-evidence")
