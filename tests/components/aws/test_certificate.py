"""Each domain is proven by one record, and the certificate is handed out only when it is of use."""

import pytest

from components.aws.certificate import (
    ValidatedCertificate,
    ValidatedCertificateArgs,
    domains_to_validate,
    validation_option,
)
from tests.provider_answers import certificate_of
from tests.recording import Recording, record

NAMES = ("example.com", "*.example.com", "other.example.com")


def _record() -> Recording:
    def program() -> object:
        return ValidatedCertificate("certificate", ValidatedCertificateArgs(domain_names=NAMES, zone_id="ZONE")).arn

    # ACM answers in an order of its own.
    return record(program, computed=certificate_of(*reversed(NAMES)))


def test_a_wildcard_shares_the_record_of_its_base() -> None:
    """Two records of the same name would fight over it."""
    records = _record().all("aws:route53/record:Record")
    assert sorted(r.inputs["name"] for r in records) == ["_proof.example.com", "_proof.other.example.com"]


def test_each_record_proves_the_domain_it_is_named_after() -> None:
    """Whatever the order in which ACM lists them."""
    for proof in _record().all("aws:route53/record:Record"):
        domain = proof.name.removeprefix("certificate-validation-")
        assert proof.inputs["records"] == [f"_value.{domain}"]


def test_a_certificate_is_handed_out_once_issued() -> None:
    """Whoever uses the ARN waits for the validation, and the validation for the certificate."""
    recording = _record()
    validation = recording.one("aws:acm/certificateValidation:CertificateValidation")
    assert validation.inputs["certificateArn"] == recording.result
    assert recording.one("aws:acm/certificate:Certificate").urn in validation.depends_on


def test_the_key_is_as_long_as_acm_makes_it() -> None:
    """RSA of 2,048 bits where nobody names an algorithm; the shorter one can be had by its name alone."""
    asked = _record().one("aws:acm/certificate:Certificate").inputs
    assert asked.get("keyAlgorithm", "RSA_2048") in {"RSA_2048", "RSA_3072", "RSA_4096"}


def test_domains_keep_the_order_of_the_names() -> None:
    """The names of the records' resources must not depend on chance."""
    assert domains_to_validate(["*.b.example", "a.example", "b.example"]) == ["b.example", "a.example"]


def test_a_domain_that_acm_does_not_know_is_named() -> None:
    """Rather than a record of nothing."""
    with pytest.raises(LookupError, match=r"no validation record for example\.com"):
        validation_option("example.com", [])
