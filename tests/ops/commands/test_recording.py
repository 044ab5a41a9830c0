"""What is recorded of commands, and where that is told."""

from domain.audit import TYPES
from settings.files import DIRECTORY


def test_the_page_lists_every_event() -> None:
    """As the program names them, and in its words."""
    page = (DIRECTORY / "docs" / "reference" / "audit-events.md").read_text(encoding="utf-8")
    assert [name for name, what in TYPES.items() if f"| `{name}` | {what} |" not in page] == []
