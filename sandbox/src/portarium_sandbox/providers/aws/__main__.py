"""`python -m portarium_sandbox.providers.aws`: the AWS double as a Pulumi plugin."""

from portarium_sandbox.parent import Parent
from portarium_sandbox.providers.aws.provider import Aws
from portarium_sandbox.providers.server import run

if __name__ == "__main__":
    run(Aws, Parent())
