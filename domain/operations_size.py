"""What a pod of the operations image requests and gets, for which its namespace's quota has room."""

from domain.quantity import CpuQuantity, MemoryQuantity

OPERATIONS_CPU = CpuQuantity("100m")
OPERATIONS_MEMORY = MemoryQuantity("256Mi")
