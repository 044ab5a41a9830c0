"""What a pod of the execution plane's resolver requests: as much as EKS gives to its own."""

from domain.quantity import CpuQuantity, MemoryQuantity

RESOLVER_CPU = CpuQuantity("100m")
RESOLVER_MEMORY = MemoryQuantity("70Mi")
RESOLVER_REPLICAS = 2
