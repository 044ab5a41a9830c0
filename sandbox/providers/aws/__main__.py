"""`python -m sandbox.providers.aws`: the AWS double as a Pulumi plugin."""

from sandbox.providers.aws.provider import Aws
from sandbox.providers.server import run

if __name__ == "__main__":
    run(Aws)
