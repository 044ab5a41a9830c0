"""Key rotation with a period of one's own, which moto drops."""

import json

from moto.kms.responses import KmsResponse

_DEFAULT_DAYS = 365


class RotationOperations(KmsResponse):
    """moto's operations of KMS, with rotation periods."""

    def enable_key_rotation(self) -> str:
        """Answer EnableKeyRotation."""
        answer = super().enable_key_rotation()
        days = self._get_param("RotationPeriodInDays") or _DEFAULT_DAYS
        self._key().__dict__["rotation_period_in_days"] = int(days)
        return answer

    def get_key_rotation_status(self) -> str:
        """Answer GetKeyRotationStatus."""
        status = json.loads(super().get_key_rotation_status())
        if status["KeyRotationEnabled"]:
            status["RotationPeriodInDays"] = self._key().__dict__.get("rotation_period_in_days", _DEFAULT_DAYS)
        return json.dumps(status)

    def _key(self) -> object:
        backend = self.kms_backend
        return backend.keys[backend.get_key_id(self._get_param("KeyId"))]
