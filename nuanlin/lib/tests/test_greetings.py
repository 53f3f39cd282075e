from datetime import date

import pytest
from django.utils import translation

from nuanlin.lib.clock import moment
from nuanlin.lib.greetings import salutation

DAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [
        (4, "周先生晚上好"),
        (5, "周先生早上好"),
        (8, "周先生早上好"),
        (9, "周先生上午好"),
        (12, "周先生中午好"),
        (14, "周先生下午好"),
        (18, "周先生晚上好"),
        (23, "周先生晚上好"),
    ],
)
def test_the_hour_decides_the_greeting(hour: int, greeting: str) -> None:
    with translation.override("zh-hans"):
        assert salutation("周建国", "m", moment(DAY, hour)) == greeting


def test_unknown_gender_is_greeted_by_full_name() -> None:
    with translation.override("zh-hans"):
        assert salutation("周建国", "", moment(DAY, 8)) == "周建国您好"


def test_english_readers_are_greeted_in_english() -> None:
    with translation.override("en"):
        assert salutation("王芳", "f", moment(DAY, 20)) == "Good evening, Ms Wang"
