"""Errors of the API: which of them say that something is gone, and how the user sees the others."""

import importlib
import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.properties import is_object

_GONE = re.compile(r"NotFound|NoSuch|NonExistent|DoesNotExist|^404$")
_LONGEST_MESSAGE = 500


@contextmanager
def api_errors() -> Generator[None]:
    """Errors of the API as the user is to see them: unchanged, in one line."""
    try:
        yield
    except ProviderError:
        raise
    except Exception as error:
        # Imported late: a call that goes well, or none, needs no botocore here.
        exceptions: Any = importlib.import_module("botocore.exceptions")
        parsers: Any = importlib.import_module("botocore.parsers")
        if isinstance(error, exceptions.EndpointConnectionError):
            raise ProviderError(f"{error}; is the sandbox up? (`portarium sandbox status`)") from error
        if isinstance(error, exceptions.ClientError | exceptions.BotoCoreError):
            raise ProviderError(_one_line(str(error))) from error
        if isinstance(error, parsers.ResponseParserError):
            raise ProviderError(f"the sandbox's AWS failed; its log says why: {_one_line(str(error))}") from error
        raise


def is_gone(error: Exception) -> bool:
    """Whether an API error says that the resource, or what it belongs to, does not exist."""
    return bool(_GONE.search(error_code(error)))


def error_code(error: Exception) -> str:
    """The API's code of an error, or nothing when it did not come from the API."""
    answer = _answer(error) or {}
    return str(answer.get("Error", {}).get("Code", ""))


def tries(error: Exception) -> int:
    """How often the call was made that AWS refused; none where AWS gave no answer."""
    answer = _answer(error)
    if answer is None:
        return 0
    return 1 + int(answer.get("ResponseMetadata", {}).get("RetryAttempts", 0))


def _answer(error: Exception) -> dict[str, Any] | None:
    """What the API said when it refused; None for an error that did not come from it."""
    response = getattr(error, "response", None)
    return response if is_object(response) else None


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_MESSAGE]
