"""The secrets that somebody else gives: who operates the environment writes their values."""

from collections.abc import Iterator

from domain.secret_path import secret_path
from domain.secret_purpose import MADE_UP
from ops.operations.aws import NOT_THERE, AwsError
from ops.operations.preflight.finding import Finding, lacks, mind, right
from ops.operations.preflight.subject import Subject
from ops.operations.secrets.values import CURRENT


def check_secret_values(subject: Subject) -> Iterator[Finding]:
    """A pod whose variable or image has no value never starts; the value itself is not read."""
    filled: list[str] = []
    for item in sorted(subject.settings.secrets_bundle.items, key=lambda item: item.name):
        if item.purpose in MADE_UP:
            continue
        path = secret_path(subject.name, str(item.name))
        wanted = f"its {item.purpose}, for which pods wait"
        remedy = f"aws secretsmanager put-secret-value --secret-id {path} --secret-string file:///dev/stdin"
        try:
            versions = subject.aws.ask("secretsmanager", "describe_secret", SecretId=path).get("VersionIdsToStages", {})
        except AwsError as error:
            if error.code != NOT_THERE:
                raise
            yield mind(f"{path} is made by the next up, and is empty then", wanted=wanted, remedy=remedy)
            continue
        if any(CURRENT in stages for stages in versions.values()):
            filled.append(path)
        else:
            yield lacks(f"{path} is empty", wanted=wanted, remedy=remedy)
    if filled:
        yield right(f"filled: {', '.join(filled)}")
