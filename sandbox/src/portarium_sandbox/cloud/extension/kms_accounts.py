"""Keys of other accounts, by their ARN, that of their alias, or what they have sealed; moto knows the caller's alone.

Whether the caller may, the key's policy has said before (`authorization`).
"""

import re

from moto.kms.models import KmsBackend, kms_backends
from moto.kms.urls import url_paths

from portarium_sandbox.cloud.ciphertext import key_of
from portarium_sandbox.cloud.extension.kms_rotation import RotationOperations

_ACROSS = (
    "CreateGrant",
    "Decrypt",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "GetKeyRotationStatus",
    "GetPublicKey",
    "ListGrants",
    "RevokeGrant",
    "Sign",
    "Verify",
)
"""What AWS does with one key of another account; any other operation finds none there."""

_ARN = re.compile(r"arn:aws:kms:(?P<region>[^:]+):(?P<account>\d{12}):(key|alias)/.+")


class OperationsAcrossAccounts(RotationOperations):
    """moto's operations of KMS, on the keys of whichever account is meant."""

    @property
    def kms_backend(self) -> KmsBackend:
        """The keys of the account that has the key."""
        return kms_backends[self._owner()][self.region]

    def _owner(self) -> str:
        if self._get_action() not in _ACROSS:
            return self.current_account
        named = self._get_param("KeyId")
        if named:
            arn = _ARN.fullmatch(named)
            return arn["account"] if arn and arn["region"] == self.region else self.current_account
        key = key_of(self._get_param("CiphertextBlob", b""), self.region)
        return key.account_id if key is not None else self.current_account


def install() -> None:
    """Answer requests about keys from here."""
    url_paths.update(dict.fromkeys(url_paths, OperationsAcrossAccounts.dispatch))
