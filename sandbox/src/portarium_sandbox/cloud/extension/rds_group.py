"""Groups of RDS: changing a subnet group, which makes moto forget it; who set a parameter, and resetting it.

moto keeps the parameters that were set and knows no others: the engine's own and the system's are not listed here.
"""

from typing import Any, cast

from moto.core.responses import ActionResult
from moto.rds.exceptions import DBParameterGroupNotFoundError
from moto.rds.models import DBSubnetGroup, RDSBackend
from moto.rds.responses import RDSResponse

_SET_BY_HAND = "user"
_modify_subnet_group = RDSBackend.modify_db_subnet_group
_describe_parameters = RDSResponse.describe_db_parameters


def install() -> None:
    """Let moto keep what it changes."""
    RDSBackend.modify_db_subnet_group = _modified
    RDSResponse.describe_db_parameters = _described
    RDSResponse.reset_db_parameter_group = _reset  # type: ignore[attr-defined]


def _modified(self: RDSBackend, subnet_name: str, description: str, subnets: Any) -> DBSubnetGroup:
    group = _modify_subnet_group(self, subnet_name, description, subnets)
    self.subnet_groups[subnet_name] = group
    return group


def _described(self: RDSResponse) -> ActionResult:
    told = cast("dict[str, Any]", _describe_parameters(self).result)["Parameters"]
    wanted = self.params.get("Source") or _SET_BY_HAND
    return ActionResult({"Parameters": [{**item, "Source": _SET_BY_HAND} for item in told if wanted == _SET_BY_HAND]})


def _reset(self: RDSResponse) -> ActionResult:
    name = self.params.get("DBParameterGroupName")
    groups = cast("dict[str, Any]", self.backend.db_parameter_groups)
    if name not in groups:
        raise DBParameterGroupNotFoundError(name)
    parameters: dict[str, Any] = groups[name].parameters
    if self.params.get("ResetAllParameters"):
        parameters.clear()
    for parameter in self.params.get("Parameters", []):
        parameters.pop(parameter.original_dict()["ParameterName"], None)
    return ActionResult({"DBParameterGroupName": groups[name].name})
