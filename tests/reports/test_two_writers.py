"""Two people in one section: the second save shows both versions, field by field; no text is lost."""

import datetime as dt
import random
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.shared.two_versions import Pick
from reports.answers.content import AnswerContent, SectionContent
from reports.models import AnswerKind, Report, SectionEntry, SectionLoan, SectionRevision
from reports.states import State
from reports.writing.conflict import differences, resolved
from reports.writing.filling import SectionValues, stored_content, values_of, with_values
from tests.conftest import KYIV

AT = dt.datetime(2026, 11, 22, 14, 2, tzinfo=KYIV)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def number(value):
    return AnswerContent(AnswerKind.NUMBER, number=Decimal(str(value)))


@pytest.fixture
def entry(draft, cast):
    entry = SectionEntry.objects.with_report().get(report=draft, section__number=7)
    SectionLoan.objects.create(entry=entry, lent_to=cast.iryna, lent_by=cast.olena, lent_at=AT)
    return entry


def stored(entry):
    return stored_content(SectionEntry.objects.with_report().get(pk=entry.pk))


class Writer:
    """Somebody with the page of the section open: what stands in it, and which version it was."""

    def __init__(self, person, entry):
        self.client, self.entry = Client(), entry
        self.client.force_login(person)
        self.address = reverse("reports:section_save", args=[entry.report_id, 7])
        self.fields = {}
        self.open()

    def open(self):
        content = stored(self.entry)
        self.version = content.version
        self.fields = {"v-HOME_BURG": "", "v-HOME_YARD": ""}
        self.fields |= {f"n-{code}": "" for code in ("problem", "achievements", "shortcomings")}
        self.fields |= {f"v-{code}": str(answer.number) for code, answer in content.answers.items()}
        self.fields |= {f"n-{code}": text for code, text in content.narratives.items()}

    def type(self, **fields):
        self.fields |= {name.replace("__", "-"): text for name, text in fields.items()}
        return self

    def save(self):
        return self.client.post(self.address, {**self.fields, "version": str(self.version)})

    def autosave(self):
        headers = {"accept": "application/json"}
        return self.client.post(self.address, {**self.fields, "version": str(self.version)}, headers=headers)

    def choose(self, conflict, **picks):
        """Send the page of two versions back with these choices."""
        page = conflict.content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        chosen = {f"pick-{code}": pick for code, pick in picks.items()}
        return self.client.post(self.address, {**hidden, **chosen})


@pytest.fixture
def writers(cast, entry):
    return Writer(cast.olena, entry), Writer(cast.iryna, entry)


def choices_on(response):
    """Field code -> what is chosen already, from the page of two versions."""
    page = response.content.decode()
    found = {}
    for code in re.findall(r'id="div_pick-(\w+)"', page):
        checked = re.findall(rf'name="pick-{code}" value="(\w+)" id="[^"]+" checked', page)
        found[code] = checked[0] if checked else None
    return found


def test_the_second_save_shows_both_versions_and_stores_nothing(writers, entry):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="5", n__problem="Thefts by night.").save()
    conflict = olena.type(v__HOME_BURG="7", n__problem="Thefts by day.", n__achievements="Patrols.").save()
    assert conflict.status_code == 409
    page = conflict.content.decode()
    for words in ("Thefts by night.", "Thefts by day.", "Patrols.", "Iryna Moroz saved it on"):
        assert words in page
    assert choices_on(conflict) == {"HOME_BURG": None, "problem": None, "achievements": "mine"}
    assert stored(entry).narratives == {"problem": "Thefts by night."}
    assert stored(entry).answers == {"HOME_BURG": number(5)}


def test_what_only_the_other_changed_is_taken_from_them(writers):
    olena, iryna = writers
    iryna.type(v__HOME_YARD="3").save()
    assert choices_on(olena.type(v__HOME_BURG="7").save()) == {"HOME_BURG": "mine", "HOME_YARD": "theirs"}


def test_choosing_saves_over_the_newest_version(writers, entry):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="5", v__HOME_YARD="3", n__problem="By night.").save()
    conflict = olena.type(v__HOME_BURG="7", n__problem="By day.").save()
    answer = olena.choose(conflict, HOME_BURG="mine", HOME_YARD="theirs", problem="both")
    assert answer.status_code == 302
    content = stored(entry)
    assert content.version == 2
    assert content.answers == {"HOME_BURG": number(7), "HOME_YARD": number(3)}
    assert content.narratives == {"problem": "By night.\n\nBy day."}


