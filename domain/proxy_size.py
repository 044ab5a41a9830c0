"""What a pod of the egress proxy requests, which its namespace's quota has to have room for."""

from domain.quantity import CpuQuantity, MemoryQuantity

PROXY_CPU = CpuQuantity("100m")
PROXY_MEMORY = MemoryQuantity("128Mi")
