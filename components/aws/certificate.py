"""A certificate that proves its domains by records in their zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pulumi
from pulumi_aws import acm, route53

from components.component import Component

_WILDCARD = "*."
_RECORD_TTL_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class ValidatedCertificateArgs:
    """The names of the certificate, and where they are proven."""

    domain_names: Sequence[str]
    """The names, the subject first; `*.` stands for one label."""
    zone_id: pulumi.Input[str]
    """The public zone that holds all of them; it has to be delegated, because ACM looks for the proof from outside."""


class ValidatedCertificate(Component):
    """An ACM certificate with its validation records; ACM renews it while they stay and a service of AWS uses it.

    One that nobody can validate is given up after 72 hours and never comes back: it is to be made only when its zone
    is delegated.
    """

    arn: pulumi.Output[str]
    """The certificate's ARN, known only once the certificate is issued."""

    def __init__(self, name: str, args: ValidatedCertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:ValidatedCertificate", name, None, opts)
        subject, *alternatives = args.domain_names
        certificate = acm.Certificate(
            f"{name}-certificate",
            domain_name=subject,
            subject_alternative_names=alternatives,
            validation_method="DNS",
            opts=self.child(),
        )
        records = [
            self._record(f"{name}-validation-{domain}", domain, certificate, args.zone_id)
            for domain in domains_to_validate(args.domain_names)
        ]
        validation = acm.CertificateValidation(
            f"{name}-validation",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
            # ACM answers within minutes or, if the delegation is wrong, never.
            opts=self.child(custom_timeouts=pulumi.CustomTimeouts(create="30m")),
        )
        self.arn = validation.certificate_arn
        self.register()

    def _record(
        self, name: str, domain: str, certificate: acm.Certificate, zone_id: pulumi.Input[str]
    ) -> route53.Record:
        option = certificate.domain_validation_options.apply(partial(validation_option, domain))
        return route53.Record(
            name,
            zone_id=zone_id,
            name=option.resource_record_name,
            type=option.resource_record_type,
            records=[option.resource_record_value],
            ttl=_RECORD_TTL_SECONDS,
            # Certificates that overlap in time share the record, which depends on domain and account alone.
            allow_overwrite=True,
            opts=self.child(),
        )


def domains_to_validate(names: Sequence[str]) -> list[str]:
    """The distinct domains of some names: a wildcard is proven by the record of its base."""
    return list(dict.fromkeys(name.removeprefix(_WILDCARD) for name in names))


def validation_option(domain: str, options: Sequence[Any]) -> Any:
    """The record that proves a domain, or the wildcard below it."""
    for option in options:
        if option.domain_name.removeprefix(_WILDCARD) == domain:
            return option
    raise LookupError(f"ACM names no validation record for {domain}")