def test_a_choice_is_required_where_both_changed(writers, entry):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="5", v__HOME_YARD="3").save()
    conflict = olena.type(v__HOME_BURG="7").save()
    again = olena.choose(conflict, HOME_YARD="theirs")
    assert again.status_code == 409
    page = again.content.decode()
    assert "Choose which version to keep." in page
    assert '<a href="#div_pick-HOME_BURG">' in page
    assert choices_on(again) == {"HOME_BURG": None, "HOME_YARD": "theirs"}
    assert stored(entry).version == 1
    assert olena.choose(again, HOME_BURG="theirs", HOME_YARD="theirs").status_code == 302
    assert stored(entry).answers["HOME_BURG"] == number(5)


def test_a_third_save_while_choosing_is_seen_too(writers, entry):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="5").save()
    conflict = olena.type(v__HOME_BURG="7", n__problem="By day.").save()
    iryna.open()
    iryna.type(n__shortcomings="Few people.").save()
    again = olena.choose(conflict, HOME_BURG="mine", problem="mine")
    assert again.status_code == 409
    assert choices_on(again) == {"HOME_BURG": None, "problem": "mine", "shortcomings": "theirs"}
    assert olena.choose(again, HOME_BURG="mine", problem="mine", shortcomings="theirs").status_code == 302
    assert stored(entry).narratives == {"problem": "By day.", "shortcomings": "Few people."}


def test_taking_a_figure_away_is_a_change_like_any_other(writers, entry):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="5").save()
    olena.open()
    iryna.open()
    iryna.type(n__problem="By night.").save()
    conflict = olena.type(v__HOME_BURG="").save()
    assert choices_on(conflict) == {"HOME_BURG": "mine", "problem": "theirs"}
    olena.choose(conflict, HOME_BURG="mine", problem="theirs")
    assert stored(entry).answers == {}


def test_no_data_and_unreadable_text_are_shown_as_they_are(writers, entry):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="", i__HOME_BURG="no_data", r__HOME_BURG="the archive burnt").save()
    conflict = olena.type(v__HOME_BURG="about 10").save()
    page = conflict.content.decode()
    assert "no data: the archive burnt" in page
    assert "“about 10” (cannot be read)" in page
    olena.choose(conflict, HOME_BURG="mine")
    assert stored(entry).answers["HOME_BURG"] == AnswerContent(AnswerKind.UNCLEAR, text="about 10")


def test_the_same_words_from_both_are_no_conflict(writers):
    olena, iryna = writers
    iryna.type(n__problem="Thefts.").save()
    assert olena.type(n__problem="Thefts. ").save().status_code == 302


def test_while_typing_the_page_is_told_who_saved(writers, entry):
    olena, iryna = writers
    iryna.type(n__problem="By night.").save()
    answer = olena.type(n__problem="By day.").autosave()
    assert answer.status_code == 409
    assert answer.json()["outcome"] == "meanwhile"
    assert answer.json()["words"].startswith("Iryna Moroz saved this section at ")


def test_a_text_too_long_to_be_kept_survives_the_choice(writers):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="5").save()
    text = "x" * 30_000
    conflict = olena.type(v__HOME_BURG="7", n__problem=text).save()
    answer = olena.choose(conflict, HOME_BURG="mine")
    assert answer.status_code == 413
    assert text in answer.content.decode()


def test_choosing_in_a_report_that_was_handed_in_meanwhile(writers, entry, cast):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="5").save()
    conflict = olena.type(v__HOME_BURG="7", n__problem="By day.").save()
    Report.objects.update(state=State.SUBMITTED, submitted_at=AT, submitted_by=cast.olena)
    answer = olena.choose(conflict, HOME_BURG="mine", problem="mine")
    assert answer.status_code == 409
    assert "By day." in answer.content.decode()
    assert stored(entry).version == 1


