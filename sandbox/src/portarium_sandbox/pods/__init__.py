"""Pods that run for real: an image that is mapped to a local command is executed as a process, beside kwok."""
