"""How long AWS keeps what it records; it takes certain numbers of days and refuses the others."""

from typing import Literal

FlowLogDays = Literal[7, 14, 30, 60, 90, 180, 365]
"""How long the flow logs of a network can be kept: what CloudWatch Logs takes, from a week to a year."""

LogDays = Literal[FlowLogDays, 1, 3, 5, 120, 150, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
"""Every number of days that CloudWatch Logs takes."""

InsightsDays = Literal[7, 31, 93, 186, 372, 731]
"""How long the performance data of a database can be kept: a week, or a number of months that RDS takes."""

KEY_DELETION_DAYS = 30
"""How long a deleted key can still be had back; AWS takes 7 to 30, and the longest leaves a month to notice."""
