"""What Kubernetes calls the state of a container that ends again and again."""

CRASH_LOOP = "CrashLoopBackOff"
"""The reason for which it waits before its next start."""
