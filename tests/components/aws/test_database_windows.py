"""Windows that RDS would refuse are refused with a sentence that says what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.aws.database_windows import windows_problem

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [
        ("02:00-03:00", "sun:04:00-sun:05:00"),
        ("02:00-03:00", "sun:03:00-sun:04:00"),
        ("23:30-00:30", "sun:00:30-sun:01:30"),
        ("12:00-13:00", "sun:23:00-mon:02:00"),
    ],
)
def test_windows_apart_are_fine(backup: str, maintenance: str) -> None:
    """One may begin when the other ends, and both may run over midnight."""
    assert windows_problem(backup, maintenance) is None


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [
        ("02:00-03:00", "sun:02:30-sun:03:30"),
        ("02:00-06:00", "tue:03:00-tue:04:00"),
        ("03:00-04:00", "tue:02:00-tue:06:00"),
        ("23:30-00:30", "sun:00:00-sun:01:00"),
        ("23:30-00:30", "sun:23:00-mon:00:00"),
        ("00:00-01:00", "sun:23:00-mon:00:30"),
    ],
)
def test_overlapping_windows_are_refused(backup: str, maintenance: str) -> None:
    """Also across midnight and across the end of the week."""
    problem = windows_problem(backup, maintenance)
    assert problem is not None
    assert backup in problem
    assert maintenance in problem


@pytest.mark.parametrize(
    ("backup", "maintenance", "said"),
    [
        ("2-3", "sun:04:00-sun:05:00", "such as 02:00-03:00"),
        ("24:00-25:00", "sun:04:00-sun:05:00", "such as 02:00-03:00"),
        ("02:00-02:10", "sun:04:00-sun:05:00", "10 minutes long; RDS needs 30"),
        ("02:00-03:00", "04:00-05:00", "such as sun:04:00-sun:05:00"),
        ("02:00-03:00", "Sun:04:00-Sun:05:00", "such as sun:04:00-sun:05:00"),
        ("02:00-03:00", "sun:04:00-sun:04:00", "0 minutes long"),
        ("02:00-03:00", "sun:04:00-tue:04:00", "RDS needs 30 to a day"),
    ],
)
def test_malformed_windows_are_explained(backup: str, maintenance: str, said: str) -> None:
    """The sentence shows a form that would be right."""
    assert said in str(windows_problem(backup, maintenance))


@given(backup=st.text(), maintenance=st.text())
def test_no_text_makes_it_fail(backup: str, maintenance: str) -> None:
    """Whatever is written, the answer is a sentence."""
    assert windows_problem(backup, maintenance)


@given(start=st.integers(0, 1439), length=st.integers(30, 240), day=st.sampled_from(DAYS), offset=st.integers(0, 1439))
def test_windows_meet_exactly_if_they_share_a_minute(start: int, length: int, day: str, offset: int) -> None:
    """Counted minute by minute, independently of how the module computes it."""
    backup_minutes = {(start + minute) % 1440 for minute in range(length)}
    maintenance_minutes = {(offset + minute) % 1440 for minute in range(60)}
    next_day = DAYS[(DAYS.index(day) + (offset + 60) // 1440) % 7]
    maintenance = f"{day}:{_clock(offset)}-{next_day}:{_clock(offset + 60)}"
    problem = windows_problem(f"{_clock(start)}-{_clock(start + length)}", maintenance)
    assert (problem is not None) == bool(backup_minutes & maintenance_minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
