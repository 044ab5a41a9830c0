"""Keycloak in whole stacks: where the settings choose it, after its login, and shown to people only so far."""

import json

import pytest

from components.platform.keycloak_values import ADMINISTRATOR_PASSWORD, SECRET
from domain.component_names import BOOTSTRAP
from domain.plan_files import PLAN_FILE
from stacks.names import resolved_names
from tests.settings.configuration import resolved
from tests.stacks.recorded import ENVIRONMENTS, REVIEW, build, delegated, others, recorded

_APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application"
_INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"


def test_dev_has_one_and_nobody_else() -> None:
    """Staging and prod take tokens of somebody outside, and a review environment those of dev's."""
    found = {stack: "keycloak-application" in _applications(stack) for stack in (*ENVIRONMENTS, REVIEW)}
    assert found == {"dev": True, "staging": False, "prod": False, REVIEW: False}


def _applications(stack: str) -> set[str]:
    return {each.name for each in recorded(stack).recording.all(_APPLICATION)}


def test_an_outside_provider_leaves_nothing_of_it() -> None:
    """No application, no login, no secret: dev may have a provider elsewhere as well."""
    outside = "https://identity.portarium.example/realms/portarium"
    changes: dict[str, object] = {
        "identity.provider": "outside",
        "identity.issuer": outside,
        "identity.trustedIssuers": [outside],
        "identity.jwksUri": f"{outside}/certs",
    }
    recording = build(resolved("dev", changes), stacks=others("dev")).recording
    assert [each.urn for each in recording.resources if "keycloak" in each.urn] == []


def test_it_comes_after_the_job_that_makes_its_login() -> None:
    """And after the services of the waves before it."""
    recording = recorded("dev").recording
    application = recording.one(_APPLICATION, "keycloak-application")
    assert recording.one("kubernetes:batch/v1:Job", f"{BOOTSTRAP}-job").urn in application.depends_on
    assert recording.one(_APPLICATION, "cert-manager-application").urn in application.depends_on


def test_passwords_are_made_up_by_a_job_and_never_by_the_program() -> None:
    """The plan names where they are, and the cluster gets them from there."""
    recording = recorded("dev").recording
    plan = json.loads(recording.one("kubernetes:core/v1:ConfigMap", "access-plan-files").inputs["data"][PLAN_FILE])
    assert {"name": "keycloak", "owner": "keycloak"} in plan["databases"]
    items = ("openfga/api-token", "control-plane/metrics-token", "identity/administrator")
    assert len(plan["generated"]) == len(items)
    [restart] = [each for each in plan["restarts"] if each["login"] == "keycloak"]
    assert (restart["kind"], restart["deployment"], restart["externalSecret"]) == ("statefulsets", "keycloak", SECRET)
    [request] = [
        each.inputs
        for each in recording.all("kubernetes:external-secrets.io/v1:ExternalSecret")
        if each.inputs["metadata"]["name"] == SECRET
    ]
    sources = {each["secretKey"]: each["remoteRef"]["key"] for each in request["spec"]["data"]}
    assert sources[ADMINISTRATOR_PASSWORD] == "portarium/dev/identity/administrator"


def test_people_see_the_realm_and_nothing_that_administers_it() -> None:
    """The console, its API and the realm of administrators are not led to from the internet."""
    ingress = delegated("dev").recording.one(_INGRESS, "identity-host-ingress").inputs
    [rule] = ingress["spec"]["rules"]
    assert rule["host"] == "identity.x-dev.portarium.example"
    assert {path["path"] for path in rule["http"]["paths"]} == {"/realms/portarium", "/resources"}
    assert resolved("dev").identity is not None
    assert f"https://{rule['host']}/realms/portarium" == str(resolved("dev").identity.issuer)  # pyright: ignore[reportOptionalMemberAccess]


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_where_there_is_none_the_load_balancer_leads_to_control_planes_alone(stack: str) -> None:
    """The platform's namespace has no entry there."""
    assert len(delegated(stack).recording.all(_INGRESS)) == 1
    values = recorded(stack).recording.one(_APPLICATION, "aws-load-balancer-controller-application").inputs
    text = json.dumps(
        values["spec"]["source"]["helm"]["valuesObject"]["ingressClassParams"]["spec"]["namespaceSelector"]
    )
    assert '"control"' in text
    assert '"system"' not in text


def test_a_network_without_one_does_not_resolve_where_its_chart_is() -> None:
    """Each name that resolves is a way out."""
    found = {stack: "codecentric.github.io" in resolved_names(resolved(stack)) for stack in ENVIRONMENTS}
    assert found == {"dev": True, "staging": False, "prod": False}
