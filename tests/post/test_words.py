"""What people are told: one line of subject, plain text, in their language, whatever the facts are."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from communities.letters import compose, message_id
from communities.models import Letter, Notice
from communities.shared.notice_words import address_of, facts_in, one_line, words_of
from tests.post.conftest import AT

MAIL = Path(settings.BASE_DIR, "templates", "mail")
KINDS = sorted(str(path.relative_to(MAIL))[:-4] for path in MAIL.glob("*/*.txt"))

TEMPLATE = """{% load i18n %}{% blocktranslate trimmed %}Report of {{ community }}{% endblocktranslate %}

Due on {{ due_on }}.{% if reason %}


{{ reason }}{% endif %}
"""


@pytest.fixture
def kind(settings, tmp_path):
    """A kind of notice of this test's own."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "told.txt").write_text(TEMPLATE, encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    return "told"


FACTS = {
    "community": {"uk": "Новопсков", "en": "Novopskov <b>&"},
    "due_on": "2026-11-10",
    "reason": "War & peace",
}


def test_pairs_and_days_are_said_in_the_language_of_the_reader(kind):
    notice = Notice(kind=kind, facts=FACTS)
    words = words_of(notice, "en")
    assert words.subject == "Report of Novopskov <b>&"
    assert words.text == "Due on 10 November 2026.\n\nWar & peace"
    assert "Новопсков" in words_of(notice, "uk").subject
    assert "листопада" in words_of(notice, "uk").text


def test_the_words_are_not_taken_for_safe_html(kind):
    words = words_of(Notice(kind=kind, facts=FACTS), "en")
    assert type(words.subject) is str
    assert type(words.text) is str


def test_pairs_in_lists_and_days_in_lists():
    facts = {"rows": [{"name": {"uk": "А", "en": "B"}, "due_on": "2026-01-02"}], "late_on": "soon"}
    expected = {"rows": [{"name": "B", "due_on": dt.date(2026, 1, 2)}], "late_on": "soon"}
    assert facts_in(facts, "en") == expected


def test_without_words_a_notice_still_says_something():
    with translation.override("uk"):
        assert words_of(Notice(kind="no/such"), "en").subject == "There is news for you"


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["uk", "en", "due_on"]), inner)
    ),
    max_leaves=8,
)
names = st.sampled_from(["community", "due_on", "reason", "rows", "number"]) | st.text()


@given(facts=st.dictionaries(names, json), language=st.sampled_from(["uk", "en"]))
def test_no_facts_break_the_words(facts, language):
    for kind in [*KINDS, "no/such"]:
        words = words_of(Notice(kind=kind, facts=facts), language)
        assert words.subject.isprintable()
        assert type(words.text) is str


@given(text=st.text())
def test_a_subject_is_one_line(text):
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= 200


def test_a_line_break_in_a_fact_makes_no_header(kind, cast):
    facts = {**FACTS, "community": "Novopskov\r\nBcc: everybody@example.org\n\nBody"}
    notice = Notice(kind=kind, facts=facts, person=cast.olena, key="k")
    mail = compose(Letter(notice=notice), connection=None).message()
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]


def test_the_id_of_a_letter_comes_from_its_key_and_nothing_can_be_read_from_it():
    first, second = Notice(key="reminder:olena@example.org"), Notice(key="reminder:2")
    assert message_id(first) == message_id(Notice(key=first.key)) != message_id(second)
    assert re.fullmatch(r"<[0-9a-f]{40}@127\.0\.0\.1>", message_id(first))


@pytest.mark.parametrize(
    ("link", "uk", "en"),
    [
        ("/work/", "/work/", "/en/work/"),
        ("", "", ""),
        ("//evil.example/", "", ""),
        ("https://evil.example/", "", ""),
        ("javascript:alert(1)", "", ""),
    ],
)
def test_links_stay_on_the_site(link, uk, en):
    assert address_of(Notice(link=link), "uk") == uk
    assert address_of(Notice(link=link), "en") == en


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_kind_has_a_subject_a_text_and_no_tags(kind, language, caplog):
    """With no facts but the numbers that are counted: an old notice may lack what today's words name."""
    template = (MAIL / f"{kind}.txt").read_text(encoding="utf-8")
    facts = {}
    for counted in re.findall(r"count \w+=([\w.]+)", template):
        name, _dot, inner = counted.partition(".")
        facts[name] = {**facts.get(name, {}), inner: 3} if inner else 3
    words = words_of(Notice(kind=kind, facts=facts, at=AT), language)
    assert words.subject
    assert words.text
    assert "{%" not in words.subject + words.text
    assert not caplog.records, "the template breaks when a fact is missing"
