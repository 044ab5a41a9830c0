"""The variables of workloads and their migrations: references, rights, secrets, and what has to be there."""

from domain.container_variables import FOR_DEVELOPMENT, SET_BY_THE_PROGRAM
from domain.secret_item import DATABASE
from domain.secret_variable import names_a_secret
from settings.draft import Draft, Findings
from settings.explain import suggestion
from settings.sections.variables import Variable
from settings.sections.workloads import Variables, WorkloadEntry
from settings.setting_value import is_known_group, known_values, settled

_EVERYTHING_GOES = "dev"


def check(draft: Draft) -> Findings:
    """Yield what is wrong with each variable, then what is missing."""
    for index, workload in enumerate(draft.config.workloads or ()):
        at = f"workloads[{index}]"
        yield from _check_variables(draft, f"{at}.variables", workload.variables)
        yield from _check_rights(f"{at}.variables", workload)
        yield from _check_messages(draft, f"{at}.variables", workload)
        yield from _check_required(draft, at, workload)
        yield from _check_bearer(draft, at, workload)
        if workload.migrations:
            where = f"{at}.migrations"
            yield from _check_variables(draft, f"{where}.variables", workload.migrations.variables)
            yield from _check_arguments(draft, where, workload)


def _check_variables(draft: Draft, at: str, variables: Variables) -> Findings:
    for name, variable in variables.items():
        where = f"{at}.{name}"
        yield from _check_settings(where, variable)
        if name in SET_BY_THE_PROGRAM:
            yield where, "the program sets it itself; remove it"
        if name in FOR_DEVELOPMENT and draft.stack.tier != _EVERYTHING_GOES:
            yield where, f"is for development, and {draft.stack.tier} promises more; remove it"
        if variable.secret is not None and variable.secret.split("/")[0] == DATABASE:
            yield f"{where}.secret", f"{DATABASE} has the logins to the database; write {{database: url}} for one"
        if names_a_secret(name) and not variable.is_secret:
            yield where, "looks like a secret; write {secret: <item>/<key>}, no setting is one"


def _check_settings(at: str, variable: Variable) -> Findings:
    if variable.setting is not None and variable.setting not in known_values():
        yield f"{at}.setting", f"{variable.setting} is no setting of a single value; {_near(variable.setting)}"
    if variable.given is not None and not is_known_group(variable.given):
        yield f"{at}.given", f"{variable.given} is no setting; {_near(variable.given)}"


def _near(path: str) -> str:
    return suggestion(path, known_values())


def _check_rights(at: str, workload: WorkloadEntry) -> Findings:
    if workload.plane != "execution":
        return
    for name, variable in workload.variables.items():
        if variable.use == "database":
            yield f"{at}.{name}", "the execution plane has no way to the database"
        if variable.use == "evidence":
            yield f"{at}.{name}", "the execution plane has no way to the evidence store, and no identity of AWS's"


def _check_messages(draft: Draft, at: str, workload: WorkloadEntry) -> Findings:
    if draft.topology != "shared":
        return
    for name, variable in workload.variables.items():
        if variable.use == "nats":
            yield f"{at}.{name}", "this stack has no NATS, and no account in that of its cluster; remove it"


def _check_required(draft: Draft, at: str, workload: WorkloadEntry) -> Findings:
    for name in workload.required:
        variable = workload.variables.get(name)
        if variable is None:
            yield f"{at}.variables.{name}", "missing; the workload does not start without it"
            continue
        if not any(_check_settings(at, variable)) and settled(draft, variable) is None:
            setting = str(variable.setting or variable.given)
            yield setting, f"missing; {workload.name} does not start without {name}, which takes it"


def _check_bearer(draft: Draft, at: str, workload: WorkloadEntry) -> Findings:
    bearer = workload.metrics.bearer if workload.metrics else None
    if bearer is None:
        return
    variable = workload.variables.get(bearer)
    if variable is None or not variable.is_secret or settled(draft, variable) is None:
        yield f"{at}.metrics.bearer", f"{bearer} is no variable of the workload with a secret"


def _check_arguments(draft: Draft, at: str, workload: WorkloadEntry) -> Findings:
    migrations = workload.migrations
    if migrations is None:
        return
    if all(variable.database is None for variable in migrations.variables.values()):
        yield f"{at}.variables", "none refers to the database, so that there is nothing to migrate"
    for name, variable in migrations.variables.items():
        if variable.use not in (None, "database") or variable.workload is not None:
            yield f"{at}.variables.{name}", "a migration has a way to the database only"
    words = [
        *((f"{at}.arguments[{index}]", word) for index, word in enumerate(migrations.arguments)),
        *((f"{at}.status[{index}]", word) for index, word in enumerate(migrations.status)),
    ]
    for where, word in words:
        yield from _check_settings(where, word)
        if word.text is None and word.setting is None:
            yield where, "an argument is text, or a setting; everybody may read it"
        elif _joined(word):
            yield where, "a flag and its value are two words; joined, the program would not see the value"
        elif word.setting in known_values() and settled(draft, word) is None:
            yield str(word.setting), f"missing; the migration of {workload.name} takes it"


def _joined(word: Variable) -> bool:
    return word.text is not None and word.text.startswith("--") and "=" in word.text
