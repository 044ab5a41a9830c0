"""What Vault's agent asks of a node, in each pod that it is added to."""

from domain.quantity import CpuQuantity, MemoryQuantity

AGENT_CPU = CpuQuantity("25m")
"""The processor that it is guaranteed."""

AGENT_MEMORY = MemoryQuantity("64Mi")
"""The memory that it is guaranteed."""
