"""IAM Access Analyzer, which moto does not have: analyzers on record. Nothing is analysed, so nothing is found."""

import re
import sys
from typing import Any

from moto.backend_index import backend_url_patterns
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.core.utils import utcnow

_SERVICE = "accessanalyzer"
# Each has a quota of its own, which is one a region for these two.
_TYPES = ("ACCOUNT", "ACCOUNT_UNUSED_ACCESS")


class AnalyzerError(ServiceException):
    """What Access Analyzer answers about an analyzer."""

    def __init__(self, code: str, message: str, name: str) -> None:
        super().__init__(code, message)
        self.resource_id = name
        self.resource_type = "Analyzer"


class AnalyzerBackend(BaseBackend):
    """The analyzers of an account in a region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.analyzers: dict[str, dict[str, Any]] = {}

    @property
    def _url_module(self) -> Any:
        """moto looks for a module beside the one of its own models."""
        return sys.modules[__name__]


class AnalyzerOperations(BaseResponse):
    """The operations on analyzers and their tags."""

    def __init__(self) -> None:
        super().__init__(service_name=_SERVICE)
        self.automated_parameter_parsing = True

    def create_analyzer(self) -> ActionResult:
        """Answer CreateAnalyzer."""
        asked, analyzers = self.params, self._analyzers()
        kind, name = asked["type"], asked["analyzerName"]
        if kind not in _TYPES or asked.get("configuration") or asked.get("archiveRules"):
            raise NotImplementedError(f"an analyzer of the type {kind} with a configuration or with archive rules")
        if name in analyzers:
            raise AnalyzerError("ConflictException", f"An analyzer named {name} already exists.", name)
        if any(analyzer["type"] == kind for analyzer in analyzers.values()):
            reason = f"There is an analyzer of the type {kind} in this region already."
            raise AnalyzerError("ServiceQuotaExceededException", reason, name)
        arn = f"arn:{self.partition}:access-analyzer:{self.region}:{self.current_account}:analyzer/{name}"
        analyzers[name] = {
            "arn": arn,
            "name": name,
            "type": kind,
            "createdAt": utcnow(),
            "status": "ACTIVE",
            "tags": dict(asked.get("tags") or {}),
        }
        return ActionResult({"arn": arn})

    def get_analyzer(self) -> ActionResult:
        """Answer GetAnalyzer."""
        return ActionResult({"analyzer": self._analyzer(self.params["analyzerName"])})

    def list_analyzers(self) -> ActionResult:
        """Answer ListAnalyzers."""
        kind = self.params.get("type")
        return ActionResult(
            {"analyzers": [each for each in self._analyzers().values() if kind in (None, each["type"])]}
        )

    def delete_analyzer(self) -> ActionResult:
        """Answer DeleteAnalyzer."""
        del self._analyzers()[self._analyzer(self.params["analyzerName"])["name"]]
        return EmptyResult()

    def list_tags_for_resource(self) -> ActionResult:
        """Answer ListTagsForResource."""
        return ActionResult({"tags": self._tags()})

    def tag_resource(self) -> ActionResult:
        """Answer TagResource."""
        self._tags().update(self.params["tags"])
        return EmptyResult()

    def untag_resource(self) -> ActionResult:
        """Answer UntagResource."""
        for key in self.params["tagKeys"]:
            self._tags().pop(key, None)
        return EmptyResult()

    def _analyzers(self) -> dict[str, dict[str, Any]]:
        return accessanalyzer_backends[self.current_account][self.region].analyzers

    def _analyzer(self, name: str) -> dict[str, Any]:
        found = self._analyzers().get(name)
        if found is None:
            raise AnalyzerError("ResourceNotFoundException", f"The analyzer {name} does not exist.", name)
        return found

    def _tags(self) -> dict[str, str]:
        return self._analyzer(self.params["resourceArn"].rpartition(":analyzer/")[2])["tags"]


accessanalyzer_backends = BackendDict(AnalyzerBackend, _SERVICE)
url_bases = [r"https?://access-analyzer\.(.+)\.amazonaws\.com"]
url_paths = {
    "{0}/analyzer$": AnalyzerOperations.dispatch,
    "{0}/analyzer/(?P<name>[^/]+)$": AnalyzerOperations.dispatch,
    "{0}/tags/(?P<arn>.+)$": AnalyzerOperations.dispatch,
}


def install() -> None:
    """Add the service to those that moto finds by the host of a request."""
    backend_url_patterns.append((_SERVICE, re.compile(url_bases[0])))
    sys.modules[f"moto.{_SERVICE}"] = sys.modules[__name__]
