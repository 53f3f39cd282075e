from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from nuanlin.lib import clock

NOW = datetime(2026, 3, 14, 4, 0, tzinfo=UTC)  # noon in Shanghai


def test_the_local_day_begins_at_sixteen_utc() -> None:
    assert clock.local_day(datetime(2026, 3, 13, 15, 59, tzinfo=UTC)) == date(2026, 3, 13)
    assert clock.local_day(datetime(2026, 3, 13, 16, 0, tzinfo=UTC)) == date(2026, 3, 14)
    start, end = clock.bounds(date(2026, 3, 14))
    assert start == datetime(2026, 3, 13, 16, 0, tzinfo=UTC)
    assert (end - start).total_seconds() == 86400


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (clock.moment(date(2026, 3, 14), 11, 5), "今天 11:05", "today 11:05"),
        (clock.moment(date(2026, 3, 13), 18, 20), "昨天 18:20", "yesterday 18:20"),
        (clock.moment(date(2026, 3, 15), 9), "明天 09:00", "tomorrow 09:00"),
        (clock.moment(date(2026, 2, 1), 9), "2月1日 09:00", "2/1 09:00"),
        (clock.moment(date(2025, 12, 31), 9), "2025年12月31日 09:00", "2025/12/31 09:00"),
    ],
)
def test_moments_are_told_in_words(at: datetime, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert clock.told(at, NOW) == chinese
    with translation.override("en"):
        assert clock.told(at, NOW) == english
