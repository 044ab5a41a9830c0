"""The secrets that only a person knows: an update makes them empty, and pods wait until somebody has filled them."""

from collections.abc import Iterator

from domain.secret_path import secret_path
from ops.operations.aws import NOT_THERE, AwsError
from ops.operations.preflight.finding import Finding, lacks, mind, right
from ops.operations.preflight.subject import Subject
from settings.sections.workloads import Variables, Workload

_CURRENT = "AWSCURRENT"


def check_secret_values(subject: Subject) -> Iterator[Finding]:
    """A pod whose variable has no value never starts; the value itself is not read."""
    filled: list[str] = []
    for item, variable in _known_to_people(subject):
        path = secret_path(subject.name, item)
        remedy = f"aws secretsmanager put-secret-value --secret-id {path} --secret-string file:///dev/stdin"
        wanted = f"a value for {variable}, for which its pods wait"
        try:
            versions = subject.aws.ask("secretsmanager", "describe_secret", SecretId=path).get("VersionIdsToStages", {})
        except AwsError as error:
            if error.code != NOT_THERE:
                raise
            yield mind(f"{path} is made by the next up, and is empty then", wanted=wanted, remedy=remedy)
            continue
        if any(_CURRENT in stages for stages in versions.values()):
            filled.append(path)
        else:
            yield lacks(f"{path} is empty", wanted=wanted, remedy=remedy)
    if filled:
        yield right(f"filled: {', '.join(filled)}")


def _known_to_people(subject: Subject) -> list[tuple[str, str]]:
    """The secrets that nothing generates, each once, with a variable that takes it."""
    found: dict[str, str] = {}
    for workload in subject.settings.workloads:
        for variables in _variables(workload):
            for name, variable in variables.items():
                # The token for metrics is made up by whoever makes the environment; a login is no item of its own.
                if variable.secret is not None and name != _bearer(workload):
                    found.setdefault(str(variable.secret), str(name))
    return sorted(found.items())


def _variables(workload: Workload) -> Iterator[Variables]:
    yield workload.variables
    if workload.migrations:
        yield workload.migrations.variables


def _bearer(workload: Workload) -> str | None:
    return workload.metrics.bearer if workload.metrics else None
