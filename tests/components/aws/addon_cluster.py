"""A cluster that add-ons are installed into, for the tests of all that do."""

from components.aws.managed_addon import AddonCluster
from tests.recording import ACCOUNT_ID

CLUSTER = AddonCluster(
    environment="dev",
    account_id=ACCOUNT_ID,
    name="portarium-dev",
    arn=f"arn:aws:eks:eu-central-1:{ACCOUNT_ID}:cluster/portarium-dev",
)
