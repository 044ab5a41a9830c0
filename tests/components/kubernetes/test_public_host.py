"""A host leads to a service, and its ingress goes before the controller that has to clear up after it."""

from functools import cache

from components.kubernetes.public_host import PublicHost, PublicHostArgs
from tests.recording import Registered, record

_ARN = "arn:aws:acm:eu-central-1:123456789012:certificate/1"


@cache
def _ingress() -> Registered:
    def program() -> object:
        return PublicHost(
            "host",
            PublicHostArgs(
                environment="dev",
                host="api.x-dev.portarium.example",
                namespace="apps-dev",
                service="control-plane",
                port=8080,
                health_path="/readyz",
                certificate_arn=_ARN,
                security_group_id="sg-1",
            ),
        ).host

    return record(program).one("kubernetes:networking.k8s.io/v1:Ingress")


def test_it_leads_one_host_to_one_service() -> None:
    """Without a host it would answer under every name that leads to the load balancer."""
    [rule] = _ingress().inputs["spec"]["rules"]
    [path] = rule["http"]["paths"]
    assert rule["host"] == "api.x-dev.portarium.example"
    assert path["backend"]["service"] == {"name": "control-plane", "port": {"number": 8080}}


def test_it_shows_the_certificate_and_opens_no_way_by_itself() -> None:
    """The groups are Pulumi's: the controller would otherwise need the right to make some."""
    annotations = _ingress().inputs["metadata"]["annotations"]
    assert annotations["alb.ingress.kubernetes.io/certificate-arn"] == _ARN
    assert annotations["alb.ingress.kubernetes.io/security-groups"] == "sg-1"
    assert annotations["alb.ingress.kubernetes.io/manage-backend-security-group-rules"] == "false"
    assert not [name for name in annotations if "group.name" in name or "scheme" in name]


def test_it_does_not_go_with_its_cluster() -> None:
    """The load balancer would stay, and with it its interfaces in the network."""
    assert _ingress().deleted_with == ""
