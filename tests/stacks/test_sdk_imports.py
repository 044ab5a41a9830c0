"""Services of pulumi-aws give the same classes when their resources are imported one by one."""

import subprocess
import sys
from functools import cache

import pytest

from stacks.sdk_imports import module_of

INSTALL = "from stacks.sdk_imports import import_resources_on_use; import_resources_on_use(); import sys\n"

NO_RESOURCES = ("ec2.get_ami", "ec2.InstanceRootBlockDeviceArgs", "ec2.Tenancy.DEDICATED")


def run(program: str) -> str:
    """Run a program in a process of its own: what is imported here already would hide what is tested."""
    command = [sys.executable, "-W", "ignore", "-c", INSTALL + program]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


@cache
def without_the_tuning() -> dict[str, str]:
    """Return what each of them is in a process that imports the whole service, once for all: it takes seconds."""
    program = "import pulumi_aws.ec2 as ec2\n" + "\n".join(f"print({each}.__class__.__name__)" for each in NO_RESOURCES)
    command = [sys.executable, "-W", "ignore", "-c", program]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(zip(NO_RESOURCES, answer.stdout.split(), strict=True))


def test_a_class_is_the_one_of_its_own_module() -> None:
    """The class that the service gives is the one that the SDK defines, not a copy."""
    assert run("from pulumi_aws import ec2; from pulumi_aws.ec2.vpc import Vpc; print(ec2.Vpc is Vpc)") == "True"


@pytest.mark.parametrize("name", ["Vpc", "LaunchTemplateMetadataOptionsArgs"])
def test_other_resources_stay_unimported(name: str) -> None:
    """Using one class, or the arguments of one, does not import the other resources of its service."""
    assert run(f"from pulumi_aws import ec2; ec2.{name}; print('pulumi_aws.ec2.instance' in sys.modules)") == "False"


@pytest.mark.parametrize("expression", NO_RESOURCES)
def test_what_is_no_resource_is_found_as_well(expression: str) -> None:
    """Functions, nested arguments and enumerations come from the service as a whole."""
    program = f"import pulumi_aws.ec2 as ec2; print({expression}.__class__.__name__)"
    assert run(program) == without_the_tuning()[expression]


def test_a_class_stays_the_same_after_the_service_was_imported_as_a_whole() -> None:
    """A class taken before a function made the service import everything is still the service's class."""
    assert run("from pulumi_aws import ec2; before = ec2.Vpc; ec2.get_ami; print(ec2.Vpc is before)") == "True"


def test_a_missing_name_is_an_attribute_error() -> None:
    """A misspelt class fails as it does without the tuning."""
    program = "from pulumi_aws import ec2\ntry:\n    ec2.Vcp\nexcept AttributeError as error:\n    print(error)"
    assert "has no attribute 'Vcp'" in run(program)


def test_a_star_import_gives_everything() -> None:
    """`import *` sees the resources and the functions of a service."""
    assert run("from pulumi_aws.sns import *; print(Topic.__name__, get_topic.__name__)") == "Topic get_topic"


@pytest.mark.parametrize(
    ("name", "module"),
    [("Vpc", "vpc"), ("VpcEndpoint", "vpc_endpoint"), ("BucketV2", "bucket_v2"), ("ZoneVpcArgs", "_inputs")],
)
def test_names_follow_the_rule_of_the_sdk(name: str, module: str) -> None:
    """The SDK names a resource's module after its class."""
    assert module_of(name) == module
