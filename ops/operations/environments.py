"""The environments that the operator's commands know: those of the registry, and review environments."""

from difflib import get_close_matches

from domain.stack_name import REVIEW_SHOWN, is_review
from ops.operations.error import OperationError
from settings.error import SettingsError
from settings.registry import FILE, Registry, read_registry


def registry() -> Registry:
    """Read the registry."""
    try:
        return read_registry()
    except SettingsError as error:
        raise OperationError(str(error)) from None


def source_of(environment: str, known: Registry) -> str | None:
    """Return the environment that promotes to this one, or nothing for the first."""
    entries = {str(name): entry for name, entry in known.environments.items()}
    promotion = entries[environment].promotion
    return str(promotion.source) if promotion and promotion.source else None


def account_of(environment: str, known: Registry) -> str:
    """Return the account that an environment lies in; a review environment lies in its host's."""
    return known.account_of(known.review.shared_with if is_review(environment) else environment)


def require_environment(name: str, known: Registry) -> None:
    """Refuse a name that is no stack, with the nearest one that is."""
    if name in known.stacks or is_review(name):
        return
    if name in {str(environment) for environment in known.environments}:
        raise OperationError(f"{name} runs on Docker Compose and has no releases; stacks are {', '.join(known.stacks)}")
    close = get_close_matches(name, known.stacks, n=1, cutoff=0.5)
    guess = f" (did you mean {close[0]}?)" if close else ""
    raise OperationError(
        f"{name!r} is not an environment{guess}; stacks are {', '.join(known.stacks)} ({FILE}) and {REVIEW_SHOWN}"
    )
