"""The trail at the foot of a page: sentences that a person reads, also for acts nobody tells any more."""

import datetime as dt

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from communities.shared import audit, trail

AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("act", "details", "said"),
    [
        (
            "duty.handed_over",
            {"person": "Olena Koval", "role": "reporting_officer", "to": "Iryna Moroz"},
            "Olena Koval handed the duty of reporting officer over to Iryna Moroz",
        ),
        (
            "admin.changed",
            {"fields": ["name_uk", "note_uk"]},
            "Changed in the administration: name_uk, note_uk",
        ),
        ("admin.changed", {}, "Recorded: admin, changed"),
        ("duty.ended", {"person": "Olena", "role": "a role of long ago"}, "Recorded: duty, ended"),
        ("report.was_frozen", {"a": 1}, "Recorded: report, was frozen"),
    ],
)
def test_what_happened_is_told_in_a_sentence(act, details, said):
    with override("en"):
        assert trail.sentence_of(act, details) == said


def test_an_act_is_told_by_one_app():
    with pytest.raises(ValueError, match=r"Told twice: duty\.ended"):
        trail.tell({"duty.ended": "Something else"})


def test_the_foot_of_a_page_shows_who_did_what_newest_first_and_escapes_names(cast, novopskov):
    cast.olena.name = "<b>Olena</b>"
    with transaction.atomic():
        for by, act in ((cast.olena, "duty.appointed"), (None, "community.loaded")):
            details = {"person": "Iryna", "role": "police_colleague"}
            audit.record(act, target=novopskov, by=by, at=AT, details=details)
    with override("en"):
        lines = trail.sentences(audit.trail_of(novopskov))
        html = render_to_string("components/audit_trail.html", {"entries": lines})
    assert [line.by for line in lines] == ["", "<b>Olena</b>"]
    assert "Iryna became police colleague" in html
    assert "&lt;b&gt;Olena" in html
    assert "done by the site itself" in html


def test_reading_a_trail_is_one_query(cast, novopskov, django_assert_num_queries):
    with transaction.atomic():
        for by in (cast.olena, cast.petro, cast.olena, cast.petro, None):  # the same twice would be one line
            audit.record("community.loaded", target=novopskov, by=by, at=AT)
    with django_assert_num_queries(1):
        assert len(trail.sentences(audit.trail_of(novopskov))) == 5
