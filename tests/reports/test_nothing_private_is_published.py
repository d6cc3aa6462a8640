"""What residents and the working group get holds nothing that was not meant for them."""

import datetime as dt
import json
import re
from decimal import Decimal
from itertools import count

import pytest
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.models import AuditEntry
from communities.shared.disclosure import Kind, Shown
from reports.answers.content import AnswerContent, ReportContent, SectionContent
from reports.checking import submission
from reports.models import (
    Answer,
    AnswerKind,
    Indicator,
    ReleaseDecision,
    ReleaseLevel,
    Remark,
    SectionEntry,
    SectionLoan,
    SectionRevision,
    Submission,
)
from reports.models.answers import NARRATIVES
from reports.published.facts import Words
from reports.publishing import comparison, drawing, publication, release
from tests.reports import making
from tests.reports.making import HOUR, NOW

POLICE_ONLY = release.Decision(ReleaseLevel.POLICE)
PRIVATE = [SectionEntry, Answer, Remark, SectionLoan, SectionRevision, Submission, ReleaseDecision]
CLOSED = {"language", "kind", "subject", "level", "page"}  # vocabularies of the program, not words of people


def free_texts(model):
    """Every field of free text, also those that are added to the model tomorrow."""
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField) and field.name not in CLOSED
    ]


def canaries(rows):
    """Put a word that stands nowhere else into every free text of these rows."""
    numbers, put = count(1), []
    for row in rows:
        for name in free_texts(type(row)):
            word = f"canary{row._meta.model_name}{name}{next(numbers)}end"
            type(row).objects.filter(pk=row.pk).update(**{name: word})
            put.append(word)
    return put


def all_police_only(report, cast):
    subjects = release.subjects(release.newest_submission(report))
    release.decide(
        report, decisions={subject.key: POLICE_ONLY for subject in subjects}, by=cast.petro, at=NOW
    )


def everything_of(made):
    return json.dumps([made.facts, made.group_facts, made.reason], ensure_ascii=False)


def test_no_private_word_of_any_row_gets_out(cast, filled):
    making.fill_in(
        filled, ROAD_VIOL=AnswerKind.NO_DATA, NEED_LIST="Two cars", CONF_DONE=AnswerKind.NOT_APPLICABLE
    )
    entry = filled.entries.get(section__number=8)
    SectionLoan.objects.create(entry=entry, lent_to=cast.iryna, lent_by=cast.olena, lent_at=NOW)
    making.handed_in(filled, by=cast.olena)
    submission.send_back(filled, questions={8: "Which school?"}, message="See 8.", by=cast.petro, at=NOW)
    submission.reply(entry, text="The second one.", by=cast.olena, at=NOW)
    words = canaries(
        [
            *SectionEntry.objects.filter(report=filled),
            *Answer.objects.filter(entry__report=filled, kind__in=["text", "no_data", "not_applicable"]),
            *Remark.objects.all(),
            *SectionLoan.objects.all(),
        ]
    )
    assert len(words) > 4 * 12
    making.handed_in(filled, by=cast.olena)
    all_police_only(filled, cast)
    made = publication.publish(filled, by=cast.petro, at=NOW)
    out = everything_of(made)
    assert [word for word in words if word in out] == []
    assert "Which school?" not in out
    trail = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)))
    assert [word for word in words if word in trail] == []


def test_every_kind_of_private_row_is_looked_at():
    """A model with free text that hangs on a report is in the list above, or this says so.

    What the group said of a report is looked at in `test_hearings`: residents read one of its texts.
    """
    elsewhere = {"Publication", "PublicationDocument", "Report", "ReportHearing"}
    for model in _models_of_reports():
        if model.__name__ not in elsewhere and _hangs_on_a_report(model):
            assert model in PRIVATE, f"{model.__name__} is new: is it private?"


def _models_of_reports():
    from django.apps import apps

    return apps.get_app_config("reports").get_models()


def _hangs_on_a_report(model):
    targets = {f.related_model.__name__ for f in model._meta.get_fields() if f.many_to_one}
    return bool(targets & {"Report", "SectionEntry", "Submission", "Publication"})


