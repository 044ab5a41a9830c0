"""The rule pods-are-restricted, with what it accepts, refuses and leaves out."""

from policies.rules.pods_are_restricted import RULE
from tests.policies.subjects import PASSED, answer, deployment, resolver, subject


def test_a_restricted_pod_passes() -> None:
    """What holds for the pod holds for its containers."""
    assert answer(RULE, deployment()) == PASSED


def test_ways_to_the_node_fail() -> None:
    """Its network, its files, and each right beyond the restricted standard."""
    assert answer(RULE, deployment(pod={"hostNetwork": True}))[1] == "shares hostNetwork with its node; remove it"
    mounted = {"volumes": [{"name": "root", "hostPath": {"path": "/"}}]}
    assert answer(RULE, deployment(pod=mounted))[1].startswith("volume root is a folder of the node; ")
    assert answer(
        RULE, deployment(pod={"securityContext": {}}, container={"securityContext": {"privileged": True}})
    ) == (
        "fail",
        "container api is privileged; remove it",
        "container api may gain privileges; set allowPrivilegeEscalation to false",
        "container api may write to its image; set readOnlyRootFilesystem to true",
        "container api keeps capabilities; set capabilities.drop to [ALL]",
        "container api may run as root; set runAsNonRoot to true",
        "container api may make every system call; set seccompProfile.type to RuntimeDefault",
    )


def test_the_resolver_keeps_what_its_program_is_marked_with() -> None:
    """The standard permits this one capability, and no other pod of ours has even that."""
    assert answer(RULE, resolver()) == PASSED
    assert answer(RULE, resolver(added="NET_ADMIN"))[1] == "container resolver adds NET_ADMIN; ours need none"
    assert answer(RULE, resolver(name="api"))[1] == "container resolver adds NET_BIND_SERVICE; ours need none"


def test_containers_that_run_first_are_looked_at() -> None:
    """An init container is a container."""
    early = {"initContainers": [{"name": "early", "securityContext": {"privileged": True}}]}
    assert answer(RULE, deployment(pod=early))[1] == "container early is privileged; remove it"


def test_other_resources_are_left_out() -> None:
    """A service runs no pod."""
    assert answer(RULE, subject("kubernetes:core/v1:Service", {}))[0] == "not applicable"
