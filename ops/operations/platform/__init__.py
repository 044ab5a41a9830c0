"""The services that the environments of a cluster stand on, seen and moved from outside."""
