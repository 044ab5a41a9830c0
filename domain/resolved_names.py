"""The names that the resolver of a network is asked for, whatever the settings say: AWS's, images' and delivery's.

`*.` stands for everything below a domain, and not for the domain itself.
"""

AWS = ("*.amazonaws.com", "*.api.aws", "*.compute.internal")
"""The endpoints of services, of clusters and databases, and the nodes' own names; pod identity's is under `api.aws`."""

IMAGES = ("ghcr.io", "pkg-containers.githubusercontent.com")
"""The registry of our images, and where it keeps their layers; those of EKS come out of AWS's own."""

DELIVERY = (
    "github.com",
    "*.github.com",
    "*.githubusercontent.com",
    "*.blob.core.windows.net",
    "pypi.org",
    "files.pythonhosted.org",
    "get.pulumi.com",
    "api.pulumi.com",
)
"""What the jobs that run inside fetch and hand over, by `.github/workflows/`: code, packages, the engine, artifacts."""


CHARTS = ("github.com", "objects.githubusercontent.com", "release-assets.githubusercontent.com")
"""Where the archives of most charts are, whatever the name of the repository that lists them."""


def domains_of(host: str) -> tuple[str, ...]:
    """A host as proxies spell it, in domains: a leading dot is the domain, and everything below it."""
    return (host.removeprefix("."), f"*{host}") if host.startswith(".") else (host,)
