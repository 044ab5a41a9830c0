"""Documents as AWS gets them: rendered from statements, and read back."""

import json
from collections.abc import Sequence
from typing import Any

from components.aws.policy_document import Statement, policy_document
from tests.recording import record


def rendered(statements: Sequence[Statement]) -> dict[str, Any]:
    """The policy of these statements, whose Outputs are resolved in it."""
    return json.loads(record(lambda: policy_document(statements)).result)
