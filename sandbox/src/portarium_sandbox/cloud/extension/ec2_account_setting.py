"""What an account decides once a region for all of EC2: who may share snapshots and images, and how to ask an instance
for its metadata. moto has the encryption of volumes alone."""

from typing import Any, cast

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response

_UNBLOCKED = "unblocked"
_NO_PREFERENCE = ("no-preference", -1)
_METADATA = ("HttpTokens", "HttpPutResponseHopLimit", "HttpEndpoint", "InstanceMetadataTags")
_MOST_HOPS = 64


def install() -> None:
    """Answer requests about these settings."""
    operations = cast("Any", EC2Response)
    operations.enable_snapshot_block_public_access = _block_snapshots
    operations.disable_snapshot_block_public_access = _unblock_snapshots
    operations.get_snapshot_block_public_access_state = _snapshots
    operations.enable_image_block_public_access = _block_images
    operations.disable_image_block_public_access = _unblock_images
    operations.get_image_block_public_access_state = _images
    operations.modify_instance_metadata_defaults = _set_metadata
    operations.get_instance_metadata_defaults = _metadata


def _block_snapshots(self: EC2Response) -> ActionResult:
    wanted = self.params["State"]
    if wanted == _UNBLOCKED:
        raise EC2ClientError("InvalidParameterValue", f"Invalid value '{wanted}' for state.")
    _settings(self)["snapshots"] = wanted
    return _snapshots(self)


def _unblock_snapshots(self: EC2Response) -> ActionResult:
    _settings(self).pop("snapshots", None)
    return _snapshots(self)


def _snapshots(self: EC2Response) -> ActionResult:
    return ActionResult({"State": _settings(self).get("snapshots", _UNBLOCKED), "ManagedBy": "account"})


def _block_images(self: EC2Response) -> ActionResult:
    # AWS takes up to ten minutes, in which it still tells the state of before.
    _settings(self)["images"] = self.params["ImageBlockPublicAccessState"]
    return _images(self)


def _unblock_images(self: EC2Response) -> ActionResult:
    _settings(self).pop("images", None)
    return _images(self)


def _images(self: EC2Response) -> ActionResult:
    state = _settings(self).get("images", _UNBLOCKED)
    return ActionResult({"ImageBlockPublicAccessState": state, "ManagedBy": "account"})


def _set_metadata(self: EC2Response) -> ActionResult:
    hops = self.params.get("HttpPutResponseHopLimit")
    if hops not in (None, *_NO_PREFERENCE) and not 1 <= int(hops) <= _MOST_HOPS:
        raise EC2ClientError("InvalidParameterValue", f"The hop limit {hops} is neither -1 nor from 1 to {_MOST_HOPS}.")
    told = _settings(self).setdefault("metadata", {})
    for name in _METADATA:
        value = self.params.get(name)
        if value in _NO_PREFERENCE:
            told.pop(name, None)
        elif value is not None:
            told[name] = value
    return ActionResult({"Return": True})


def _metadata(self: EC2Response) -> ActionResult:
    return ActionResult({"AccountLevel": {**_settings(self).get("metadata", {}), "ManagedBy": "account"}})


def _settings(self: EC2Response) -> dict[str, Any]:
    """They are the backend's own, and go with it when moto is reset."""
    return self.ec2_backend.__dict__.setdefault("account_settings", {})
