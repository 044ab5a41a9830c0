"""Reads the file of a plan, which the program writes for the jobs of this command line."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from ops.operations.error import OperationError
from settings.error import Problem
from settings.explain import explain
from settings.section import Section

Plan = TypeVar("Plan", bound=Section)


def read_as(kind: type[Plan], file: Path) -> Plan:
    """Read a plan; raise OperationError with one line when it is not readable or wrong."""
    try:
        return kind.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems: list[Problem] = list(explain(kind, error, lambda _: str(file)))
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise OperationError(f"{problems[0]}{more}") from None
    except OSError as error:
        raise OperationError(f"{file}: {error.strerror or error}; --plan names the file of the plan") from None
    except (ValueError, RecursionError) as error:
        raise OperationError(f"{file}: no JSON ({error}); --plan names the file of the plan") from None
