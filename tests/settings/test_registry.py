"""The registry: what is in it, and that a wrong one is refused like wrong settings are."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import json
from pathlib import Path
from typing import Any

import pytest

from settings.error import SettingsError
from settings.registry import PATH, read_registry
from settings.resolve import resolve
from tests.settings.configuration import NOW

_FILE = "infra/environments.json"


def _changed(path: str, value: object) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    *parents, last = path.split(".")
    node: Any = tree
    for parent in parents:
        node = node[parent]
    node[last] = value
    return tree


def test_registry_lists_the_four_environments() -> None:
    """The canonical environments, and those of them that are stacks in the order of promotion."""
    registry = read_registry()

    assert list(registry.environments) == ["local", "dev", "staging", "prod"]
    assert registry.environments["local"].runtime == "docker-compose"  # pyright: ignore[reportArgumentType]
    assert registry.stacks == ("dev", "staging", "prod")


def test_order_of_promotion_does_not_depend_on_the_order_of_the_file(tmp_path: Path) -> None:
    """The sources decide who comes first."""
    tree = json.loads(PATH.read_text(encoding="utf-8"))
    tree["environments"] = dict(reversed(tree["environments"].items()))
    file = tmp_path / "environments.json"
    file.write_text(json.dumps(tree), encoding="utf-8")

    assert read_registry(file).stacks == ("dev", "staging", "prod")


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("environments.staging.addresses", "10.48.0.0/20", "environments.prod.addresses: 10.48.0.0/16 overlaps with staging's 10.48.0.0/20"),
        ("environments.staging.addresses", "172.20.128.0/17", "environments.staging.addresses: 172.20.128.0/17 overlaps with 172.20.0.0/16, every cluster's services"),
        ("environments.staging.addresses", None, "environments.staging.addresses: missing; an environment on Kubernetes needs a block of the address plan"),
        ("environments.staging.promotion", None, "environments.staging.promotion: missing; an environment on Kubernetes needs a way to promote to it"),
        ("environments.staging.promotion.source", "qa", 'environments.staging.promotion.source: "qa" is not an environment on Kubernetes'),
        ("environments.staging.promotion.source", "local", 'environments.staging.promotion.source: "local" is not an environment on Kubernetes'),
        ("environments.dev.promotion.source", "prod", "environments.staging.promotion.source: promotes in a circle: dev <- prod <- staging <- dev"),
        ("environments.staging.tier", "local", 'environments.staging.tier: "local" has no rules under tiers'),
        ("environments.prod.promotion.approvals", 3, "environments.prod.promotion.approvals: 3, the workflow can ask for 2 at most, one in <stack>-first-approval and one in <stack> (.github/workflows/deploy.yml)"),
        ("environments.prod.promotion.approvals", -1, "environments.prod.promotion.approvals: -1 is under the minimum 0"),
        ("environments.staging.teir", "dev", "environments.staging.teir: unknown key; did you mean tier?"),
        ("tiers.prod.floors.multiAz", "yes", 'tiers.prod.floors.multiAz: "yes" is not true or false'),
        ("tiers.qa", {}, "tiers.qa: unknown name; known are local, dev, staging, prod"),
        ("review.sharedWith", "local", 'review.sharedWith: "local" is not an environment on Kubernetes'),
        ("accounts", {}, "accounts: is empty; at least 1 is needed"),
        ("accounts.dev.id", None, "accounts.dev.id: missing; only where there is one account may it be left out"),
        ("accounts.dev.id", "444455556666", "accounts.staging.id: 444455556666 is dev's already"),
        ("accounts.dev.people", {"on-call": {}}, "accounts.dev.people.on-call.principals: missing; nobody could take the role on"),
        ("accounts.dev.people", {"on-call": {"principals": ["arn:aws:iam::111122223333:role/a"]}}, 'accounts.dev.people.on-call.principals[0]: "arn:aws:iam::111122223333:role/a" is not the ARN of a user or an account; no other can show a second factor'),
        ("records", "qa", 'records: "qa" is not one of accounts'),
        ("records", None, "records: missing; one of dev, staging, prod, records keeps the states of all"),
        ("environments.dev.account", None, "environments.dev.account: missing; an environment on Kubernetes lies in one of accounts"),
        ("environments.dev.account", "qa", 'environments.dev.account: "qa" is not one of accounts'),
        ("environments.account-dev", {"runtime": "docker-compose", "tier": "local"}, "environments.account-dev: a name that is kept for stacks of another kind"),
        ("review.tier", "local", 'review.tier: "local" has no rules under tiers'),
    ],
)  # fmt: skip
def test_wrong_registry_is_refused(tmp_path: Path, path: str, value: object, line: str) -> None:
    """A mistake in the canonical list is a line about that file."""
    file = tmp_path / "environments.json"
    file.write_text(json.dumps(_changed(path, value)), encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        read_registry(file)

    assert f"{_FILE}: {line}" in str(refused.value).splitlines()


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "\xff"])
def test_unreadable_registry_is_refused(tmp_path: Path, content: str) -> None:
    """A file that is not JSON is one line as well."""
    file = tmp_path / "environments.json"
    file.write_text(content, encoding="latin-1")

    with pytest.raises(SettingsError, match=r"^infra/environments\.json: cannot be read: .+$"):
        read_registry(file)


@pytest.mark.parametrize(
    ("stack", "line"),
    [
        ("qa", 'Pulumi.qa.yaml: "qa" is not an environment; stacks are dev, staging, prod (infra/environments.json) and review-<number>'),
        ("local", 'Pulumi.local.yaml: "local" runs on docker-compose; stacks are dev, staging, prod (infra/environments.json) and review-<number>'),
        ("review-0", 'Pulumi.review-0.yaml: "review-0" is not an environment; stacks are dev, staging, prod (infra/environments.json) and review-<number>'),
        ("review-x", 'Pulumi.review-x.yaml: "review-x" is not an environment; stacks are dev, staging, prod (infra/environments.json) and review-<number>'),
        ("a\nb", 'Pulumi.<stack>.yaml: "a\\nb" is not an environment; stacks are dev, staging, prod (infra/environments.json) and review-<number>'),
    ],
)  # fmt: skip
def test_stack_outside_the_registry_is_refused(stack: str, line: str) -> None:
    """Only environments of the registry and review environments are stacks."""
    with pytest.raises(SettingsError) as refused:
        resolve(stack, {}, now=NOW)

    assert str(refused.value) == line


def test_wrong_default_of_review_stacks_is_blamed_on_the_registry(tmp_path: Path) -> None:
    """A mistake in what the registry gives to review stacks names the registry's file, not the stack's."""
    file = tmp_path / "environments.json"
    file.write_text(json.dumps(_changed("review.settings.evidence.objectLock", "on")), encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        resolve("review-1", {}, now=NOW, registry=read_registry(file))

    assert f'{_FILE}: evidence.objectLock: "on" is not one of off, GOVERNANCE, COMPLIANCE' in str(refused.value)
