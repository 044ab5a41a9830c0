"""EC2: launch templates."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World


def _other_default(world: World, made: Made) -> Properties:
    client, template = world.api("ec2"), made.identifier
    found = client.describe_launch_template_versions(LaunchTemplateId=template, Versions=["$Latest"])
    data = found["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    data["MetadataOptions"]["HttpTokens"] = "optional"
    client.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData=data)
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    assert inputs["metadataOptions"]["httpTokens"] == "optional"
    names = [name for name in inputs if inputs[name] != made.inputs.get(name)]
    return {name: inputs[name] for name in names}


CASES = [
    Case(
        token="aws:ec2/launchTemplate:LaunchTemplate",
        inputs=lambda _: {
            "updateDefaultVersion": True,
            "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1, "httpEndpoint": "enabled"},
            "blockDeviceMappings": [
                {
                    "deviceName": "/dev/xvda",
                    "ebs": {"volumeSize": 50, "volumeType": "gp3", "encrypted": "true", "kmsKeyId": "key"},
                }
            ],
            "tagSpecifications": [{"resourceType": "instance", "tags": {"Name": "worker"}}],
            "vpcSecurityGroupIds": ["sg-1"],
            "tags": {"Name": "workers"},
        },
        change={"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 2}},
        replacement={"name": "another"},
        drift=_other_default,
        wrong_type={"metadataOptions": {"httpPutResponseHopLimit": "1"}},
    ),
]
