"""The components of the platform that environments meet by their names; its charts bring them."""

INGRESS = "ingress-nginx"
"""What lets requests in."""

SCRAPER = "prometheus"
"""What reads metrics."""

COLLECTOR = "opentelemetry-collector"
"""What telemetry is sent to."""
