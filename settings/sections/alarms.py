"""Alarms and the budget."""

from domain.names import MailAddress
from settings.section import Percent, Positive, Section


class Alarms(Section):
    """Where the environment's alarms go."""

    emails: tuple[MailAddress, ...] = ()
    """Subscribers of the alarm topic; each confirms by mail."""


class Budget(Section):
    """The monthly budget of the environment."""

    monthly_usd: Positive
    """The budget in US dollars a month."""

    alert_percent: Percent = 80
    """At which part of the budget the forecast raises the alarm."""
