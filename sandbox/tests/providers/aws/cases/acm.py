"""ACM."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World


def _certificate(world: World) -> Properties:
    certificate = world.make("aws:acm/certificate:Certificate", domainName="example.com", validationMethod="DNS")
    option = certificate["domainValidationOptions"][0]
    world.make(
        "aws:route53/record:Record",
        zoneId=world.make("aws:route53/zone:Zone", name="example.com").identifier,
        name=option["resourceRecordName"],
        type=option["resourceRecordType"],
        records=[option["resourceRecordValue"]],
        ttl=60,
    )
    return {"certificateArn": certificate.identifier, "validationRecordFqdns": [option["resourceRecordName"]]}


def _tag(world: World, made: Made) -> Properties:
    world.api("acm").add_tags_to_certificate(CertificateArn=made.identifier, Tags=[{"Key": "by", "Value": "hand"}])
    return {"tags": {"by": "hand"}, "tagsAll": {"by": "hand"}}


CASES = [
    Case(
        token="aws:acm/certificate:Certificate",
        inputs=lambda _: {
            "domainName": "example.com",
            "subjectAlternativeNames": ["api.example.com"],
            "validationMethod": "DNS",
        },
        change={"tags": {"team": "platform"}},
        replacement={"domainName": "example.org"},
        drift=_tag,
        wrong_type={"subjectAlternativeNames": "api.example.com"},
    ),
    Case(
        token="aws:acm/certificateValidation:CertificateValidation",
        inputs=_certificate,
        replacement={"certificateArn": "arn:aws:acm:eu-central-1:123456789012:certificate/another"},
        wrong_type={"validationRecordFqdns": "record"},
        forgets=True,
    ),
]
