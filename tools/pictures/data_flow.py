"""The picture of who sends what to whom: the planes, what they call, and where it ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.pictures.facts import Facts
from tools.pictures.layers import Edge, Node, layered
from tools.pictures.ways import Side

_COLUMNS: Sequence[Sequence[tuple[str, str]]] = (
    (("the load balancer", "outer"),),
    (("control", "ours"), ("execution", "ours"), ("data", "ours")),
    (
        ("egress", "service"),
        ("temporal", "service"),
        ("execution-resolver", "service"),
        ("external-secrets", "service"),
        ("vault", "service"),
    ),
    (
        ("the internet", "outer"),
        ("the database", "kept"),
        ("AWS by private endpoints", "kept"),
        ("the Kubernetes API", "kept"),
        ("opentelemetry-collector", "service"),
    ),
)
_TITLES = {
    "the load balancer": "Load balancer",
    "control": "Control plane",
    "execution": "Execution plane",
    "data": "Database jobs",
    "egress": "Egress proxy",
    "temporal": "Temporal",
    "opentelemetry-collector": "Telemetry collector",
    "execution-resolver": "Resolver of workers",
    "external-secrets": "External Secrets",
    "vault": "Vault",
    "the internet": "The internet",
    "the database": "Database",
    "AWS by private endpoints": "AWS, privately",
    "the Kubernetes API": "Kubernetes API",
}


@dataclass(frozen=True)
class _Ends:
    source: str
    destination: str


def data_flow(facts: Facts) -> str:
    """Draw it."""
    ports: dict[_Ends, set[int]] = {}
    for way in facts.ways:
        ends = _Ends(_group(way.source, facts), _group(way.destination, facts))
        if ends.source != ends.destination and ends.source in _TITLES and ends.destination in _TITLES:
            ports.setdefault(ends, set()).update(port for port, _ in way.ports)
    columns = [[Node(name, _TITLES[name], kind, _notes(name, facts)) for name, kind in column] for column in _COLUMNS]
    edges = [
        Edge(ends.source, ends.destination, ", ".join(map(str, sorted(numbers))))
        for ends, numbers in sorted(ports.items(), key=lambda item: (item[0].source, item[0].destination))
    ]
    return layered("Who may send to whom in prod, by which ports", columns, edges)


def _group(side: Side, facts: Facts) -> str:
    """The box that a side is drawn as: a plane, a service of the platform, or what is outside."""
    if not side.namespace or side.namespace not in facts.namespaces:
        return side.who
    plane = facts.plane(side.namespace)
    return side.who if plane == "system" else plane


def _notes(name: str, facts: Facts) -> Iterable[str]:
    return [each.name for each in facts.running if facts.plane(each.namespace) == name]
