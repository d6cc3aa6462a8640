"""Saving a section: what changed is stored with a revision and one trace, nothing else is touched."""

import datetime as dt
from decimal import Decimal

import pytest

from communities.models import AuditEntry
from communities.shared.sending import Sending
from communities.shared.states import WrongState
from reports.answers.content import AnswerContent, SectionContent
from reports.models import Answer, AnswerKind, Report, SectionEntry
from reports.states import State
from reports.writing.filling import (
    SavedMeanwhile,
    SectionValues,
    revision_content,
    save,
    stored_content,
)
from tests.conftest import KYIV

AT = dt.datetime(2026, 11, 22, 14, 2, tzinfo=KYIV)


def number(value):
    return AnswerContent(AnswerKind.NUMBER, number=Decimal(str(value)))


def fetched(report: Report, section: int) -> SectionEntry:
    return SectionEntry.objects.select_related("section", "report__form").get(
        report=report, section__number=section
    )


@pytest.fixture
def entry(draft):
    return fetched(draft, 7)


def test_everything_that_can_be_typed_is_stored(cast, entry):
    said = SectionValues(
        answers={
            "HOME_BURG": number(12),
            "HOME_SOLVED": number("33.3"),
            "HOME_YARD": AnswerContent(AnswerKind.NO_DATA, reason="the archive burnt"),
            "HOME_FRAUD": AnswerContent(AnswerKind.UNCLEAR, text="about 10"),
            "HOME_LOOT": AnswerContent(AnswerKind.NOT_APPLICABLE, reason="nobody was evacuated"),
        },
        narratives={"problem": "Thefts from summer houses.", "achievements": ""},
        language="en",
    )
    saved = save(entry, said, base_version=0, by=cast.olena, at=AT)
    assert (saved.version, saved.at) == (1, AT)
    assert set(saved.changed) == {*said.answers, "problem", "language"}
    now = fetched(entry.report, 7)
    content = stored_content(now)
    assert content.answers == said.answers
    assert content.narratives == {"problem": "Thefts from summer houses."}
    assert (now.language, now.saved_by, now.saved_at) == ("en", cast.olena, AT)
    assert revision_content(now, version=1) == content == SectionContent.from_json(content.as_json())


def test_yes_and_text_are_stored(cast, draft):
    entry = fetched(draft, 12)
    said = {
        "NEED_REPAIR": AnswerContent(AnswerKind.YES_NO, yes=False),
        "NEED_LIST": AnswerContent(AnswerKind.TEXT, text="One car\nOne boiler"),
        "NEED_COST": number("1250000.5"),
    }
    save(entry, SectionValues(said), base_version=0, by=cast.olena, at=AT)
    assert stored_content(fetched(draft, 12)).answers == said


def test_a_save_without_a_change_leaves_no_version_and_no_trace(cast, entry):
    said = SectionValues({"HOME_BURG": number(12)}, {"problem": "Thefts."})
    save(entry, said, base_version=0, by=cast.olena, at=AT)
    again = save(entry, said, base_version=1, by=cast.olena, at=AT + dt.timedelta(minutes=5))
    assert (again.version, again.at, again.changed) == (1, AT, ())
    assert entry.revisions.count() == 1
    assert AuditEntry.objects.filter(act="section.saved").count() == 1


def test_each_change_leaves_one_trace_that_names_fields_and_no_values(cast, entry):
    save(entry, SectionValues({"HOME_BURG": number(717)}), base_version=0, by=cast.olena, at=AT)
    trace = AuditEntry.objects.get(act="section.saved")
    assert (trace.by, trace.at, trace.target_id) == (cast.olena, AT, str(entry.report_id))
    assert trace.details == {"section": 7, "version": 1, "fields": ["HOME_BURG"]}


def test_taking_a_value_away_makes_it_unanswered(cast, entry):
    save(
        entry,
        SectionValues({"HOME_BURG": number(0), "HOME_YARD": number(3)}),
        base_version=0,
        by=cast.olena,
        at=AT,
    )
    save(entry, SectionValues({"HOME_BURG": None}), base_version=1, by=cast.olena, at=AT)
    assert list(Answer.objects.values_list("indicator__code", flat=True)) == ["HOME_YARD"]


