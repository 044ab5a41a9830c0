"""Windows collide when they share a minute, across midnight and the week's end too."""

import pytest

from domain.window import DailyWindow, WeeklyWindow


@pytest.mark.parametrize(
    ("weekly", "daily", "collide"),
    [
        ("sun:03:00-sun:04:00", "01:00-02:00", False),
        ("sun:03:00-sun:04:00", "04:00-05:00", False),
        ("sun:03:00-sun:04:00", "03:59-05:00", True),
        ("sun:03:00-sun:04:00", "02:00-03:01", True),
        ("mon:00:00-mon:01:00", "23:30-00:30", True),
        ("sun:23:30-mon:00:30", "00:00-00:30", True),
        ("sun:23:30-mon:00:30", "23:00-23:30", False),
        ("wed:22:00-thu:02:00", "23:00-00:00", True),
        ("sat:12:00-sun:12:00", "11:00-11:30", True),
    ],
)
def test_windows_collide_when_they_share_a_minute(weekly: str, daily: str, collide: bool) -> None:
    """Windows that only touch do not collide."""
    assert WeeklyWindow(weekly).collides_with(DailyWindow(daily)) is collide


@pytest.mark.parametrize("text", ["02:00-02:29", "02:00-02:00"])
def test_daily_window_under_half_an_hour_is_refused(text: str) -> None:
    """RDS takes no shorter one."""
    with pytest.raises(ValueError, match="RDS needs at least 30"):
        DailyWindow(text)


@pytest.mark.parametrize("text", ["sun:02:00-sun:02:10", "sun:02:00-sun:02:00"])
def test_weekly_window_under_half_an_hour_is_refused(text: str) -> None:
    """RDS takes no shorter one."""
    with pytest.raises(ValueError, match="RDS needs at least 30"):
        WeeklyWindow(text)


@pytest.mark.parametrize("text", ["24:00-25:00", "2:00-3:00", "02:00", "02:60-03:00"])
def test_window_that_is_none_is_refused(text: str) -> None:
    """Times are those of a clock."""
    with pytest.raises(ValueError, match="is not a daily window in UTC"):
        DailyWindow(text)
