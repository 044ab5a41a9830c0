"""Two topologies: a stack with everything, and one with only its data and its apps on another one's cluster."""

from collections import Counter
from collections.abc import Iterable

from tests.recording import Registered
from tests.stacks.recorded import REVIEW, recorded

SHARED_LAYERS = {
    "portarium:aws:SigningKey",
    "portarium:aws:Network",
    "portarium:aws:Cluster",
    "portarium:aws:ClusterAccess",
    "portarium:aws:NodePool",
    "portarium:aws:NodeAddons",
    "portarium:aws:PodAddons",
    "portarium:aws:EnvironmentKeys",
    "portarium:aws:EncryptionKey",
    "portarium:aws:DnsZones",
    "portarium:aws:DnsFirewall",
    "portarium:aws:DeliveryRunner",
    "portarium:aws:AlarmTopic",
    "portarium:aws:BackupBucket",
    "portarium:aws:CrashAlarm",
    "portarium:aws:MonthlyBudget",
    "portarium:aws:AccessLogBucket",
    "portarium:aws:PublicEntry",
    "portarium:aws:QueryLog",
    "portarium:aws:VpcEndpoints",
    "portarium:aws:FlowLog",
    "portarium:kubernetes:Admission",
    "portarium:kubernetes:DefaultNamespace",
    "portarium:kubernetes:ExecutionResolver",
    "portarium:kubernetes:SystemTraffic",
    "portarium:kubernetes:PreviewAccess",
    "portarium:kubernetes:RestartRights",
    "portarium:kubernetes:VolumeClass",
    "portarium:platform:ArgoAccount",
    "portarium:platform:ArgoApplication",
    "portarium:platform:ArgoCd",
    "portarium:platform:ArgoProject",
    "portarium:platform:ExternalSecrets",
    "portarium:platform:Keycloak",
    "portarium:platform:Temporal",
    "portarium:platform:PlatformCertificate",
    "portarium:platform:ExternalDns",
    "portarium:platform:LoadBalancers",
    "portarium:platform:NodeScaling",
    "portarium:platform:PlatformAuthority",
    "portarium:platform:SignedImagePolicy",
    "portarium:platform:Vault",
}


def _components(resources: Iterable[Registered]) -> set[str]:
    return {resource.type for resource in resources if not resource.custom}


def test_a_shared_stack_builds_its_data_and_its_apps_only() -> None:
    """What L1 and L2 are made of is all of dev's that a review environment has not, and it has nothing else."""
    dev, review = recorded("dev").recording, recorded(REVIEW).recording
    assert _components(dev.resources) - _components(review.resources) == SHARED_LAYERS
    assert _components(review.resources) <= _components(dev.resources)
    assert review.references == ["organization/portarium/dev"]
    assert dev.references == []


def test_a_shared_stack_stands_on_what_the_other_exports() -> None:
    """The database takes dev's subnets and key, the provider dev's cluster: nothing is looked up."""
    foundation = recorded("dev").outputs["foundation"]
    review = recorded(REVIEW).recording
    assert review.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"] == foundation["database_subnet_ids"]
    assert review.one("aws:rds/instance:Instance").inputs["kmsKeyId"] == foundation["database_key_arn"]
    provider = review.one("pulumi:providers:kubernetes").inputs
    assert provider["clusterIdentifier"] == foundation["cluster_name"]
    assert provider["kubeconfig"] == foundation["kubeconfig"]


def test_a_shared_stack_shares_no_name_with_its_host() -> None:
    """Namespaces, buckets, roles and cluster roles are named by their own environment."""

    def names(stack: str) -> set[str]:
        found: set[str] = set()
        for resource in recorded(stack).recording.resources:
            if resource.type in ("kubernetes:core/v1:Namespace", "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"):
                found.add(resource.inputs["metadata"]["name"])
            found |= {str(resource.inputs[key]) for key in ("bucket", "identifier") if key in resource.inputs}
            if resource.type == "aws:iam/role:Role":
                found.add(resource.inputs["name"])
        return found

    assert names(REVIEW)
    assert names(REVIEW) & names("dev") == set()


def test_the_holders_of_the_host_act_in_a_review_environment() -> None:
    """A principal has one access entry, so a review environment binds its roles to the groups of dev's holders."""
    bindings = recorded(REVIEW).recording.all("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding")
    subjects = [subject for binding in bindings for subject in binding.inputs["subjects"]]
    assert {subject["name"] for subject in subjects if subject["kind"] == "Group"} == {
        f"portarium:dev:{role}" for role in ("platform-engineer", "app-team", "read-only", "break-glass")
    }
    assert all(binding.inputs["metadata"]["namespace"].endswith(f"-{REVIEW}") for binding in bindings)


def test_staging_is_prod_but_for_its_sizes() -> None:
    """Whatever is tried in staging is what prod has: the same resources, type by type and name by name."""

    # These two are named by what differs: the domain that is proven, and the address that gets the alarms.
    named_by_content = {"aws:route53/record:Record", "aws:sns/topicSubscription:TopicSubscription"}

    def parts(stack: str) -> Counter[tuple[str, str]]:
        resources = recorded(stack).recording.resources
        return Counter((r.type, "" if r.type in named_by_content else r.name) for r in resources)

    guard = Counter({("pulumi:index:Stash", "prod-is-not-to-be-destroyed"): 1})
    assert parts("staging") + guard == parts("prod")
