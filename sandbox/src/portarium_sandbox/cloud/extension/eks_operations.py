"""What all the added EKS operations start from: parameters, the cluster they are about, pages of a list."""

from typing import Any, cast

from moto.core.responses import ActionResult
from moto.eks.models import paginated_list
from moto.eks.responses import EKSResponse

from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster

_DEFAULT_PAGE = 100


class EksOperations(EKSResponse):
    """moto's EKS operations, with parameters read by AWS's own service model."""

    def __init__(self) -> None:
        super().__init__()
        # moto's older way keeps one value of a repeated query parameter: UntagResource would drop one key of many.
        self.automated_parameter_parsing = True

    def param(self, name: str, default: Any = None) -> Any:
        """Give a parameter by the name it has in AWS's API."""
        return self._get_param(name, default)

    def cluster(self, parameter: str = "name") -> SandboxCluster:
        """Give the cluster that the request names, or answer that there is none."""
        return cast(SandboxCluster, self.eks_backend.describe_cluster(self.param(parameter)))

    def page(self, result_key: str, items: list[str]) -> ActionResult:
        """Give the page of a list that the request asks for."""
        limit = int(self.param("maxResults") or _DEFAULT_PAGE)
        names, next_token = paginated_list(items, limit, self.param("nextToken"))
        return ActionResult({result_key: names, "nextToken": next_token})
