"""The key in KMS that signs checkpoints; it never leaves KMS, and who may use it its own policy says."""

from typing import Protocol

from ops.operations.audit.checkpoint import PublicKey
from ops.operations.aws import Aws

ALGORITHM = "ECDSA_SHA_256"


class Signer(Protocol):
    """Who signs checkpoints."""

    @property
    def public_key(self) -> PublicKey: ...  # noqa: D102 (what its signatures are held against)

    def sign(self, text: bytes) -> bytes:
        """Sign a text; raise AwsError where that is refused."""
        ...


class KeySigner:
    """A key of KMS, by its ARN or its alias."""

    def __init__(self, aws: Aws, key: str) -> None:
        self.key = key
        self._aws = aws
        self._public: PublicKey | None = None

    @property
    def public_key(self) -> PublicKey:
        """What the key's signatures are held against; KMS is asked once."""
        if self._public is None:
            self._public = PublicKey(self._aws.ask("kms", "get_public_key", KeyId=self.key)["PublicKey"])
        return self._public

    def sign(self, text: bytes) -> bytes:
        """Have KMS sign a text."""
        answer = self._aws.ask(
            "kms", "sign", KeyId=self.key, Message=text, MessageType="RAW", SigningAlgorithm=ALGORITHM
        )
        return answer["Signature"]
