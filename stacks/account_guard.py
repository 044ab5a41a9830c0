"""What guards an account: its records, its watchmen, its defaults, and the roles by which people come."""

from collections.abc import Iterator

from components.aws.access_log_bucket import AccessLogBucket, AccessLogBucketArgs
from components.aws.account_defaults import AccountDefaults, AccountDefaultsArgs
from components.aws.account_guards import AccountGuards, AccountGuardsArgs
from components.aws.account_trail import AccountTrail, AccountTrailArgs
from components.aws.evidence_copy import EvidenceCopy, EvidenceCopyArgs
from components.aws.evidence_policy import ObjectLock
from components.aws.finding_notices import FindingNotices, FindingNoticesArgs
from components.aws.people_roles import PeopleRoles, PeopleRolesArgs
from components.aws.people_trust import PeopleTrust
from components.naming import account_owner, physical_name
from domain.state_store import default_bucket
from stacks.account_site import AccountSite


def build_guard(site: AccountSite) -> AccountTrail:
    """Build all that guards the account, and return the trail, which knows where its records are."""
    settings = site.settings
    AccountDefaults(
        "defaults", AccountDefaultsArgs(account_id=site.account_id, protect=settings.protect), opts=site.on_aws
    )
    AccountGuards(
        "guards",
        AccountGuardsArgs(account=settings.name, region=str(settings.region), protect=settings.protect),
        opts=site.on_aws,
    )
    FindingNotices(
        "findings",
        FindingNoticesArgs(
            account=settings.name,
            account_id=site.account_id,
            region=str(settings.region),
            email_addresses=[str(address) for address in settings.watchers],
            protect=settings.protect,
        ),
        opts=site.on_aws,
    )
    if settings.people:
        _people(site)
    return _trail(site)


def build_copies(site: AccountSite) -> None:
    """Build what keeps the copies of other accounts' evidence."""
    for each in site.settings.copied:
        environment, evidence = each.environment, each.evidence
        if evidence.object_lock == "off":
            raise ValueError(
                f"{environment.name}: its evidence is not locked; the settings let only locked one be copied"
            )
        EvidenceCopy(
            f"{environment.name}-evidence-copy",
            EvidenceCopyArgs(
                environment=environment.name,
                environment_account_id=str(each.account_id),
                account_id=site.account_id,
                region=str(each.region),
                lock=ObjectLock(mode=evidence.object_lock, days=evidence.retention_days),
                configurators=administrators_of(site),
                protect=environment.protect,
            ),
            opts=site.on_aws,
        )


def administrators_of(site: AccountSite) -> list[str]:
    """The roles that apply the account's stack."""
    return [role.arn(account_id=site.account_id) for role in site.settings.administrators]


def _people(site: AccountSite) -> None:
    PeopleRoles(
        "people",
        PeopleRolesArgs(
            account=site.settings.name,
            account_id=site.account_id,
            trusted={
                role: PeopleTrust(
                    principals=entry.principals,
                    saml_providers=entry.saml_providers,
                    single_sign_on=entry.single_sign_on,
                )
                for role, entry in site.settings.people.items()
            },
            protect=site.settings.protect,
        ),
        opts=site.on_aws,
    )


def _trail(site: AccountSite) -> AccountTrail:
    settings = site.settings
    logs = AccessLogBucket(
        "access-logs",
        AccessLogBucketArgs(
            environment=account_owner(settings.name),
            account_id=site.account_id,
            retention_days=settings.retention_days,
            locked=settings.lock != "off",
            protect=settings.protect,
        ),
        opts=site.on_aws,
    )
    return AccountTrail(
        "trail",
        AccountTrailArgs(
            account=settings.name,
            account_id=site.account_id,
            region=str(settings.region),
            recorded_objects=list(_recorded(site)),
            retention_days=settings.retention_days,
            lock=settings.lock,
            administrators=administrators_of(site),
            access_log_bucket=logs.bucket,
            protect=settings.protect,
        ),
        opts=site.on_aws,
    )


def _recorded(site: AccountSite) -> Iterator[str]:
    """Evidence, which ends in a random suffix, and the states where they are kept here."""
    for each in site.settings.environments:
        yield f"arn:aws:s3:::{physical_name(each.environment.name, 'evidence')}-"
    if site.settings.keeps_records:
        yield f"arn:aws:s3:::{default_bucket(site.account_id, str(site.settings.region))}/"
