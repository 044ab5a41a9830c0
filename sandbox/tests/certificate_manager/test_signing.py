"""Certificates are what is asked for, and an authority's are believed by whoever believes it."""

from datetime import timedelta

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from portarium_sandbox.certificate_manager.signing import Pair, issued, renewal
from tests.certificate_manager.requests import authority, leaf


def test_an_authority_signs_what_is_for_these_names() -> None:
    """And is handed out beside it."""
    root = issued(authority(), None, None)
    made = issued(leaf(), root, None)
    made.certificate.verify_directly_issued_by(root.certificate)
    names = made.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["vault.system.svc"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    purposes = made.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert x509.load_pem_x509_certificate(made.as_data()["ca.crt"]) == root.certificate


def test_only_an_authority_may_sign() -> None:
    """A service's certificate is none."""
    root = issued(authority(), None, None)
    for made, may in ((root, True), (issued(leaf(), root, None), False)):
        assert made.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is may
        assert made.certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign is may


def test_it_lasts_and_is_renewed_as_asked_for() -> None:
    """Thirty days before its ninety are over; a third before the end where nothing is said."""
    made = issued(leaf(), None, None).certificate
    assert made.not_valid_after_utc - made.not_valid_before_utc == timedelta(days=90)
    assert made.not_valid_after_utc - renewal(leaf(), made) == timedelta(days=30)
    silent = {key: value for key, value in leaf().items() if key != "renewBefore"}
    assert made.not_valid_after_utc - renewal(silent, made) == timedelta(days=30)


def test_what_a_secret_keeps_is_read_again() -> None:
    """The key among it, which a certificate that never rotates is made for anew."""
    made = issued(authority(), None, None)
    again = Pair.read(made.as_data())
    assert again.certificate == made.certificate
    assert issued(authority(), None, again.key).certificate.public_key() == made.certificate.public_key()
