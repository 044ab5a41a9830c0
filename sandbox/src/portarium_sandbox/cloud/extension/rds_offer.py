"""What RDS offers: of each major version of PostgreSQL the minor that an instance here begins with.

Which classes it has for a version is moto's to know; where moto has no list, that is said, and not that there are none.
"""

from typing import Any, cast

from moto.core.responses import ActionResult
from moto.rds.responses import RDSResponse

NEWEST_MINOR = {"16": "16.10", "17": "17.6", "18": "18.4"}
"""What an instance of a bare major version runs at first; later ones come by the way of a modification."""

_ENGINE = "postgres"
_options = RDSResponse.describe_orderable_db_instance_options


def install() -> None:
    """Answer DescribeDBEngineVersions, and no longer that nothing can be ordered."""
    operations = cast("Any", RDSResponse)
    operations.describe_db_engine_versions = _described
    operations.describe_orderable_db_instance_options = _ordered


def _described(self: RDSResponse) -> ActionResult:
    engine, family = self.params.get("Engine"), self.params.get("DBParameterGroupFamily")
    if engine != _ENGINE:
        raise NotImplementedError(f"the versions of {engine}")
    offered = [
        {
            "Engine": _ENGINE,
            "EngineVersion": minor,
            "MajorEngineVersion": major,
            "DBParameterGroupFamily": f"{_ENGINE}{major}",
            "Status": "available",
        }
        for major, minor in NEWEST_MINOR.items()
        if family in (None, f"{_ENGINE}{major}")
    ]
    return ActionResult({"DBEngineVersions": offered})


def _ordered(self: RDSResponse) -> ActionResult:
    answer = _options(self)
    if not cast("dict[str, Any]", answer.result)["OrderableDBInstanceOptions"]:
        raise NotImplementedError(f"the classes of {self.params.get('Engine')} {self.params.get('EngineVersion')}")
    return answer
