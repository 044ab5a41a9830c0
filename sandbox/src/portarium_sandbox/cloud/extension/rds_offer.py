"""The versions of PostgreSQL that RDS offers: of each major, those that an instance here may come to run."""

from typing import Any, cast

from moto.core.responses import ActionResult
from moto.rds.responses import RDSResponse

NEWEST_MINOR = {"16": "16.10", "17": "17.6"}
"""What an instance of a bare major version runs at first; later ones come by the way of a modification."""

_ENGINE = "postgres"


def install() -> None:
    """Answer DescribeDBEngineVersions."""
    cast("Any", RDSResponse).describe_db_engine_versions = _described


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
