"""A certificate for a domain and all names in it, once its zone proves it."""

from components.aws.certificate import ValidatedCertificate, ValidatedCertificateArgs

ValidatedCertificate(
    "certificate",
    ValidatedCertificateArgs(domain_names=["dev.portarium.example", "*.dev.portarium.example"], zone_id="Z0"),
)
