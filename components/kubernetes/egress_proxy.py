"""The egress proxy: the only way from the planes to the internet, by host name, a list for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.container import Amount, Container, Health
from components.kubernetes.workload import Placement, Workload, WorkloadArgs
from domain import ports
from domain.component_names import PROXY
from domain.proxy_size import PROXY_CPU, PROXY_MEMORY

_CONFIGURATION = "squid.conf"
_ALLOWED_HOSTS = "allowed-hosts"
_CONTROL_HOSTS = "control-hosts"


@dataclass(frozen=True, kw_only=True)
class EgressProxyArgs:
    """Which hosts it lets through, and how it is run."""

    environment: str
    """The environment."""
    image: pulumi.Input[str]
    """Its image, by git SHA."""
    image_sha: str
    """The git SHA alone."""
    namespace: pulumi.Input[str]
    """The namespace it runs in."""
    allowed_hosts: Sequence[str]
    """The execution plane's hosts, `api.example.com` or `.example.com` for a domain with everything below it."""
    control_hosts: Sequence[str]
    """The control plane's, which no worker reaches; spelled the same."""
    placement: Placement
    """Where they may run."""
    replicas: int
    """How many proxies."""
    spread_required: bool = False
    """Whether a proxy waits for a node of the zone that has fewest."""
    pull_secret: pulumi.Input[str] | None = None
    """The secret of its namespace that nodes show the registry; none where images are public."""
    rollout_seconds: int = 300
    """How long a rollout may make no progress."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class EgressProxy(Component):
    """A forward proxy that opens TLS tunnels to the allowed hosts, logs every attempt and refuses the rest."""

    url: pulumi.Output[str]
    """What the execution plane sets as its HTTPS proxy."""
    control_url: pulumi.Output[str]
    """What the control plane does."""
    image: pulumi.Output[str]
    """The image it runs, known once it is ready."""

    def __init__(self, name: str, args: EgressProxyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:EgressProxy", name, None, opts)
        self.inside = args.cluster
        proxy = Workload(
            f"{name}-workload",
            WorkloadArgs(
                container=Container(
                    environment=args.environment,
                    component=PROXY,
                    plane="egress",
                    image=args.image,
                    image_sha=args.image_sha,
                    port=ports.EGRESS_PROXY,
                    requests=Amount(cpu=str(PROXY_CPU), memory=str(PROXY_MEMORY)),
                    limits=Amount(cpu="500m", memory="256Mi"),
                    health=Health(port=ports.EGRESS_PROXY_HEALTH),
                    variables={"PORT": str(ports.EGRESS_PROXY), "METRICS_PORT": str(ports.METRICS)},
                    also_serves={"control": ports.EGRESS_PROXY_CONTROL},
                    pull_secret=args.pull_secret,
                ),
                namespace=args.namespace,
                replicas=args.replicas,
                placement=args.placement,
                spread_required=args.spread_required,
                files=proxy_files(args.allowed_hosts, args.control_hosts),
                rollout_seconds=args.rollout_seconds,
                cluster=args.cluster,
            ),
            opts=self.child(),
        )
        self.url = pulumi.Output.concat("http://", proxy.host, f":{ports.EGRESS_PROXY}")
        self.control_url = pulumi.Output.concat("http://", proxy.host, f":{ports.EGRESS_PROXY_CONTROL}")
        self.image = proxy.image
        self.register()


def proxy_configuration() -> str:
    """Squid's configuration: tunnels to allowed hosts on the TLS port, and nothing else, not even to an address.

    Who asks is told by the port, which the network policies open to one plane each: pods have no address to go by.
    """
    return f"""\
http_port {ports.EGRESS_PROXY} name=execution
http_port {ports.EGRESS_PROXY_CONTROL} name=control
acl from_execution myportname execution
acl from_control myportname control
acl tls_port port {ports.HTTPS}
acl tunnel method CONNECT
acl allowed dstdomain -n "/etc/portarium/{_ALLOWED_HOSTS}"
acl allowed_to_control dstdomain -n "/etc/portarium/{_CONTROL_HOSTS}"
http_access deny !tunnel
http_access deny !tls_port
http_access allow from_execution allowed
http_access allow from_control allowed_to_control
http_access deny all
cache deny all
via off
forwarded_for delete
access_log stdio:/dev/stdout
pid_filename none
coredump_dir /tmp
"""


def proxy_files(allowed_hosts: Sequence[str], control_hosts: Sequence[str]) -> dict[str, str]:
    """What it is configured by, as files: of the execution plane's hosts and of the control plane's."""
    return {
        _CONFIGURATION: proxy_configuration(),
        _ALLOWED_HOSTS: _listed(allowed_hosts),
        _CONTROL_HOSTS: _listed(control_hosts),
    }


def _listed(hosts: Sequence[str]) -> str:
    return "".join(f"{host}\n" for host in sorted(set(hosts)))
