"""Address blocks with a meaning of their own."""

ANYWHERE = "0.0.0.0/0"
"""Every IPv4 address."""

EVERYWHERE = (ANYWHERE, "::/0")
"""Every address there is."""

POD_IDENTITY_AGENT = "169.254.170.23/32"
"""Link-local: the agent that hands pods their AWS credentials. The instance metadata next to it stays closed."""

AMAZON_RESOLVER = "169.254.169.253/32"
"""Link-local: the resolver of every VPC."""
