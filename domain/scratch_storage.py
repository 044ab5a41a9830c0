"""What a pod may write to its node's disk, so that none fills it for the others."""

from domain.quantity import MemoryQuantity

SCRATCH = MemoryQuantity("256Mi")
"""The volume at /tmp, the only place that a pod of ours can write to; it requests as much."""

STORAGE = MemoryQuantity("512Mi")
"""What a container never gets more than: the scratch volume, and the logs that the kubelet keeps."""

SMALL_STORAGE = MemoryQuantity("64Mi")
"""What a container that says nothing requests."""
