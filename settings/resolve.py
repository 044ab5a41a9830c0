"""The pure core: a stack's name and its config become `Settings`, or one error with every problem."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from pydantic import ValidationError

from settings.assemble import assemble
from settings.checks import CHECKS
from settings.contract import CONTRACT_FILE, read_contract
from settings.draft import Draft
from settings.error import Problem, SettingsError
from settings.explain import explain, parts_of, path_of, suggestion
from settings.model import Settings
from settings.prune import prune
from settings.registry import FILE, Registry, read_registry
from settings.stack import find_stack
from settings.stack_config import NAMESPACE, SCALARS, StackConfig

# Pulumi itself reads this namespace; a key of any other would silently be without effect.
_ENGINE_NAMESPACE = "pulumi"

_REPEATED = "stands in Pulumi.yaml too, which this would replace as a whole; keep it in one of the two files"


def resolve(
    stack: str,
    config: Mapping[str, object],
    *,
    now: datetime,
    registry: Registry | None = None,
    file_of: Callable[[str], str] | None = None,
    repeated: Collection[str] = (),
) -> Settings:
    """Return the settings of `stack`, or raise SettingsError with one line for each problem.

    `config` has Pulumi's shape: full keys such as `portarium:database`, structures as JSON text. `now` decides which
    break-glass grants still hold. `file_of` names the file that a key was read from, for messages, and `repeated` the
    structures that stand in the project's file as well, of which `config` has the stack's alone.
    """
    place = find_stack(stack, registry or read_registry(), now)
    name_file = file_of or place.file_of
    problems, given = _read(config, name_file)
    problems += [Problem(file=place.file_of(key), path=key, text=_REPEATED) for key in repeated]
    contract = {} if "workloads" in {**place.defaults, **given} else {"workloads": read_contract()}
    merged = {**contract, **place.defaults, **given}

    def origin(key: str) -> str:
        if key in contract:
            return CONTRACT_FILE
        return FILE if key in place.defaults and key not in given else name_file(key)

    malformed: list[list[str]] = []
    try:
        parsed = StackConfig.model_validate(merged)
    except ValidationError as error:
        problems += explain(StackConfig, error, origin)
        parsed, removed = prune(merged, error)
        malformed = [parts_of(path_of(place)) for place in removed]
    draft = Draft(config=parsed, stack=place)
    problems += _check(draft, origin, malformed)
    if problems:
        raise SettingsError(sorted(problems))
    return assemble(draft)


def _read(config: Mapping[str, object], file_of: Callable[[str], str]) -> tuple[list[Problem], dict[str, object]]:
    """Split the config by namespace and decode its structures."""
    problems: list[Problem] = []
    given: dict[str, object] = {}
    for full_key, raw in config.items():
        namespace, _, key = full_key.partition(":")
        if namespace == _ENGINE_NAMESPACE:
            continue
        if namespace == NAMESPACE and key:
            given[key] = raw if key in SCALARS or not isinstance(raw, str) else _decoded(raw)
        else:
            advice = "the program configures its providers itself" if key else suggestion(full_key, [NAMESPACE])
            text = f"unknown namespace, settings begin with {NAMESPACE}: ; {advice}"
            problems.append(Problem(file=file_of(full_key), path=path_of([full_key]), text=text))
    return problems, given


def _decoded(raw: str) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw


def _check(draft: Draft, origin: Callable[[str], str], malformed: list[list[str]]) -> Iterator[Problem]:
    for check in CHECKS:
        for path, text in check(draft):
            parts = parts_of(path)
            # A malformed value was left out of the draft: what only looks wrong without it is not reported as well.
            if not any(_is_inside(parts, known) or _is_inside(known, parts) for known in malformed):
                yield Problem(file=origin(parts[0]), path=path, text=text)


def _is_inside(path: list[str], other: list[str]) -> bool:
    return path[: len(other)] == other
