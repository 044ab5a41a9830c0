"""The files that every container gets: names and resolver."""

from typing import Any

import pytest

from portarium_sandbox.pods import files
from portarium_sandbox.pods.quantity import divided


def pod(**fields: Any) -> dict[str, Any]:
    """Give a pod."""
    return {"metadata": {"name": "api", "namespace": "work"}, "spec": fields}


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (
            {},
            [
                "search work.svc.cluster.local svc.cluster.local cluster.local",
                "nameserver 172.20.0.10",
                "options ndots:5",
            ],
        ),
        ({"dnsPolicy": "None", "dnsConfig": {"nameservers": ["172.20.0.53"]}}, ["nameserver 172.20.0.53"]),
        (
            {"dnsPolicy": "Default", "dnsConfig": {"searches": ["x.y"], "options": [{"name": "ndots", "value": "2"}]}},
            ["search x.y", "nameserver 172.20.0.10", "options ndots:2"],
        ),
    ],
)
def test_resolver(fields: dict[str, Any], lines: list[str]) -> None:
    """The policy's servers and domains come first, and a pod's own are honoured."""
    assert files.resolver_file(pod(**fields), files.RESOLVER).splitlines() == lines


def test_hosts() -> None:
    """A pod knows itself by its name, in its subdomain, and what it is told of others."""
    given = pod(subdomain="peers", hostAliases=[{"ip": "10.0.0.9", "hostnames": ["db"]}])
    found = files.hosts(given, "100.96.0.1")
    assert "100.96.0.1\tapi.peers.work.svc.cluster.local api\n" in found
    assert "10.0.0.9\tdb\n" in found


@pytest.mark.parametrize(
    ("text", "divisor", "expected"),
    [
        ("250m", "1", "1"),
        ("250m", "1m", "250"),
        ("1Gi", "1Mi", "1024"),
        ("1e3", "1", "1000"),
        ("1500M", "1k", "1500000"),
    ],
)
def test_quantities(text: str, divisor: str, expected: str) -> None:
    """A resource is given in the units that are asked for, rounded up."""
    assert divided(text, divisor) == expected
