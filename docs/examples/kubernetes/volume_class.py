"""The class of volumes that go with dev."""

from components.kubernetes.volume_class import VolumeClass, VolumeClassArgs

VolumeClass(
    "volumes",
    VolumeClassArgs(
        environment="dev",
        tier="dev",
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/volumes",
        retained=False,
    ),
)
