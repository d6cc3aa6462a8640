"""Publishing: what residents read is drawn from what was handed in, once, by the rules."""

import json

import pytest
from django.db import IntegrityError, transaction

from communities.models import AuditEntry, PublicStamp
from communities.shared import canonical
from communities.shared.states import WrongState
from reports.checking import submission
from reports.models import Answer, AnswerKind, Publication, Report, Submission
from reports.published.facts import PublicReport
from reports.publishing import publication, release
from reports.states import State
from tests.reports import making
from tests.reports.making import HOUR, NOW


def test_the_head_publishes_what_the_officer_handed_in(cast, filled):
    made = making.published(filled, author=cast.olena, head=cast.petro)
    filled.refresh_from_db()
    assert (filled.state, filled.published_at) == (State.PUBLISHED, NOW + 2 * HOUR)
    assert (made.version, made.published_by, made.reason) == (1, cast.petro, "")
    facts = PublicReport.from_json(made.facts)
    assert facts.as_json() == made.facts
    assert len(facts.sections) == 12
    assert facts.published_by == "Petro Bondar"
    assert made.sha256 == canonical.checksum(made.facts)
    assert {d.language for d in made.documents.all()} == {"uk", "en"}
    assert PublicStamp.objects.get().number == 1
    assert [e.act for e in AuditEntry.objects.order_by("sequence")][-1] == "report.published"


def test_sensitive_counts_leave_as_bands_only(cast, novopskov, form):
    report = making.report_about(
        novopskov, form, cast.olena, DV_REP=3, DV_ADMIN=13, CHILD_VICT=0, CHILD_MISS=1, HOST_KILLED=7
    )
    made = making.published(report, author=cast.olena, head=cast.petro)
    shown = {code: figure["now"] for code, figure in making.figures_of(made).items()}
    assert (shown["DV_REP"]["kind"], shown["DV_REP"]["value"]) == ("fewer_than", "5")
    assert (shown["DV_ADMIN"]["kind"], shown["DV_ADMIN"]["value"]) == ("rounded", "15")
    assert (shown["CHILD_VICT"]["kind"], shown["CHILD_MISS"]["kind"]) == ("zero", "fewer_than")
    assert shown["HOST_KILLED"]["value"] == "5"


def test_nothing_is_published_without_the_decisions_it_needs(cast, handed_in):
    with pytest.raises(release.DecisionMissing) as refusal:
        publication.publish(handed_in, by=cast.petro, at=NOW)
    assert {"HOST_STRIKES", "HOST:narrative", "CHK_POSTS", "STAFF_POSTS", "WEAP_SEIZED"} <= set(
        refusal.value.keys
    )
    assert not Publication.objects.exists()


def test_whoever_handed_it_in_does_not_publish_it(cast, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    with pytest.raises(publication.SamePerson):
        publication.publish(handed_in, by=cast.olena, at=NOW)
    assert Report.objects.get().state == State.SUBMITTED


def test_a_second_click_is_told_and_changes_nothing(cast, filled):
    making.published(filled, author=cast.olena, head=cast.petro)
    acts = AuditEntry.objects.count()
    with pytest.raises(WrongState):
        publication.publish(filled, by=cast.petro, at=NOW + 3 * HOUR)
    assert (Publication.objects.count(), AuditEntry.objects.count()) == (1, acts)


def test_the_preview_is_exactly_what_is_frozen(cast, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    preview = publication.preview(handed_in, by=cast.petro, at=NOW)
    made = publication.publish(handed_in, by=cast.petro, at=NOW, reviewed=preview.fingerprint)
    assert preview.public.as_json() == made.facts
    assert [section.as_json() for section in preview.group] == made.group_facts["sections"]


def test_what_was_changed_after_the_review_is_not_published(cast, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    preview = publication.preview(handed_in, by=cast.petro, at=NOW)
    release.decide(handed_in, decisions={"HOST_STRIKES": release.GROUP_ONLY}, by=cast.petro, at=NOW)
    with pytest.raises(publication.ChangedSinceReview):
        publication.publish(handed_in, by=cast.petro, at=NOW, reviewed=preview.fingerprint)


def test_a_report_handed_in_again_is_not_published_under_the_old_review(cast, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    seen = publication.preview(handed_in, by=cast.petro, at=NOW).fingerprint
    submission.send_back(handed_in, questions={5: "Is it 40?"}, by=cast.petro, at=NOW)
    making.fill_in(handed_in, ROAD_RTA=41)
    submission.submit(handed_in, by=cast.olena, at=NOW)
    with pytest.raises(release.DecisionMissing):
        publication.publish(handed_in, by=cast.petro, at=NOW, reviewed=seen)


def test_a_change_of_a_row_after_handing_in_is_not_published(cast, handed_in):
    Answer.objects.filter(indicator__code="ROAD_RTA").update(number=999)
    making.everything_public(handed_in, by=cast.petro)
    made = publication.publish(handed_in, by=cast.petro, at=NOW)
    assert making.figures_of(made)["ROAD_RTA"]["now"]["value"] == "40"


def test_a_publication_does_not_follow_later_edits(cast, filled):
    made = making.published(filled, author=cast.olena, head=cast.petro)
    before = json.dumps(Publication.objects.get().facts, sort_keys=True)
    Answer.objects.filter(indicator__code="ROAD_RTA").update(number=999)
    filled.community.name_en = "Another name"
    filled.community.save()
    made.refresh_from_db()
    assert json.dumps(made.facts, sort_keys=True) == before


def test_words_no_data_and_not_applicable_stay_three_things(cast, novopskov, form):
    report = making.report_about(
        novopskov,
        form,
        cast.olena,
        ROAD_RTA=AnswerKind.NO_DATA,
        CHK_POSTS=AnswerKind.NOT_APPLICABLE,
        NEED_LIST="Two cars",
        NEED_REPAIR=False,
    )
    figures = making.figures_of(making.published(report, author=cast.olena, head=cast.petro))
    assert (figures["ROAD_RTA"]["now"], figures["ROAD_RTA"]["reason"]) == ({"kind": "no_data"}, "not counted")
    assert figures["CHK_POSTS"]["now"] == {"kind": "not_applicable"}
    assert figures["NEED_LIST"]["text"] == "Two cars"
    assert figures["NEED_REPAIR"]["now"] == {"kind": "exact", "value": "0"}
    assert "ROAD_SPOTS" not in figures  # optional and not answered


@pytest.mark.parametrize(
    ("model", "change", "allowed"),
    [
        (Publication, {"superseded_at": NOW + 9 * HOUR}, True),
        (Publication, {"facts": {}}, False),
        (Publication, {"sha256": "0" * 64}, False),
        (Publication, {"plan": {}}, False),
        (Publication, {"published_by": None}, False),
        (Submission, {"returned_message": "Mend it.", "returned_at": NOW}, True),
        (Submission, {"content": {}}, False),
        (Submission, {"submitted_at": NOW + HOUR}, False),
    ],
)
def test_the_database_keeps_what_was_published_and_handed_in(cast, filled, model, change, allowed):
    making.published(filled, author=cast.olena, head=cast.petro)
    if allowed:
        assert model.objects.update(**change) == 1
    else:
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            model.objects.update(**change)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


def test_the_database_counts_to_four_eyes_too(cast, filled):
    made = making.published(filled, author=cast.olena, head=cast.petro)
    Publication.objects.update(superseded_at=NOW + 9 * HOUR)
    made.pk, made.version, made.reason, made.published_by = None, 2, "Again.", cast.olena
    with pytest.raises(IntegrityError, match="handed it in"), transaction.atomic():
        made.save(force_insert=True)
