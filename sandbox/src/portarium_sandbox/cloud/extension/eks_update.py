"""An update: what EKS answers to a change, and keeps."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random


@dataclass(kw_only=True)
class Update:
    """One change to a cluster, a node group or an add-on; in the sandbox it is done when it is answered."""

    type: str
    params: dict[str, Any]
    target: str = ""
    id: str = field(default_factory=lambda: str(mock_random.uuid4()))
    created_at: datetime = field(default_factory=utcnow)

    def to_dict(self) -> dict[str, Any]:
        """Give EKS's view of the update."""
        return {
            "id": self.id,
            "status": "Successful",
            "type": self.type,
            "params": [{"type": name, "value": str(value)} for name, value in self.params.items()],
            "createdAt": self.created_at,
            "errors": [],
        }
