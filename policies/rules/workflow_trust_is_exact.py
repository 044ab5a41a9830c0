"""A role that GitHub's workflows take on names the workflows letter by letter."""

from collections.abc import Iterator

from domain.project import PROJECT
from domain.stack_name import account_of
from domain.workflow_identity import AUDIENCE, ISSUER
from policies.access_document import Statement, statements, values_of
from policies.resource import Resource, part
from policies.rule import NotApplicableError, ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    trusts = [
        statement
        for statement in statements(resource.properties, "assumeRolePolicy", "Allow")
        if "sts:AssumeRoleWithWebIdentity" in values_of(statement.get("Action"))
    ]
    if not trusts:
        raise NotApplicableError("trusts no identity provider")
    for trust in trusts:
        yield from _judge(resource, trust)


def _judge(resource: Resource, trust: Statement) -> Iterator[str]:
    exact = part(part(trust, "Condition"), "StringEquals")
    if values_of(exact.get(f"{ISSUER}:aud")) != [AUDIENCE]:
        yield f"takes tokens made for others; require {ISSUER}:aud to equal {AUDIENCE}"
    subjects = [str(subject) for subject in values_of(exact.get(f"{ISSUER}:sub"))]
    if not subjects:
        yield f"lets every repository of GitHub in; require {ISSUER}:sub to equal repo:<owner>/<name>:environment:…"
    for subject in subjects:
        if "*" in subject or not subject.startswith("repo:"):
            yield f"trusts {subject}, which names no single repository; use repo:<owner>/<name>:environment:…"
        _, _, environment = subject.partition(":environment:")
        if environment and not _is_of(resource, environment):
            yield f"trusts jobs of the environment {environment}; the roles of {resource.stack} are for its own jobs"


def _is_of(resource: Resource, environment: str) -> bool:
    """Whether a role is an environment's: by its stack, or by its name in an account, which has several."""
    if account_of(resource.stack) is None:
        return environment == resource.stack
    return str(resource.properties.get("name")).startswith(f"{PROJECT}-{environment}-")


RULE = ResourceRule(
    name="workflow-trust-is-exact",
    description="A role for workflows names its audience, one repository, and no environment but its own.",
    types=frozenset({"aws:iam/role:Role"}),
    check=_check,
)
