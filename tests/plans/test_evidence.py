"""Evidence of problems: what may be cited, how it is frozen, what is said of it later."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from communities.models import AuditEntry
from communities.shared.disclosure import Rule, Shown, show_count, show_exact
from communities.shared.states import WrongState
from plans.citing import candidates, evidence
from plans.citing.evidence import AlreadyCited, NothingToCite, Sources
from plans.citing.then_and_now import Standing, cited_in, views_of
from plans.models import Evidence, EvidenceKind, Plan, Problem
from plans.register import concerns, risks
from plans.sources import figures
from plans.sources.citable import Citable
from plans.states import PlanState
from reports.published.facts import Verdict, Words
from surveys import focus
from tests.plans.conftest import NOW, TODAY, assess
from tests.reports.published import publish, shipped_form
from tests.surveys.conftest import bank_in_file, questionnaire, survey_dir  # noqa: F401
from tests.surveys.waves import publish as publish_wave
from tests.surveys.waves import share, wave_in

CANARY = 13  # the exact count behind “about 15”


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def now_of(problem, group):
    """Each citation by its key, beside what is published today."""
    rows = list(problem.evidence.select_related("risk").order_by("pk"))
    views = views_of(rows, Sources.of(group, today=TODAY))
    return {row.key: view for row, view in zip(rows, views, strict=True)}


def cite(problem, key, by):
    return evidence.cite(problem, key, today=TODAY, by=by, at=NOW)


def sensitive_code():
    return next(
        code
        for code, row in shipped_form().indicators.items()
        if row.small_count_sensitive and row.kind.value == "count"
    )


def plain_code():
    return next(
        code
        for code, row in shipped_form().indicators.items()
        if not row.small_count_sensitive and row.kind.value == "count" and row.direction.value == "bad"
    )


def test_a_protected_figure_is_cited_as_residents_read_it(cast, group, problem, novopskov):
    code = sensitive_code()
    publish(novopskov, "2026-07", by=cast.petro, figures={code: Decimal(CANARY)}, private={"exact": CANARY})
    cited = cite(problem, f"figure:{code}", cast.mykola)
    assert cited.cited["value"]["en"] == "about 15"
    assert cited.cited["number"] == ""
    assert str(CANARY) not in json.dumps([cited.cited["value"], cited.cited["shown"], cited.source])
    publish(novopskov, "2026-09", by=cast.petro, figures={code: Decimal(3)})
    view = now_of(problem, group)[f"figure:{code}"]
    assert (view.value, view.now.value, view.now.words) == ("about 15", "fewer than 5", "fewer")
    assert cited_in(problem.plan)[problem.pk][0].value == "about 15"


def test_a_plain_figure_tells_how_much_it_changed_and_whether_that_is_good(cast, group, problem, novopskov):
    code = plain_code()
    publish(novopskov, "2026-07", by=cast.petro, figures={code: Decimal(40)})
    cite(problem, f"figure:{code}", cast.mykola)
    view = now_of(problem, group)[f"figure:{code}"]
    assert (view.now.standing, view.now.words) == (Standing.NO_NEWER, "no newer figure")
    publish(novopskov, "2026-09", by=cast.petro, figures={code: Decimal(52)})
    view = now_of(problem, group)[f"figure:{code}"]
    assert (view.value, view.now.value, view.now.words, view.now.verdict) == ("40", "52", "12 more", "worse")
    assert "September–October 2026" in view.now.origin
    assert view.link.startswith("/en/communities/novopskov/reports/2026-07/v1/")
    publish(novopskov, "2026-09", by=cast.petro, version=2, reason="Typo", figures={code: Decimal(40)})
    assert now_of(problem, group)[f"figure:{code}"].now.words == "unchanged"


@given(before=st.integers(0, 60), after=st.integers(0, 60))
def test_a_difference_of_protected_counts_never_has_a_number(before, after):
    def extra(count):
        shown = show_count(count, sensitive=True, rule=Rule())
        return {"shown": shown.as_json(), "measure": "count", "decimals": 0, "meaning": "bad"}

    found = figures.difference(extra(before), extra(after))
    assert not any(sign.isdigit() for sign in found.words)
    if found.verdict is Verdict.WORSE:
        assert after > before


@pytest.mark.parametrize(
    ("meaning", "after", "verdict"),
    [
        ("bad", 60, Verdict.WORSE),
        ("bad", 20, Verdict.BETTER),
        ("good", 60, Verdict.BETTER),
        ("neutral", 60, Verdict.NOT_JUDGED),
        ("bad", 41, Verdict.UNCHANGED),
    ],
)
def test_the_direction_of_an_indicator_decides(meaning, after, verdict):
    def extra(value: Shown):
        return {"shown": value.as_json(), "measure": "count", "decimals": 0, "meaning": meaning}

    assert figures.difference(extra(show_exact(40)), extra(show_exact(after))).verdict is verdict


def test_an_answer_of_an_older_survey_beside_the_newest(
    cast,
    group,
    problem,
    novopskov,
    questionnaire,  # noqa: F811
):
    def asked(slug, year, afraid):
        days = (dt.date(year, 3, 1), dt.date(year, 3, 20))
        wave = wave_in(novopskov, slug=slug, by=cast.yurii, questionnaire=questionnaire, field=days)
        publish_wave(wave, novopskov, share("FEAR", "burglary", afraid), by=cast.yurii)

    asked("spring-2025", 2025, 100)
    cite(problem, "answer:FEAR/burglary", cast.mykola)
    assert now_of(problem, group)["answer:FEAR/burglary"].now.standing is Standing.NO_NEWER
    asked("spring-2026", 2026, 180)
    view = now_of(problem, group)["answer:FEAR/burglary"]
    assert (view.value, view.now.value, view.base) == ("24.3%", "43.7%", 412)
    assert view.now.words.startswith("19.4 points more, a difference")
    assert "March 2026" in view.now.origin


def test_words_of_a_theme_are_never_frozen_and_go_with_the_note(
    cast,
    group,
    problem,
    novopskov,
    questionnaire,  # noqa: F811
):
    wave = wave_in(novopskov, slug="w", by=cast.yurii, questionnaire=questionnaire)
    told = focus.make_group(
        wave,
        novopskov,
        {"who_uk": "жінки 60+", "held_on": dt.date(2026, 5, 12)},
        by=cast.yurii,
        at=NOW,
    )
    said = {"topic": "HOME", "question": "", "text_uk": "Бояться злодіїв", "text_en": ""}
    note = focus.write_note(told, said, by=cast.yurii, at=NOW)
    with pytest.raises(NothingToCite):
        cite(problem, f"theme:{note.pk}", cast.mykola)
    focus.release_note(note, looked_at=[], by=cast.yurii, at=NOW)
    row = cite(problem, f"theme:{note.pk}", cast.mykola)
    assert "злодіїв" not in json.dumps(row.cited, ensure_ascii=False)
    assert now_of(problem, group)[row.key].text == "Бояться злодіїв"
    focus.withdraw_note(note, by=cast.yurii, at=NOW)
    view = now_of(problem, group)[row.key]
    assert (view.text, view.now.standing) == ("", Standing.GONE)


def test_concerns_and_risks_then_and_now(cast, group, problem, risk):
    def said(times):
        concerns.note(
            group,
            topic="HOME",
            text="Thefts",
            source="visit",
            times=times,
            on=TODAY,
            by=cast.mykola,
            at=NOW,
        )

    said(3)
    assess(risk, 4, 4, 3, 4, by=cast.mykola)
    counted = cite(problem, "concern:HOME", cast.mykola)
    scored = cite(problem, f"risk:{risk.pk}", cast.mykola)
    assert counted.cited["value"]["en"] == "fewer than 5 people"  # it may be published with its plan
    assert (scored.risk, scored.cited["value"]["en"]) == (risk, "12 of 25, high")
    views = now_of(problem, group)
    assert [view.now.words for view in views.values()] == ["unchanged", "unchanged"]
    assert views[scored.key].is_internal
    said(9)
    assess(risk, 4, 4, 4, 4, by=cast.mykola)
    views = now_of(problem, group)
    assert (views[counted.key].now.value, views[counted.key].now.words) == ("about 10 people", "more")
    assert (views[scored.key].now.words, views[scored.key].now.verdict) == ("higher than before", "worse")
    risks.close(risk, reason="Cleared", today=TODAY, by=cast.mykola, at=NOW)
    assert now_of(problem, group)[scored.key].now.words == "the risk is closed"


def test_cited_once_while_the_plan_is_a_draft(cast, group, problem, risk):
    assess(risk, 4, 4, 3, 4, by=cast.mykola)
    row = cite(problem, f"risk:{risk.pk}", cast.mykola)
    with pytest.raises(AlreadyCited):
        cite(problem, f"risk:{risk.pk}", cast.mykola)
    Plan.objects.update(state=PlanState.PROPOSED)
    with pytest.raises(WrongState):
        evidence.take_away(row, by=cast.mykola, at=NOW)
    with pytest.raises(WrongState):
        cite(problem, "concern:HOME", cast.mykola)
    Plan.objects.update(state=PlanState.DRAFT)
    evidence.take_away(row, by=cast.mykola, at=NOW)
    acts = AuditEntry.objects.filter(act__startswith="plan.evidence").values_list("act", flat=True)
    assert list(acts.order_by("pk")) == ["plan.evidence_cited", "plan.evidence_taken_away"]


def test_another_community_s_evidence_cannot_be_cited(cast, group, problem, popasna):
    code = plain_code()
    publish(popasna, "2026-07", by=cast.petro, figures={code: Decimal(40)})
    with pytest.raises(NothingToCite):
        cite(problem, f"figure:{code}", cast.mykola)


# --- what should we look at? ---


def reason(kind, topic, place, key, label="Something", is_internal=False):
    words = Words(label, label)
    citable = Citable(kind, key, {}, topic, words, words, words, TODAY, is_internal=is_internal)
    return candidates.Reason(citable, ("why",), place)


def test_first_what_several_sources_name_then_the_best_place():
    found = candidates.in_order(
        [
            reason(EvidenceKind.ANSWER, "HOST", 1, "a"),
            reason(EvidenceKind.ANSWER, "ROAD", 2, "b"),
            reason(EvidenceKind.ANSWER, "", 3, "fraud", label="Fraud (What are you afraid of?)"),
            reason(EvidenceKind.FIGURE, "HOME", 4, "c"),
            reason(EvidenceKind.RISK, "HOME", 5, "d"),
            reason(EvidenceKind.RISK, "WEAP", 1, "e", label="Mines by the mill", is_internal=True),
        ]
    )
    assert [each.topic for each in found] == ["HOME", "HOST", "WEAP", "ROAD", ""]
    assert found[2].title == "Weapons, explosives"  # the words of an internal risk are no title
    assert found[4].title == "Fraud"


def test_one_click_makes_a_problem_with_its_evidence(
    client,
    cast,
    group,
    problem,
    risk,
    novopskov,
    questionnaire,  # noqa: F811
    django_assert_max_num_queries,
):
    days = (dt.date(2026, 3, 1), dt.date(2026, 3, 20))
    wave = wave_in(novopskov, slug="w", by=cast.yurii, questionnaire=questionnaire, field=days)
    cells = [share("FEAR", code, count) for code, count in (("mines", 200), ("traffic", 90), ("none", 300))]
    publish_wave(wave, novopskov, *cells, by=cast.yurii)
    publish(novopskov, "2026-07", by=cast.petro)
    publish(novopskov, "2026-09", by=cast.petro)
    assess(risk, 4, 5, 3, 5, by=cast.mykola)
    client.force_login(cast.mykola)
    address = "/en/work/group/novopskov/look/"
    client.get(address)  # editions of questionnaires are read once in a process
    with django_assert_max_num_queries(20):
        page = client.get(address)
    weapons = next(each for each in page.context["candidates"] if each.topic == "WEAP")
    assert weapons.title == "Mines and unexploded ordnance"
    assert [each.key for each in weapons.reasons if each.citable.kind == "answer"] == ["answer:FEAR/mines"]
    assert "none" not in {
        each.key.split("/")[-1] for one in page.context["candidates"] for each in one.reasons
    }
    sent = {
        "plan": problem.plan_id,
        "topic": "WEAP",
        "title": weapons.title,
        "key": [*(each.key for each in weapons.reasons), "figure:NOTHING"],
    }
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    made = Problem.objects.get(topic="WEAP")
    assert made.position == 2
    keys = set(made.evidence.values_list("key", flat=True))
    assert {"answer:FEAR/mines", f"risk:{risk.pk}"} <= keys == {each.key for each in weapons.reasons}


def test_who_may_see_and_cite(client, cast, group, problem, risk, popasna):
    assess(risk, 4, 4, 3, 4, by=cast.mykola)
    place = [problem.plan_id, problem.pk]
    for who, read, write in (
        ("oksana", 200, 403),
        ("petro", 404, 404),
        ("vira", 404, 404),
        ("larysa", 404, 404),
        ("mykola", 200, 302),
    ):
        client.force_login(getattr(cast, who))
        assert client.get(reverse("plans:evidence", args=place)).status_code == read, who
        assert client.get(reverse("plans:look", args=["novopskov"])).status_code == read, who
        sent = {"key": f"risk:{risk.pk}"}
        assert client.post(reverse("plans:evidence_cite", args=place), sent).status_code == write, who
        sent = {"plan": problem.plan_id, "topic": "WEAP", "title": "Mines", "key": [f"risk:{risk.pk}"]}
        assert client.post(reverse("plans:look", args=["novopskov"]), sent).status_code == write, who
    row = problem.evidence.get()
    assert client.post(reverse("plans:evidence_take_away", args=[*place, row.pk])).status_code == 302
    assert not problem.evidence.exists()
    assert Evidence.objects.count() == 1


def test_the_page_of_evidence_takes_a_bounded_number_of_statements(
    client, cast, group, problem, novopskov, django_assert_max_num_queries
):
    for slug in ("2026-03", "2026-05", "2026-07", "2026-09"):
        publish(novopskov, slug, by=cast.petro)
    sources = Sources.of(group, today=TODAY)
    for key in list(sources.by_key)[:30]:
        evidence.cite(problem, key, today=TODAY, by=cast.mykola, at=NOW, sources=sources)
    client.force_login(cast.mykola)
    address = f"/en/work/plans/{problem.plan_id}/problems/{problem.pk}/evidence/"
    with django_assert_max_num_queries(18):
        page = client.get(address + "?topic=all&kind=figure&words=")
    assert len(page.context["evidence"]) == 30
    assert len(page.context["offers"]) == 20
    narrowed = client.get(address + "?topic=ROAD&kind=&words=").context["page_obj"].object_list
    assert {each.topic for each in narrowed} == {"ROAD"}
    own = client.get(address).context["page_obj"].object_list
    assert {each.topic for each in own} <= {"HOME"}
