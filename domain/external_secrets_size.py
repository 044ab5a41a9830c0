"""What a pod of the External Secrets Operator requests, and how many there are."""

from domain.quantity import CpuQuantity, MemoryQuantity

EXTERNAL_SECRETS_CPU = CpuQuantity("25m")
EXTERNAL_SECRETS_MEMORY = MemoryQuantity("96Mi")


def external_secrets_replicas(*, survives_a_zone: bool) -> int:
    """What is in a namespace stays there without it: a pod that is gone for a minute is missed where people are."""
    return 2 if survives_a_zone else 1