def test_what_is_not_named_stays(cast, entry):
    save(
        entry,
        SectionValues({"HOME_BURG": number(1)}, {"problem": "Thefts."}),
        base_version=0,
        by=cast.olena,
        at=AT,
    )
    save(entry, SectionValues(narratives={"achievements": "Patrols."}), base_version=1, by=cast.olena, at=AT)
    content = stored_content(fetched(entry.report, 7))
    assert content.answers == {"HOME_BURG": number(1)}
    assert content.narratives == {"problem": "Thefts.", "achievements": "Patrols."}


@pytest.mark.parametrize("state", State)
def test_only_an_open_report_can_be_saved(cast, entry, state):
    Report.objects.filter(pk=entry.report_id).update(
        state=state, submitted_at=AT, submitted_by=cast.olena, published_at=AT, correction_reason="a slip"
    )
    said = SectionValues({"HOME_BURG": number(1)})
    if state in {State.DRAFT, State.RETURNED, State.CORRECTING}:
        assert save(entry, said, base_version=0, by=cast.olena, at=AT).version == 1
    else:
        with pytest.raises(WrongState):
            save(entry, said, base_version=0, by=cast.olena, at=AT)
        assert not Answer.objects.exists()


def test_an_indicator_of_another_section_is_refused_whole(cast, entry):
    said = SectionValues({"HOME_BURG": number(1), "DV_REP": number(1)})
    with pytest.raises(KeyError):
        save(entry, said, base_version=0, by=cast.olena, at=AT)
    assert not Answer.objects.exists()


def test_a_stale_save_changes_nothing(cast, entry):
    save(entry, SectionValues({"HOME_BURG": number(1)}), base_version=0, by=cast.iryna, at=AT)
    with pytest.raises(SavedMeanwhile) as meanwhile:
        save(entry, SectionValues({"HOME_BURG": number(2)}), base_version=0, by=cast.olena, at=AT)
    assert (meanwhile.value.entry.version, meanwhile.value.entry.saved_by) == (1, cast.iryna)
    assert stored_content(fetched(entry.report, 7)).answers == {"HOME_BURG": number(1)}


def test_a_version_that_never_was_is_stale_too(cast, entry):
    with pytest.raises(SavedMeanwhile):
        save(entry, SectionValues({"HOME_BURG": number(2)}), base_version=9, by=cast.olena, at=AT)


def test_a_stale_save_that_says_the_same_is_no_conflict(cast, entry):
    said = SectionValues({"HOME_BURG": number(1)})
    save(entry, said, base_version=0, by=cast.iryna, at=AT)
    assert save(entry, said, base_version=0, by=cast.olena, at=AT).version == 1


def sent(entry, by, value, *, base, page="p1", turn):
    said = SectionValues({"HOME_BURG": number(value)})
    return save(entry, said, base_version=base, by=by, at=AT, sending=Sending(page, turn))


def test_a_page_whose_answer_was_lost_may_send_more(cast, entry):
    sent(entry, cast.olena, 1, base=0, turn=1)
    sent(entry, cast.olena, 12, base=0, turn=2)  # it never heard of version 1
    assert sent(entry, cast.olena, 123, base=0, turn=3).version == 3
    assert stored_content(fetched(entry.report, 7)).answers["HOME_BURG"] == number(123)


@pytest.mark.parametrize(
    ("who", "page", "turn"),
    [("olena", "p1", 1), ("olena", "p2", 3), ("iryna", "p1", 3), ("olena", "", 3)],
    ids=["an older sending that arrives late", "another page", "another person", "no page"],
)
def test_nobody_else_may(cast, entry, who, page, turn):
    sent(entry, cast.olena, 12, base=0, turn=2)
    with pytest.raises(SavedMeanwhile):
        sent(entry, getattr(cast, who), 1, base=0, page=page, turn=turn)
    assert stored_content(fetched(entry.report, 7)).answers["HOME_BURG"] == number(12)


def test_a_colleagues_save_between_two_sendings_is_seen(cast, entry):
    sent(entry, cast.olena, 1, base=0, turn=1)
    save(entry, SectionValues({"HOME_YARD": number(5)}), base_version=1, by=cast.iryna, at=AT)
    with pytest.raises(SavedMeanwhile):
        sent(entry, cast.olena, 12, base=0, turn=2)
