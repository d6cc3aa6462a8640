"""Days inside sentences, in both languages; and no letter prints one in another way."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from communities.models import Notice
from communities.shared import days
from communities.shared.notice_words import words_of

DAY = dt.date(2026, 11, 10)
MAIL = Path(settings.BASE_DIR, "templates", "mail")
KINDS = sorted(str(path.relative_to(MAIL))[:-4] for path in MAIL.glob("*/*.txt"))


@pytest.mark.parametrize(
    ("language", "says", "said"),
    [
        ("en", days.in_words, "10 November 2026"),
        ("en", days.with_weekday, "Tuesday, 10 November 2026"),
        ("en", days.near, "Tuesday, 10 November"),
        ("uk", days.in_words, "10 листопада 2026 року"),
        ("uk", days.with_weekday, "10 листопада 2026 року (вівторок)"),
        ("uk", days.near, "10 листопада (вівторок)"),
    ],
)
def test_a_day_in_a_sentence(language, says, said):
    with translation.override(language):
        assert says(DAY) == said


@pytest.mark.parametrize(("no_day", "said"), [(None, ""), ("", ""), ("soon", "soon")])
def test_what_is_no_day_is_printed_as_it_stands(no_day, said):
    assert days.in_words(no_day) == said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("over", [True, False])
def test_days_in_ukrainian_letters(kind, over):
    names = set(re.findall(r"\w+_on", (MAIL / f"{kind}.txt").read_text(encoding="utf-8")))
    line = {
        "community": "Новопсков",
        "period": "вересень–жовтень 2026",
        "due_on": "2026-11-10",
        "name": "Олена",
    }
    listed = {"count": 1, "named": [line], "more": 0}
    facts = dict.fromkeys(names, "2026-11-10") | {
        **dict.fromkeys(("overdue", "nobody", "undelivered"), listed),
        "is_over": over,
        "is_returned": over,
    }
    words = words_of(Notice(kind=kind, facts=facts), "uk")
    text = f"{words.subject}\n{words.text}"
    if names:
        assert "10 листопада" in text
    assert "2026-" not in text
    assert not re.search(r"\d Листопад\b|\.\.|р\.", text), text
