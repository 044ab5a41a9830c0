"""EC2: what an account decides once a region; each setting's id is the account, and most of them are never gone."""

from typing import Any

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType, constant, take

_NO_PREFERENCE = "no-preference"
_NO_LIMIT = -1
_METADATA = "httpEndpoint httpPutResponseHopLimit httpTokens instanceMetadataTags"


def account(subject: Subject, _answer: Any) -> str:
    """The id of what there is once an account."""
    return subject.aws.account


def _encrypt(subject: Subject) -> None:
    verb = "enable" if subject.get("enabled") else "disable"
    getattr(subject.client(), f"{verb}_ebs_encryption_by_default")()


def _block_snapshots(subject: Subject) -> None:
    state = subject.get("state")
    if state == "unblocked":
        subject.client().disable_snapshot_block_public_access()
    else:
        subject.client().enable_snapshot_block_public_access(State=state)


def _block_images(subject: Subject) -> None:
    state = subject.get("state")
    if state == "unblocked":
        subject.client().disable_image_block_public_access()
    else:
        subject.client().enable_image_block_public_access(ImageBlockPublicAccessState=state)


_SET_METADATA = Call("modify_instance_metadata_defaults", take(_METADATA))


def _metadata(subject: Subject) -> dict[str, Any] | None:
    told = subject.client().get_instance_metadata_defaults()["AccountLevel"]
    # Without any preference there is no such setting.
    if not told.keys() & {name[:1].upper() + name[1:] for name in _METADATA.split()}:
        return None
    return {
        "HttpPutResponseHopLimit": _NO_LIMIT,
        **dict.fromkeys(("HttpEndpoint", "HttpTokens", "InstanceMetadataTags"), _NO_PREFERENCE),
        **told,
    }


ROWS = (
    ResourceType(
        type="aws:ebs/encryptionByDefault:EncryptionByDefault",
        service="ec2",
        create=_encrypt,
        identity=account,
        read=(Fetch(Call("get_ebs_encryption_by_default"), "", {"enabled": "EbsEncryptionByDefault"}),),
        changes=(Change("enabled", _encrypt, False),),
        delete=Call("disable_ebs_encryption_by_default"),
        defaults={"enabled": True},
    ),
    ResourceType(
        type="aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
        service="ec2",
        create=_block_snapshots,
        identity=account,
        read=(Fetch(Call("get_snapshot_block_public_access_state"), "state"),),
        changes=(Change("state", _block_snapshots, False),),
        delete=Call("disable_snapshot_block_public_access"),
    ),
    ResourceType(
        type="aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
        service="ec2",
        create=_block_images,
        identity=account,
        read=(Fetch(Call("get_image_block_public_access_state"), "", {"state": "ImageBlockPublicAccessState"}),),
        changes=(Change("state", _block_images, False),),
        delete=None,
    ),
    ResourceType(
        type="aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
        service="ec2",
        create=_SET_METADATA,
        identity=account,
        read=(Fetch(_metadata, _METADATA),),
        changes=(Change(_METADATA, _SET_METADATA, False),),
        delete=Call(
            "modify_instance_metadata_defaults",
            {
                "HttpPutResponseHopLimit": constant(_NO_LIMIT),
                **dict.fromkeys(("HttpEndpoint", "HttpTokens", "InstanceMetadataTags"), constant(_NO_PREFERENCE)),
            },
        ),
        defaults={
            "httpPutResponseHopLimit": _NO_LIMIT,
            **dict.fromkeys(("httpEndpoint", "httpTokens", "instanceMetadataTags"), _NO_PREFERENCE),
        },
    ),
)