def test_the_group_part_is_not_in_the_public_part_and_police_only_in_neither(cast, filled):
    making.fill_in(filled, HOST_STRIKES=7411, HOST_DAMAGE=7417, HOST_SETTL=7433)
    filled.entries.filter(section__number=1).update(problem="groupword")
    filled.entries.filter(section__number=2).update(problem="policeword")
    making.handed_in(filled, by=cast.olena)
    making.everything_public(filled, by=cast.petro)
    later = release.Decision(ReleaseLevel.PUBLIC_FROM, dt.date(2027, 1, 1))
    release.decide(
        filled,
        decisions={
            "HOST_STRIKES": release.GROUP_ONLY,
            "HOST:narrative": release.GROUP_ONLY,
            "HOST_DAMAGE": POLICE_ONLY,
            "CHK:narrative": POLICE_ONLY,
            "HOST_SETTL": later,
        },
        by=cast.petro,
        at=NOW,
    )
    made = publication.publish(filled, by=cast.petro, at=NOW + HOUR)
    public, group = json.dumps(made.facts), json.dumps(made.group_facts)
    assert ("groupword" in group, "7411" in group) == (True, True)
    for secret in ("groupword", "7411", "policeword", "7417", "7433"):
        assert secret not in public, secret
    for secret in ("policeword", "7417", "7433"):
        assert secret not in group, secret


@pytest.fixture
def sections(filled):
    return release.sections_of(filled)


def test_no_exact_sensitive_count_is_anywhere_in_the_facts(filled, sections):
    """Any counts, any levels: exact values above 3000 (below stand years) that occur once must not occur in what goes out."""
    sensitive = [i for s in sections for i in s.indicators.all() if i.is_sensitive and i.type == "count"]
    codes = [i.code for i in sensitive]
    counts = st.one_of(st.integers(0, 4), st.integers(5, 60), st.integers(3001, 9999))
    levels = st.sampled_from([release.PUBLIC, release.GROUP_ONLY, POLICE_ONLY])

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(counts, min_size=len(codes), max_size=len(codes)),
        st.dictionaries(st.sampled_from(codes), levels),
        st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10),
    )
    def check(exacts, plan, share):
        answers = dict(zip(codes, exacts, strict=True))
        draft = draft_of(filled, sections, {**answers, "CHILD_24H": share}, plan=plan)
        public = drawing.public_report(draft, IMPRINT).as_json()
        group = drawing.group_part_as_json(drawing.group_part(draft))
        for figure in figures_in(public, group):
            if figure["is_sensitive"] and figure["type"] == "count":
                holds_the_rule(Shown.from_json(figure["now"]), exact=answers[figure["code"]])
        for exact in exacts:
            if exact > 3000 and exact % 5:
                assert not re.search(rf"\b{exact}\b", json.dumps([public, group]))

    check()


IMPRINT = drawing.Imprint(1, at=NOW, by="Petro Bondar", reason=Words("", ""))


def draft_of(report, sections, exacts, *, plan):
    said = [
        SectionContent(
            section.number,
            section.code,
            1,
            "uk",
            {
                indicator.code: AnswerContent(AnswerKind.NUMBER, Decimal(exacts[indicator.code]))
                for indicator in section.indicators.all()
                if indicator.code in exacts
            },
            dict.fromkeys(NARRATIVES, "Text."),
        )
        for section in sections
    ]
    return drawing.Draft(
        report=report,
        content=ReportContent("form 1", tuple(said)),
        sections=sections,
        plan=plan,
        today=making.day("2026-05-04"),
        history=comparison.History(),
    )


def figures_in(*facts):
    return [figure for part in facts for section in part["sections"] for figure in section["figures"]]


def holds_the_rule(shown, *, exact):
    if exact == 0:
        assert shown.kind is Kind.ZERO
    elif exact < 5:
        assert (shown.kind, shown.value) == (Kind.FEWER_THAN, 5)
    else:
        assert shown.kind is Kind.ROUNDED
        assert shown.value % 5 == 0
        assert abs(shown.value - exact) <= 2 or shown.value == 5


@pytest.mark.parametrize(
    ("missing", "share", "shown"),
    [
        (3, 100, {"kind": "hidden", "reason": "small_base"}),
        (19, 50, {"kind": "hidden", "reason": "small_base"}),
        (40, 50, {"kind": "rounded", "value": "50", "rounded_to": 5}),
        (None, 50, {"kind": "hidden", "reason": "unknown_base"}),
    ],
)
def test_a_percent_of_few_children_is_hidden(filled, sections, missing, share, shown):
    exacts = {"CHILD_24H": share} | ({} if missing is None else {"CHILD_MISS": missing})
    draft = draft_of(filled, sections, exacts, plan={})
    share_of = Indicator.objects.get(code="CHILD_24H")
    assert drawing.shown(draft, share_of).as_json() == shown
