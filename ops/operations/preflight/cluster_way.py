"""Whether whoever runs `up` from here gets to the Kubernetes API."""

from collections.abc import Iterator

from ops.operations.cluster import sign_in
from ops.operations.error import OperationError
from ops.operations.preflight.finding import Finding, lacks, mind, right
from ops.operations.preflight.subject import Subject


def check_cluster_way(subject: Subject) -> Iterator[Finding]:
    """The cluster answers; before there is one, what its settings will let in."""
    plan = subject.settings.foundation
    kubeconfig = subject.outputs.get("kubeconfig")
    if kubeconfig:
        try:
            version = sign_in(kubeconfig, subject.variables).get("/version")["gitVersion"]
        except OperationError as error:
            yield lacks(
                str(error),
                wanted="a way to the Kubernetes API, as all that is in the cluster goes through it",
                remedy=f"run it from inside the VPC, or open it to one address: "
                f"{subject.file}: cluster.publicAccessCidrs",
            )
        else:
            yield right(f"the cluster answers, it runs {version}")
    elif plan and not plan.cluster.public_access_cidrs:
        yield mind(
            "the cluster will have a private address only",
            wanted="to run up from inside the VPC, or an address that is let in until then",
            remedy=f"{subject.file}: cluster.publicAccessCidrs",
        )
    elif plan:
        let_in = ", ".join(map(str, plan.cluster.public_access_cidrs))
        yield right(f"the cluster will let in {let_in}")
