"""All keys of staging, one for each purpose."""

from components.aws.environment_keys import EnvironmentKeys, EnvironmentKeysArgs

EnvironmentKeys(
    "keys",
    EnvironmentKeysArgs(
        environment="staging",
        region="eu-central-1",
        account_id="123456789012",
        vault_role_name="portarium-staging-vault",
        protect=False,
    ),
)
