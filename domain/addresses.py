"""Address blocks with a meaning of their own."""

ANYWHERE = "0.0.0.0/0"
"""Every IPv4 address."""

EVERYWHERE = (ANYWHERE, "::/0")
"""Every address there is."""

NEVER_INTERNET = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8")
"""What a way to the internet leaves out: private addresses, the carriers' and links' own, and the machine itself."""

SERVICES = "172.20.0.0/16"
"""The services of every cluster: pinned, because EKS would choose one of two ranges, and never changes it again."""

KUBERNETES_API = "172.20.0.1/32"
"""The first address of `SERVICES`, by which pods call the Kubernetes API.

Network policies are enforced before a service's address becomes its server's, so it is this one that they permit.
"""

EXECUTION_RESOLVER = "172.20.0.53"
"""The address of the execution plane's resolver, below those that Kubernetes gives to services by itself.

It is pinned because pods of every environment on the cluster are told it, and those of a review environment by another
stack than the one that makes it.
"""

POD_IDENTITY_AGENT = "169.254.170.23/32"
"""Link-local: the agent that hands pods their AWS credentials. The instance metadata next to it stays closed."""

AMAZON_RESOLVER = "169.254.169.253/32"
"""Link-local: the resolver of every VPC."""
