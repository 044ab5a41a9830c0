"""Label selectors, as Kubernetes reads them."""

from collections.abc import Mapping
from typing import Any

from portarium_sandbox.pods.objects import several, texts, words


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Say whether labels fit a selector; an empty one takes all."""
    wanted = texts(selector, "matchLabels")
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        _fits(expression, labels) for expression in several(selector, "matchExpressions")
    )


def _fits(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, operator, values = expression["key"], expression["operator"], words(expression, "values")
    match operator:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            raise ValueError(f"a selector's operator {operator}")
