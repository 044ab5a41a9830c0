"""The file of the authorities is what is written from a bundle."""

from tools.rds_authorities import FILE, written


def test_the_file_is_as_it_is_written() -> None:
    """So that whoever brings it up to date sees what AWS changed, and nothing else."""
    assert written(FILE.read_bytes()) == FILE.read_text()
