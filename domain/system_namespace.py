"""The namespace that Kubernetes keeps for itself, and where EKS puts its add-ons."""

KUBE_SYSTEM = "kube-system"
