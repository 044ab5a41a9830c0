"""Keycloak waits for its database, is found by a service whose port is its pod's, and calls nobody else."""

from pulumi_kubernetes.core import v1 as core

from components.kubernetes.traffic import Addresses
from components.platform.installation import Installation
from components.platform.keycloak import Keycloak, KeycloakArgs, keycloak_demand, keycloak_flows
from components.platform.keycloak_values import keycloak_values
from domain.keycloak import keys_address
from domain.url import Url
from settings.charts import chart
from tests.components.platform.test_keycloak_realm import PLAN as REALM
from tests.components.platform.test_keycloak_values import PLAN
from tests.recording import Recording, record

_APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application"


def _recorded() -> Recording:
    def program() -> object:
        before = core.ConfigMap("logins")
        return Keycloak(
            "keycloak",
            KeycloakArgs(
                plan=PLAN,
                realm=REALM,
                chart=chart("keycloakx"),
                installation=Installation(project="platform", namespace="system", wave=2, wait_seconds=900),
                namespace="system",
                secret="keycloak-variables",
                after=[before],
            ),
        ).service

    return record(program)


def test_it_waits_for_what_it_starts_with() -> None:
    """Its database, and the realm: a pod that comes before the config map would wait for it and tell nobody why."""
    recording = _recorded()
    application = recording.one(_APPLICATION)
    realm = recording.one("kubernetes:core/v1:ConfigMap", "keycloak-realm")
    assert {realm.urn, recording.one("kubernetes:core/v1:ConfigMap", "logins").urn} <= set(application.depends_on)


def test_control_planes_find_its_keys() -> None:
    """By the address that the settings insist on, at the port of the pod: ways are opened before names are resolved."""
    service, keys = _recorded().one("kubernetes:core/v1:Service").inputs, Url(keys_address())
    assert service["metadata"]["name"] == keys.component
    [port] = service["spec"]["ports"]
    assert (port["port"], port["targetPort"]) == (keys.port, "http")
    # The label by which the platform lets control planes come to a component.
    assert service["spec"]["selector"]["app.kubernetes.io/name"] == keys.component
    assert keycloak_values(PLAN)["nameOverride"] == keys.component


def test_its_ways_lead_to_the_database_and_nowhere_else() -> None:
    """Not to the Kubernetes API, not to the internet; people come from where the load balancer stands."""
    flows = keycloak_flows(database_blocks=("10.0.192.0/24",), entry_blocks=("10.0.0.0/24",))
    reached = {flow.destination.blocks for flow in flows if isinstance(flow.destination, Addresses)}
    assert reached == {("10.0.192.0/24",)}
    [entry] = [flow for flow in flows if isinstance(flow.source, Addresses)]
    assert (entry.source, entry.ports) == (Addresses(blocks=("10.0.0.0/24",)), (8080,))


def test_what_it_requests_is_what_its_values_say() -> None:
    """The sum would otherwise be of another pod than the one that comes."""
    [demand], values = keycloak_demand(), keycloak_values(PLAN)
    requests = values["resources"]["requests"]
    assert (str(demand.cpu), str(demand.memory)) == (requests["cpu"], requests["memory"])
    assert demand.always == demand.replicas == values["replicas"]
