"""The digest of an image: what it is, whatever a tag in a registry says later."""

from typing import ClassVar

from domain.text import Text


class ImageDigest(Text):
    """The SHA-256 of an image's index or manifest, byte for byte as the registry serves it."""

    pattern: ClassVar[str] = r"sha256:[0-9a-f]{64}"
    expected: ClassVar[str] = "the digest of an image (sha256: and 64 lower-case hex digits)"
    example: ClassVar[str] = f"sha256:{'0123456789abcdef' * 4}"
