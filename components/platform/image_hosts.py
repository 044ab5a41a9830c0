"""The registries that several services of the platform have their images from."""

DOCKER_HUB = ("registry-1.docker.io", "auth.docker.io", "production.cloudflare.docker.com")
"""Where its images are, who lets them be fetched, and where their layers are."""

QUAY = ("quay.io", "*.quay.io")
"""Quay, and what hands out its layers."""
