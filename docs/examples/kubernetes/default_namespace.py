"""The namespace that nobody uses."""

from components.kubernetes.default_namespace import DefaultNamespace, DefaultNamespaceArgs

DefaultNamespace("default", DefaultNamespaceArgs())
