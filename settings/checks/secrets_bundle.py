"""The bundle of secrets: what has to be in it, and that whoever refers to a secret finds it there."""

from collections.abc import Iterator

from domain.keycloak import ADMINISTRATOR_ITEM
from domain.secret_item import DATABASE
from domain.secret_purpose import IMAGE_PULL, METRICS, REQUIRED_PURPOSES, SecretPurpose
from settings.draft import Draft, Findings
from settings.sections.secrets_bundle import SecretsBundle
from settings.sections.variables import Variable
from settings.sections.workloads import Variables, WorkloadEntry
from settings.setting_value import settled


def check(draft: Draft) -> Findings:
    """Yield what the bundle lacks or has twice, then each reference that leads to no item of it."""
    bundle = draft.config.secrets_bundle
    if bundle is None:
        return
    yield from _check_source(bundle)
    yield from _check_items(bundle)
    yield from _check_pull(draft, bundle)
    for index, workload in enumerate(draft.config.workloads or ()):
        yield from _check_references(draft, bundle, f"workloads[{index}]", workload)


def _check_source(bundle: SecretsBundle) -> Findings:
    # No setting puts a Vault into an environment yet; the one that does is asked here.
    if bundle.source == "ext-vault":
        yield "secretsBundle.source", "ext-vault, and the environment has no Vault; write aws-secrets-manager"


def _check_items(bundle: SecretsBundle) -> Findings:
    names = [str(item.name) for item in bundle.items]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield f"secretsBundle.items[{index}].name", f"{name} is there twice; each item has a name of its own"
        if name.split("/")[0] == DATABASE:
            yield f"secretsBundle.items[{index}].name", f"{DATABASE} has the logins to the database, which rotate apart"
        if name == ADMINISTRATOR_ITEM:
            yield f"secretsBundle.items[{index}].name", f"{name} is Keycloak's own; give the item another name"
    for purpose in REQUIRED_PURPOSES:
        if not bundle.of_purpose(purpose):
            yield "secretsBundle.items", f"none is of purpose {purpose}; every environment has one"


def _check_pull(draft: Draft, bundle: SecretsBundle) -> Findings:
    images, pulling = draft.config.images, bundle.of_purpose(IMAGE_PULL)
    if images is None:
        return
    if images.visibility == "private" and len(pulling) != 1:
        yield "images.visibility", f"private, and secretsBundle has {len(pulling)} items of {IMAGE_PULL}; one is needed"
    if images.visibility == "public" and pulling:
        yield "images.visibility", f"public, and nothing pulls with {pulling[0]}; remove that item, or write private"


def _check_references(draft: Draft, bundle: SecretsBundle, at: str, workload: WorkloadEntry) -> Findings:
    bearer = workload.metrics.bearer if workload.metrics else None
    for where, variables in _variables(at, workload):
        for name, variable in variables.items():
            wanted = METRICS if name == bearer and variables is workload.variables else None
            yield from _check_reference(draft, bundle, f"{where}.{name}.secret", variable, wanted)


def _check_reference(
    draft: Draft, bundle: SecretsBundle, at: str, variable: Variable, wanted: SecretPurpose | None
) -> Findings:
    name = str(variable.secret) if variable.secret else ""
    # Logins are refused where variables are checked; what is not settled is left out, and needs no secret.
    if not name or name.split("/")[0] == DATABASE or settled(draft, variable) is None:
        return
    item = bundle.item(name)
    if item is None:
        known = ", ".join(str(each.name) for each in bundle.items)
        yield at, f"{name} is no item of secretsBundle; known are {known}"
    elif wanted and item.purpose != wanted:
        yield at, f"{name} is of purpose {item.purpose}; metrics are read with one of {wanted}"


def _variables(at: str, workload: WorkloadEntry) -> Iterator[tuple[str, Variables]]:
    yield f"{at}.variables", workload.variables
    if workload.migrations:
        yield f"{at}.migrations.variables", workload.migrations.variables
