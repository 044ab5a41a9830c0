"""IAM Access Analyzer: analyzers. An analyzer's id is its name."""

from portarium_sandbox.providers.aws.table import Call, Fetch, ResourceType, given, identifier, told
from portarium_sandbox.providers.aws.tagging import Tagging

_TAGS = Tagging({"resourceArn": told("arn")}, as_map=True, tags="tags", keys="tagKeys")

ROWS = (
    ResourceType(
        type="aws:accessanalyzer/analyzer:Analyzer",
        service="accessanalyzer",
        camel_case=True,
        create=Call(
            "create_analyzer",
            {"analyzerName": "analyzerName", "type": "type", "tags": _TAGS.at_creation},
        ),
        identity=given("analyzerName"),
        read=(
            Fetch(
                Call("get_analyzer", {"analyzerName": identifier}, "analyzer"),
                "arn type",
                {"analyzerName": "name"},
                tags="tags",
            ),
        ),
        delete=Call("delete_analyzer", {"analyzerName": identifier}),
        replace="analyzerName type",
        defaults={"type": "ACCOUNT"},
        tagging=_TAGS,
    ),
)
