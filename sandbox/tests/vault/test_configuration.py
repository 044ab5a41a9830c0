"""A server starts by the text that the chart gives it, or says what it lacks."""

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.vault.configuration import configuration_of

_TEXT = """ui = false
listener "tcp" {
  address = "[::]:8200"
  tls_cert_file = "/vault/userconfig/vault-tls/tls.crt"
  tls_key_file = "/vault/userconfig/vault-tls/tls.key"
  telemetry {
    unauthenticated_metrics_access = true
  }
}
seal "awskms" {
  region = "eu-central-1"
  kms_key_id = "alias/portarium-dev-vault-unseal"
}
"""


def test_it_takes_what_a_server_takes() -> None:
    """Its port and its certificate, and the key that seals it."""
    found = configuration_of(_TEXT)
    assert (found.port, found.region, found.seal_key) == (8200, "eu-central-1", "alias/portarium-dev-vault-unseal")
    assert (found.certificate, found.private_key) == (
        "/vault/userconfig/vault-tls/tls.crt",
        "/vault/userconfig/vault-tls/tls.key",
    )


@pytest.mark.parametrize("missing", ["tls_cert_file", "kms_key_id", "seal", "listener", "8200"])
def test_what_is_missing_is_named(missing: str) -> None:
    """A double that took a default would hide what keeps the real server from starting."""
    with pytest.raises(SandboxError, match="the double needs a listener and a seal"):
        configuration_of(_TEXT.replace(missing, "other"))
