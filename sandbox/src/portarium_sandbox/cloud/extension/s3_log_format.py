"""How the objects of a bucket's access log are named: moto keeps it and does not tell it."""

from typing import Any, cast

from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult
from moto.s3.responses import S3Response

_serialize = S3Response.serialized


def install() -> None:
    """Let moto tell it."""
    S3Response.serialized = _serialized


def _serialized(self: S3Response, action_result: ActionResult) -> TYPE_RESPONSE:
    if self.data.get("Action") == "GetBucketLogging":
        told = cast("dict[str, Any]", action_result.result)
        kept = self.backend.get_bucket_logging(self.bucket_name).get("TargetObjectKeyFormat")
        if kept:
            # The format without settings is an empty element, which moto's parser reads as nothing.
            told["LoggingEnabled"]["TargetObjectKeyFormat"] = {name: value or {} for name, value in kept.items()}
    return _serialize(self, action_result)
