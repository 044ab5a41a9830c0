"""A list of checksums is read as `sha256sum` writes one."""

import hashlib
import io

from ops.operations.checksums import digest_of, listed


def test_a_list_is_read_by_names() -> None:
    """Names may have spaces, and what is no pair is no checksum."""
    assert listed(b"aa  one\nbb  two words\n\nalone\n") == {"one": "aa", "two words": "bb"}


def test_what_is_no_text_is_an_empty_list() -> None:
    """A file that was damaged is told by what it lacks, and not by a traceback."""
    assert listed(b"\xff\xfe\n") == {}


def test_what_does_not_fit_into_a_piece_is_read_to_its_end() -> None:
    """A copy is larger than the memory of the pod that reads it."""
    content = b"a stream" * 300_000
    assert digest_of(io.BytesIO(content)) == hashlib.sha256(content).hexdigest()
