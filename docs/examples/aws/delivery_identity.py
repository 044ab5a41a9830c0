"""The roles of the workflows that deliver prod, trusted for one repository and its states."""

from components.aws.delivery_identity import DeliveryIdentity, DeliveryIdentityArgs
from components.aws.state_access import StateStore

DeliveryIdentity(
    "delivery",
    DeliveryIdentityArgs(
        environment="prod",
        account_id="123456789012",
        state=StateStore(bucket="states", region="eu-central-1", account_id="123456789012", source="staging"),
        repositories=["acme/infrastructure"],
        domain="portarium.example",
        issuer_arn="arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
    ),
)