def test_hidden_fields_are_escaped_and_come_back_whole(writers, entry):
    olena, iryna = writers
    iryna.type(v__HOME_BURG="5").save()
    nasty = 'a "quoted" <b>\nsecond & line'
    conflict = olena.type(v__HOME_BURG="5", n__problem=nasty).save()
    assert "<b>" not in conflict.content.decode()
    hidden = re.search(r'name="n-problem" value="([^"]*)"', conflict.content.decode(), re.DOTALL).group(1)
    assert hidden == "a &quot;quoted&quot; &lt;b&gt;\nsecond &amp; line"


@pytest.mark.parametrize("seed", range(15))
def test_random_interleavings_lose_no_text(cast, entry, seed):
    """Two officers open, type, save and resolve at random. Every word that was saved or acknowledged
    stands in a kept revision; a save that was not applied gave its words back."""
    dice = random.Random(seed)
    pair = [Writer(cast.olena, entry), Writer(cast.iryna, entry)]
    words, acknowledged = 0, set()
    for _ in range(20):
        writer = dice.choice(pair)
        if dice.random() < 0.3:
            writer.open()
        for field in dice.sample(["n-problem", "n-achievements", "n-shortcomings"], dice.randint(1, 2)):
            words += 1
            writer.fields[field] = f"{writer.fields[field]} w{words}w".strip()
        typed = dict(writer.fields)
        answer = writer.save()
        if answer.status_code == 409:
            page = answer.content.decode()
            assert all(text in page for name, text in typed.items() if name.startswith("n-"))
            picks = {code: dice.choice(["mine", "theirs", "both"]) for code in choices_on(answer)}
            before = stored(entry)
            answer = writer.choose(answer, **picks)
            assert answer.status_code == 302
            after = stored(entry)
            for code, pick in picks.items():
                if pick != "mine":
                    assert before.narratives.get(code, "") in after.narratives.get(code, "")
                if pick != "theirs":
                    assert typed[f"n-{code}"] in after.narratives.get(code, "")
        else:
            assert answer.status_code == 302
            assert {f"n-{c}": t for c, t in stored(entry).narratives.items()}.items() <= typed.items()
        acknowledged |= set(stored(entry).narratives.values())
        writer.open()
    kept = {text for row in SectionRevision.objects.all() for text in row.content["narratives"].values()}
    assert acknowledged <= kept
    versions = SectionRevision.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, stored(entry).version + 1))


# --- the comparison itself ---

FIELDS = ["HOME_BURG", "HOME_YARD", "problem", "achievements"]
some_values = st.builds(
    lambda burg, yard, problem, achievements, language: SectionValues(
        {"HOME_BURG": burg, "HOME_YARD": yard}, {"problem": problem, "achievements": achievements}, language
    ),
    st.sampled_from([None, number(1), number(2)]),
    st.sampled_from([None, number(1), AnswerContent(AnswerKind.NO_DATA, reason="x")]),
    st.sampled_from(["", "one", "two"]),
    st.sampled_from(["", "one"]),
    st.sampled_from(["uk", "en"]),
)


def value_of(content, code):
    if code == "language":
        return content.language
    return content.answers.get(code) or content.narratives.get(code, "")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_values, some_values, some_values)
def test_the_comparison_of_three_versions(entry, first, second, third):
    empty = SectionContent(7, "HOME", 0, "uk")
    base, mine, theirs = (with_values(empty, values) for values in (first, second, third))
    with translation.override("en"):
        found = {one.field: one for one in differences(entry, base=base, mine=mine, theirs=theirs)}
    for code in (*FIELDS, "language"):
        assert (code in found) == (value_of(mine, code) != value_of(theirs, code))
    for code, difference in found.items():
        only_i = value_of(base, code) == value_of(theirs, code)
        only_they = value_of(base, code) == value_of(mine, code)
        assert difference.picked == (Pick.MINE if only_i else Pick.THEIRS if only_they else None)
    assert resolved(mine, theirs, dict.fromkeys(found, Pick.THEIRS)).answers == theirs.answers
    all_mine = with_values(
        theirs, values_of(resolved(mine, theirs, dict.fromkeys(found, Pick.MINE)), instead_of=theirs)
    )
    assert all(value_of(all_mine, code) == value_of(mine, code) for code in (*FIELDS, "language"))
