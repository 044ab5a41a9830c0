"""The components of the platform that environments meet by their names; its charts bring them."""

PLATFORM = "platform"
"""Their project, the account as which they are installed, and who signs their certificates."""

SCRAPER = "prometheus"
"""What reads metrics."""

COLLECTOR = "opentelemetry-collector"
"""What telemetry is sent to."""

NAMES = "external-dns"
"""What writes the names of the environment into its zone."""
