"""Whose account it is."""

from collections.abc import Iterator

from ops.operations.preflight.finding import Finding, lacks, mind, right
from ops.operations.preflight.subject import Subject

_WORST_SKEW = 300.0
"""AWS takes no signature that is five minutes off."""
_BAD_SKEW = 60.0


def check_account(subject: Subject) -> Iterator[Finding]:
    """The credentials belong to the account that the settings name, where they name one."""
    found = f"{subject.account_id}, as {subject.caller}"
    wanted = subject.settings.account_id
    if wanted is None:
        yield mind(
            found,
            wanted="the account in the registry, so that no other is ever touched",
            remedy=f'infra/environments.json: accounts.{subject.settings.account}.id "{subject.account_id}"',
        )
    elif wanted != subject.account_id:
        yield lacks(
            found,
            wanted=f"{wanted} (infra/environments.json: accounts.{subject.settings.account}.id)",
            remedy=f"take the credentials of {wanted}, for example: export AWS_PROFILE=…",
        )
    else:
        yield right(found)


def check_clock(subject: Subject) -> Iterator[Finding]:
    """This machine's clock is AWS's: signatures and break-glass grants go by it."""
    skew = abs(subject.clock_skew)
    found = f"{skew:.0f} s {'ahead of' if subject.clock_skew > 0 else 'behind'} AWS's clock"
    remedy = "set the clock, for example: sudo timedatectl set-ntp true"
    if skew >= _WORST_SKEW:
        yield lacks(found, wanted=f"less than {_WORST_SKEW:.0f} s, or AWS refuses every signature", remedy=remedy)
    elif skew >= _BAD_SKEW:
        yield mind(found, wanted="the same time, as grants end by it", remedy=remedy)
    else:
        yield right("AWS's clock says the same")
