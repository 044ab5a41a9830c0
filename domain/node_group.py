"""What managed node groups of EKS are described by."""

from typing import Literal

CapacityType = Literal["ON_DEMAND", "SPOT"]
"""How nodes are bought; spot nodes may vanish with two minutes' notice."""

TaintEffect = Literal["NoSchedule", "PreferNoSchedule", "NoExecute"]
"""What happens to pods that don't tolerate a taint, as Kubernetes spells it."""
