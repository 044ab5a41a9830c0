"""All checks of a preflight, and how they are run."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from ops.operations.aws import Aws, AwsError
from ops.operations.backend import Backend
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from ops.operations.preflight.account import check_account, check_clock
from ops.operations.preflight.cluster_way import check_cluster_way
from ops.operations.preflight.delegation import check_delegation
from ops.operations.preflight.finding import Finding, unknown
from ops.operations.preflight.images import check_images
from ops.operations.preflight.offers import check_kubernetes, check_nodes, check_postgres
from ops.operations.preflight.quotas import check_quotas
from ops.operations.preflight.rights import check_rights
from ops.operations.preflight.roles import check_delivery, check_roles
from ops.operations.preflight.runner import check_runner
from ops.operations.preflight.secret_values import check_secret_values
from ops.operations.preflight.state import check_secrets, check_state
from ops.operations.preflight.subject import Subject
from ops.operations.profiles import in_account
from ops.operations.stack_state import read_stack
from settings.error import SettingsError
from settings.files import DIRECTORY
from settings.from_files import settings_from_files
from settings.model import Settings
from settings.registry import Registry

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: Mapping[str, Check] = {
    "account": check_account,
    "clock": check_clock,
    "rights": check_rights,
    "state": check_state,
    "secrets": check_secrets,
    "roles": check_roles,
    "delivery": check_delivery,
    "runner": check_runner,
    "quotas": check_quotas,
    "kubernetes": check_kubernetes,
    "postgres": check_postgres,
    "nodes": check_nodes,
    "images": check_images,
    "values": check_secret_values,
    "domain": check_delegation,
    "cluster": check_cluster_way,
}
"""Every check by its name, in the order in which they are shown."""

_THREADS = 8


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What one check found."""

    name: str
    findings: tuple[Finding, ...]


def preflight(
    environment: str,
    backend: Backend | None,
    *,
    now: datetime,
    variables: Mapping[str, str] = os.environ,
    project: Path = DIRECTORY,
    known: Registry | None = None,
) -> tuple[Checked, ...]:
    """Look at all that an environment needs of its account; the shell's own variables are for one without a backend.

    Raises OperationError for an environment that there is not, for settings that an update would refuse, and when
    nothing can be looked at because the credentials are no good.
    """
    require_environment(environment, known or registry())
    try:
        settings = settings_from_files(environment, now=now, registry=known, directory=project)
    except SettingsError as error:
        raise OperationError(str(error)) from None
    subject = _subject(settings, backend, backend.variables if backend else variables, project, now)
    with ThreadPoolExecutor(max_workers=_THREADS) as pool:
        looking = {name: pool.submit(_look, check, subject) for name, check in CHECKS.items()}
        looked = [Checked(name=name, findings=future.result()) for name, future in looking.items()]
    return tuple(checked for checked in looked if checked.findings)


def _subject(
    settings: Settings, backend: Backend | None, variables: Mapping[str, str], project: Path, now: datetime
) -> Subject:
    variables = in_account(settings.account, variables)
    seen = backend.as_seen_by(settings.account) if backend else None
    aws = Aws(str(settings.region), variables)
    try:
        caller = aws.ask("sts", "get_caller_identity")
    except AwsError as error:
        raise OperationError(f"no way into AWS: {error}; sign in, for example: aws sso login") from None
    outputs: Mapping[str, Any] = {}
    problem = ""
    try:
        outputs = read_stack(settings.environment.name, seen).outputs if seen else {}
    except OperationError as error:
        # One thing that lacks must not hide all the others.
        problem = str(error)
    return Subject(
        settings=settings,
        aws=aws,
        account_id=caller["Account"],
        caller=caller["Arn"],
        backend=backend,
        variables=variables,
        project=project,
        outputs=outputs,
        state_problem=problem,
        now=now,
        clock_skew=_skew(caller),
    )


def _look(check: Check, subject: Subject) -> tuple[Finding, ...]:
    try:
        return tuple(check(subject))
    except OperationError as error:
        return (unknown(str(error)),)


def _skew(answer: Mapping[str, Any]) -> float:
    told = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return (datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds() if told else 0.0
