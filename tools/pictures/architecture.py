"""The picture of everything: the environments in their accounts, and what prod consists of."""

from collections.abc import Sequence

from settings.registry import Registry
from tools.pictures.boxes import Box, in_rows, picture
from tools.pictures.facts import Facts, Running

_PLANES = {
    "control": ("Control plane", "ours"),
    "execution": ("Execution plane", "ours"),
    "egress": ("Egress", "outer"),
    "data": ("Data", "ours"),
    "environment": ("Environment", "plain"),
}
_TIMES = "\N{MULTIPLICATION SIGN}"


def architecture(facts: Facts, registry: Registry) -> str:
    """Draw it."""
    cluster, kept = _cluster(facts), _kept(facts)
    return picture(
        "Portarium's environments, and what prod consists of",
        [
            [Box("Promotion: one image SHA goes from left to right", "place", rows=[_environments(registry)])],
            [cluster, kept],
        ],
    )


def _environments(registry: Registry) -> list[Box]:
    boxes: list[Box] = []
    for name, environment in registry.environments.items():
        if environment.runtime != "kubernetes":
            continue
        promotion = environment.promotion
        source = f"from {promotion.source}" if promotion and promotion.source else "from the images of main"
        approvals = promotion.approvals if promotion else 0
        word = "nobody asked" if not approvals else f"{approvals} approval{'s' if approvals > 1 else ''}"
        boxes.append(
            Box(
                f"{name}" if not boxes else f"→ {name}",
                "ours" if name == "prod" else "plain",
                (f"account {environment.account}, tier {environment.tier}", f"{source}, {word}"),
            )
        )
    boxes.append(Box(f"account {registry.records}", "kept", ("states and their keys", "copies of evidence")))
    return boxes


def _cluster(facts: Facts) -> Box:
    [cluster] = facts.inputs("aws:eks/cluster:Cluster")
    namespaces = [name for name in facts.namespaces if facts.plane(name) in _PLANES]
    order = list(_PLANES)
    planes = [_namespace(facts, name) for name in sorted(namespaces, key=lambda name: order.index(facts.plane(name)))]
    return Box(
        f"Cluster {cluster['name']}",
        "place",
        (f"EKS, Kubernetes {cluster['version']}; every namespace is closed but for its listed ways",),
        rows=[planes[:3], planes[3:], [_platform(facts)], _pools(facts)],
    )


def _namespace(facts: Facts, namespace: str) -> Box:
    title, kind = _PLANES[facts.plane(namespace)]
    inside = [_running(each) for each in facts.running if each.namespace == namespace]
    notes = inside or ["its status, and who may do what"]
    return Box(title, kind, (f"namespace {namespace}", *notes))


def _running(running: Running) -> str:
    count = f" {_TIMES} {running.replicas}" if running.replicas > 1 else ""
    return f"{running.name}{count}{f' ({running.kind})' if running.kind else ''}"


def _platform(facts: Facts) -> Box:
    services = [Box(name, "service", (version,)) for name, version in facts.charts]
    inside = [
        Box(each.name, "service", (each.kind or f"{_TIMES} {each.replicas}",))
        for each in facts.running
        if each.namespace == "system"
    ]
    return Box("The platform", "plain", ("installed from charts by Argo CD",), rows=in_rows([*services, *inside], 5))


def _pools(facts: Facts) -> list[Box]:
    boxes: list[Box] = []
    for group in facts.inputs("aws:eks/nodeGroup:NodeGroup"):
        size, taints = group["scalingConfig"], [taint["value"] for taint in group["taints"]]
        whom = f"for the {taints[0]} plane alone" if taints else "for everybody else"
        name = "-".join(str(group["nodeGroupName"]).removeprefix(f"{group['clusterName']}-").split("-")[:-1])
        boxes.append(
            Box(
                f"Nodes: {name}",
                "plain",
                (f"{int(size['minSize'])} to {int(size['maxSize'])} {group['instanceTypes'][0]}, {whom}",),
            )
        )
    return boxes


def _kept(facts: Facts) -> Box:
    [database] = facts.inputs("aws:rds/instance:Instance")
    [lock] = facts.inputs("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    retention = lock["rule"]["defaultRetention"]
    keys = [name.removeprefix("keys-").removesuffix("-key") for name in facts.names("aws:kms/key:Key")]
    return Box(
        "Kept outside of the cluster",
        "place",
        rows=[
            [
                Box(
                    f"PostgreSQL {database['engineVersion']}",
                    "kept",
                    (
                        f"{database['instanceClass']}{', two zones' if database['multiAz'] else ''}",
                        f"backups of {int(database['backupRetentionPeriod'])} days",
                    ),
                )
            ],
            [
                Box(
                    "Evidence",
                    "kept",
                    (f"{retention['mode']}, {int(retention['days'])} days", "copied into the account of the records"),
                )
            ],
            [
                Box(
                    "Secrets",
                    "kept",
                    ("Secrets Manager", f"{len(facts.names('aws:secretsmanager/secret:Secret'))} items"),
                )
            ],
            [Box("Keys", "kept", ("KMS, one for each purpose", *_lines(keys)))],
            [Box("Delivery", "plain", ("CodeBuild, in the network", "signs in as GitHub's workflow"))],
            [
                Box(
                    "Watched",
                    "plain",
                    (
                        f"{len(facts.names('aws:cloudwatch/metricAlarm:MetricAlarm'))} alarms, a budget",
                        "flow and query logs",
                    ),
                )
            ],
        ],
    )


def _lines(words: Sequence[str]) -> list[str]:
    return [", ".join(words[start : start + 3]) for start in range(0, len(words), 3)]
