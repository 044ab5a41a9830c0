"""The tags of a launch template itself, which moto also lists among those of what the template launches."""

from typing import Any

from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend

from portarium_sandbox.cloud.extension.parameter import as_list

_create = LaunchTemplateBackend.create_launch_template


def install() -> None:
    """Let moto keep the two apart."""
    LaunchTemplateBackend.create_launch_template = _created


def _created(
    self: LaunchTemplateBackend,
    name: str,
    description: str,
    template_data: dict[str, Any],
    tag_spec: dict[str, Any],
) -> LaunchTemplate:
    launched = as_list(template_data.pop("TagSpecifications", None))
    if kept := [tags for tags in launched if tags["ResourceType"] != "launch-template"]:
        template_data["TagSpecifications"] = kept
    return _create(self, name, description, template_data, tag_spec)
