"""Whom to believe that a server is RDS's, in two namespaces."""

from components.kubernetes.database_authority import DatabaseAuthority, DatabaseAuthorityArgs

DatabaseAuthority(
    "authority",
    DatabaseAuthorityArgs(
        environment="dev",
        certificates="-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n",
        namespaces={"control": "apps-dev", "data": "data-dev"},
    ),
)
