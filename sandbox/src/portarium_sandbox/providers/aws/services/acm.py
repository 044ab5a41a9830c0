"""ACM: certificates and their validation."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Fetch, ResourceType, identifier, take
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.aws.waiting import wait_until

_TAGS = Tagging(
    {"CertificateArn": identifier},
    add="add_tags_to_certificate",
    remove="remove_tags_from_certificate",
    read="list_tags_for_certificate",
    keys="Tags",
    keys_as_tags=True,
)
_DESCRIBE = Call("describe_certificate", {"CertificateArn": identifier}, "Certificate")


def _validation_options(certificate: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "domainName": option["DomainName"],
            "resourceRecordName": record.get("Name"),
            "resourceRecordType": record.get("Type"),
            "resourceRecordValue": record.get("Value"),
        }
        for option in as_list(certificate.get("DomainValidationOptions"))
        if (record := option.get("ResourceRecord"))
    ]


def _other_names(certificate: dict[str, Any]) -> list[str]:
    # ACM lists the domain itself among them; moto more than once.
    names = dict.fromkeys(as_list(certificate.get("SubjectAlternativeNames")))
    return [name for name in names if name != certificate["DomainName"]]


def _validate(subject: Subject) -> None:
    """Wait until the certificate is issued; that takes its validation records in DNS."""
    arn = subject.get("certificateArn")
    wait_until(
        subject,
        lambda: subject.client().describe_certificate(CertificateArn=arn)["Certificate"]["Status"],
        reached=("ISSUED",),
        failed=("FAILED", "VALIDATION_TIMED_OUT", "REVOKED", "EXPIRED"),
    )


ROWS = (
    ResourceType(
        type="aws:acm/certificate:Certificate",
        service="acm",
        create=Call(
            "request_certificate",
            take(
                "domainName validationMethod subjectAlternativeNames keyAlgorithm",
                # ACM's tokens are short; the same token asks for the same certificate.
                IdempotencyToken=lambda subject: subject.creation_token[:32],
                Tags=_TAGS.at_creation,
            ),
        ),
        identity="CertificateArn",
        read=(
            Fetch(
                _DESCRIBE,
                "domainName keyAlgorithm status type notBefore notAfter renewalEligibility",
                {
                    "arn": "CertificateArn",
                    "subjectAlternativeNames": _other_names,
                    "validationMethod": "DomainValidationOptions.0.ValidationMethod",
                },
                shaped={"domainValidationOptions": _validation_options},
            ),
        ),
        delete=Call("delete_certificate", {"CertificateArn": identifier}),
        replace="domainName validationMethod subjectAlternativeNames keyAlgorithm",
        tagging=_TAGS,
    ),
    ResourceType(
        type="aws:acm/certificateValidation:CertificateValidation",
        service="acm",
        create=_validate,
        identity=lambda subject, _answer: subject.get("certificateArn"),
        read=(
            Fetch(
                lambda subject: subject.client().describe_certificate(
                    CertificateArn=subject.known("certificateArn") or subject.identifier
                )["Certificate"],
                "certificateArn",
            ),
        ),
        delete=None,
        replace="certificateArn validationRecordFqdns",
    ),
)
