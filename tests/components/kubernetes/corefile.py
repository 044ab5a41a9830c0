"""Reads a Corefile into its server blocks: what CoreDNS does with them is CoreDNS's own, and not decided here."""

from collections.abc import Mapping, Sequence

Directives = Mapping[tuple[str, ...], Sequence[str]]


def server_blocks(text: str) -> dict[str, Directives]:
    """The directives of each zone and port, each with the lines of its own block."""
    blocks: dict[str, Directives] = {}
    keys: list[str] = []
    directives: dict[tuple[str, ...], list[str]] = {}
    inside: tuple[str, ...] | None = None
    for words in (line.split() for line in text.splitlines()):
        opens = words[-1] == "{"
        if words == ["}"] and inside is None:
            blocks.update(dict.fromkeys(keys, directives))
            keys, directives = [], {}
        elif words == ["}"]:
            inside = None
        elif not keys:
            keys = words[:-1]
        elif inside is not None:
            directives[inside].append(" ".join(words))
        else:
            name = tuple(words[:-1] if opens else words)
            directives[name] = []
            inside = name if opens else None
    assert not keys, "a server block is never closed"
    return blocks
