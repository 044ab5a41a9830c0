"""The pod security standards, and how a namespace says which one it enforces."""

from typing import Literal

PodStandard = Literal["restricted", "baseline", "privileged"]
"""The standards that the API server's own admission knows, the strictest first."""

AdmissionMode = Literal["enforce", "audit", "warn"]
"""What admission does with a pod that does not meet the standard."""

EXCEPTION_REASON = "portarium.io/pod-standard-exception"
"""The annotation that says why a namespace does not enforce the strictest standard."""


def pod_standard_label(mode: AdmissionMode) -> str:
    """Return the label of a namespace by which admission learns the standard."""
    return f"pod-security.kubernetes.io/{mode}"
