"""What pods claim is encrypted with a key of ours, whoever wrote the class."""

from collections.abc import Iterator

from policies.resource import Resource, part
from policies.rule import NotApplicableError, ResourceRule

_OF_EBS = ("ebs.csi.aws.com", "kubernetes.io/aws-ebs")


def _check(resource: Resource) -> Iterator[str]:
    if (provisioner := resource.properties.get("provisioner")) not in _OF_EBS:
        raise NotApplicableError(f"{provisioner} makes no volumes of EBS's")
    parameters = part(resource.properties, "parameters")
    # The driver reads strings, and takes anything but this one for a no.
    if parameters.get("encrypted") != "true":
        yield 'makes volumes in clear; set parameters.encrypted to "true"'
    if not parameters.get("kmsKeyId"):
        yield "makes volumes without a key of ours; set parameters.kmsKeyId to its ARN"


RULE = ResourceRule(
    name="volume-classes-encrypt",
    description="A class of EBS volumes encrypts them with a customer key.",
    types=frozenset({"kubernetes:storage.k8s.io/v1:StorageClass"}),
    check=_check,
)
