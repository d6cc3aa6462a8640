"""The risk register: noted, assessed, changed by two at once, closed; who may do what."""

import datetime as dt
import json

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override

from communities.models import AuditEntry, Membership, Notice, Reminder
from communities.shared.notice_words import words_of
from plans import tasks
from plans.models import Concern, Risk, RiskAssessment
from plans.register import concerns, review_reminders, risks, starter_risks
from plans.register.risks import CannotDo, ChangedMeanwhile, Refusal
from plans.register.starter_risks import RiskFileError, read_starter_file, topic_of
from tests.conftest import KYIV
from tests.meetings.making import member
from tests.plans.conftest import NOW, TODAY, assess
from tests.ticks import ticked

STEPS = {"likelihood": 4, "impact": 4, "residual_likelihood": 3, "residual_impact": 4}


def test_starter_list_is_whole_and_taken_once(cast, group):
    listed = starter_risks.starter_risks()
    assert len(listed) == 19
    assert {"shelling", "mines", "burglary", "dv", "missing_children", "no_shelters"} <= set(listed)
    for _ in range(2):
        risks.take_starters(group, ["mines", "dv", "unknown"], language="uk", by=cast.mykola, at=NOW)
    taken = list(group.risks.order_by("starter"))
    assert [risk.starter for risk in taken] == ["dv", "mines"]
    assert taken[1].title == "Міни та боєприпаси, що не розірвалися"
    assert taken[1].is_internal
    assert taken[1].measures == ""  # what others do is not what is done here
    assert AuditEntry.objects.filter(act="risk.noted").count() == 2


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda row: row.update(topic="SEA"), "no topic “SEA”"),
        (lambda row: row.update(groups=["giants"]), "no vulnerable group “giants”"),
        (lambda row: row.update(uk=" "), "“uk” is empty"),
        (lambda row: row.pop("words"), "exactly"),
    ],
)
def test_mistakes_in_the_starter_file_are_named(tmp_path, break_it, said):
    content = json.loads(starter_risks.FILE.read_text(encoding="utf-8"))
    break_it(content["risks"][3])
    path = tmp_path / "risks.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(RiskFileError, match=said):
        read_starter_file(path)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Обкрадають хати на околиці, крадіжки щотижня", "HOME"),
        ("Немає світла на вулиці Шевченка, темно", "STREET"),
        ("Машини мчать біля школи, потрібен перехід через дорогу", "ROAD"),
        ("Mines beside the road to the cemetery, minefield signs are gone", "WEAP"),
        ("Дякуємо за свято", None),
    ],
)
def test_the_words_of_a_proposal_suggest_a_topic(text, topic):
    assert topic_of(text) == topic


def test_every_assessment_is_kept_and_cannot_be_changed(cast, risk):
    assess(risk, 4, 5, 3, 5, on=TODAY - dt.timedelta(days=60), by=cast.mykola)
    newest = assess(risk, 4, 5, 2, 5, by=cast.sofiia)
    assert [each.residual_score for each in risk.assessments.order_by("pk")] == [15, 10]
    with pytest.raises(DatabaseError), transaction.atomic():
        RiskAssessment.objects.filter(pk=newest.pk).update(likelihood=1)


def test_what_is_no_assessment(cast, risk):
    assess(risk, 4, 4, 3, 4, on=TODAY - dt.timedelta(days=1), by=cast.mykola)
    for change, reason in (
        ({"residual_likelihood": 5}, Refusal.WORSE_WITH_MEASURES),
        ({"residual_impact": 5}, Refusal.WORSE_WITH_MEASURES),
        ({"on": TODAY + dt.timedelta(days=1)}, Refusal.IN_THE_FUTURE),
        ({"on": TODAY - dt.timedelta(days=2)}, Refusal.BEFORE_THE_LAST),
        ({"reason": "  "}, Refusal.NO_REASON),
    ):
        said = {**STEPS, "reason": "A find", "on": TODAY, **change}
        with pytest.raises(CannotDo) as refused:
            risks.assess(risk, **said, today=TODAY, by=cast.mykola, at=NOW)
        assert refused.value.reason is reason


def test_closing_needs_a_reason_ends_everything_and_can_be_undone(cast, group):
    (risk,) = risks.take_starters(group, ["mines"], language="en", by=cast.mykola, at=NOW)
    with pytest.raises(CannotDo):
        risks.close(risk, reason=" ", today=TODAY, by=cast.mykola, at=NOW)
    closed = risks.close(risk, reason="The fields were cleared", today=TODAY, by=cast.mykola, at=NOW)
    assert (closed.closed_on, closed.version) == (TODAY, 2)
    for late in (
        lambda: assess(closed, 1, 1, 1, 1, by=cast.mykola),
        lambda: risks.change(closed, fields={"title": "x"}, version=2, by=cast.mykola, at=NOW),
        lambda: risks.close(closed, reason="Again", today=TODAY, by=cast.mykola, at=NOW),
    ):
        with pytest.raises(CannotDo, match="closed"):
            late()
    risks.take_starters(group, ["mines"], language="en", by=cast.mykola, at=NOW)
    with pytest.raises(CannotDo) as refused:
        risks.reopen(closed, by=cast.mykola, at=NOW)
    assert refused.value.reason is Refusal.TAKEN_AGAIN


def test_an_owner_sits_in_the_group(cast, group, risk):
    gone = member(group, "Ivan")
    Membership.objects.filter(pk=gone.pk).update(ended_on=TODAY)
    gone.refresh_from_db()
    with pytest.raises(CannotDo) as refused:
        risks.change(risk, fields={"owner": gone}, version=1, by=cast.sofiia, at=NOW)
    assert refused.value.reason is Refusal.NOT_A_MEMBER


# --- two at once ---


def opened_form(client, risk):
    """What a browser would send back unchanged."""
    page = client.get(reverse("plans:risk_change", args=[risk.pk]))
    form = page.context["form"]
    sent = {"version": str(page.context["version"])}
    for field in form:
        value = field.value()
        values = value if isinstance(value, list) else [] if value in (None, "", False) else [str(value)]
        sent[field.html_name] = values
        sent[f"initial-{field.html_name}"] = values
    text = page.content.decode()
    assert text.count('name="initial-title"') == text.count('name="initial-topic"') == 1
    assert text.count('name="initial-vulnerable_groups"') == len(risk.vulnerable_groups)
    return sent


def test_two_writers_of_different_fields_both_keep_their_words(client, cast, risk):
    client.force_login(cast.sofiia)
    mine = opened_form(client, risk)
    risks.change(risk, fields={"measures": "Signs were put up"}, version=1, by=cast.halyna, at=NOW)
    mine["detail"] = "Since the flood"
    with override("en"):
        answer = client.post(reverse("plans:risk_change", args=[risk.pk]), mine)
    assert answer.status_code == 302
    risk.refresh_from_db()
    assert (risk.measures, risk.detail, risk.version) == ("Signs were put up", "Since the flood", 3)


@pytest.mark.parametrize(("pick", "kept"), [("mine", "Mine clearing is ordered"), ("theirs", "Signs")])
def test_two_writers_of_one_field_choose(client, cast, risk, pick, kept):
    client.force_login(cast.sofiia)
    mine = opened_form(client, risk)
    risks.change(risk, fields={"measures": "Signs", "topic": "ROAD"}, version=1, by=cast.halyna, at=NOW)
    mine["measures"] = "Mine clearing is ordered"
    address = reverse("plans:risk_change", args=[risk.pk])
    conflict = client.post(address, mine)
    assert conflict.status_code == 409
    assert [field["name"] for field in conflict.context["fields"]] == ["pick-measures"]
    sent: dict[str, list[str]] = {}
    for name, value in conflict.context["sent"]:
        sent.setdefault(name, []).append(value)
    assert client.post(address, {**sent, "pick-measures": pick}).status_code == 302
    risk.refresh_from_db()
    assert (risk.measures, risk.topic) == (kept, "ROAD")


def test_the_verb_itself_refuses_an_old_version(cast, risk):
    risks.change(risk, fields={"title": "Mines"}, version=1, by=cast.halyna, at=NOW)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        risks.change(risk, fields={"title": "Shells"}, version=1, by=cast.sofiia, at=NOW)
    assert meanwhile.value.theirs.title == "Mines"


# --- reminders ---


def test_the_owner_is_reminded_once_of_each_step(cast, group, risk):
    due = dt.date(2026, 12, 1)
    Risk.objects.filter(pk=risk.pk).update(owner=member(group, "Mykola"), review_on=due)
    walk = {
        days: review_reminders.remind_due(today=due + dt.timedelta(days=days), at=NOW)
        for days in (-8, -7, -7, -1, 0, 0, 13, 14, 15, 200)
    }
    assert {days for days, letters in walk.items() if letters} == {14}  # the second run of a day says nothing
    assert list(Notice.objects.values_list("person", flat=True)) == [cast.mykola.pk] * 3
    for notice in Notice.objects.all():
        words = str(words_of(notice, "en"))
        assert "Novopskov" in words
        assert "river" not in words  # a risk for the group only is named in no letter


def test_without_an_owner_with_an_account_the_secretary_hears_of_it(cast, group, risk):
    Risk.objects.filter(pk=risk.pk).update(owner=member(group, "Lidiia"), review_on=TODAY)
    assert review_reminders.remind_due(today=TODAY, at=NOW) == 1
    assert Notice.objects.get().person == cast.sofiia
    assert Reminder.objects.filter(is_skipped=True).count() == 1  # the step a week before


def test_a_new_day_or_closing_ends_it(cast, risk):
    Risk.objects.filter(pk=risk.pk).update(review_on=TODAY)
    risks.close(risk, reason="Cleared", today=TODAY, by=cast.sofiia, at=NOW)
    assert review_reminders.remind_due(today=TODAY, at=NOW) == 0


# --- concerns ---


def test_concerns_count_by_topic_over_a_year(cast, group):
    for topic, times, days in (("HOME", 3, 10), ("HOME", 4, 300), ("ROAD", 2, 0), ("ROAD", 9, 366)):
        concerns.note(
            group,
            topic=topic,
            text="Thefts",
            source="visit",
            times=times,
            on=TODAY - dt.timedelta(days=days),
            by=cast.mykola,
            at=NOW,
        )
    counted = concerns.counted(group, today=TODAY)
    assert [(each.topic, each.people, each.times) for each in counted] == [("HOME", 7, 2), ("ROAD", 2, 1)]


def test_a_resident_s_proposal_becomes_a_concern_in_one_click(client, cast, group):
    proposal = group.item_proposals.create(title="Темно на вулиці, немає ліхтарів", sent_on=TODAY)
    client.force_login(cast.mykola)
    page = client.get(reverse("plans:concerns", args=["novopskov"]))
    ((shown, form),) = page.context["proposals"]
    address = reverse("plans:concern_proposal", args=["novopskov", shown.pk])
    for _ in range(2):
        client.post(address, {"topic": form["topic"].value()})
    concern = Concern.objects.get()
    assert (concern.proposal, concern.topic, concern.text) == (proposal, "STREET", proposal.title)


def test_words_that_may_name_somebody_are_looked_at_first(client, cast, group):
    client.force_login(cast.mykola)
    address = reverse("plans:concerns", args=["novopskov"])
    sent = {"topic": "DV", "text": "Іван Петренко б’є дружину", "source": "visit", "times": "1"}
    asked = client.post(address, sent)
    assert asked.status_code == 422
    for other in ({"looked_at": "on"}, ticked(asked) | {"text": "Олена Коваленко б’є чоловіка"}):
        assert client.post(address, sent | other).status_code == 422  # nobody looked at these words
    assert not Concern.objects.exists()
    assert client.post(address, sent | ticked(asked)).status_code == 302
    trail = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)), ensure_ascii=False)
    assert "Петренко" not in trail
    client.post(reverse("plans:concern_take_back", args=["novopskov", Concern.objects.get().pk]))
    assert not Concern.objects.exists()


# --- who may ---

READERS = {"halyna": 200, "mykola": 200, "oksana": 200, "petro": 404, "vira": 404, "bohdan": 404}
WRITERS = {"oksana": 403, "petro": 404, "vira": 404, "larysa": 404, "mykola": 302}


def test_who_may_read(client, cast, group, risk):
    for who, status in READERS.items():
        client.force_login(getattr(cast, who))
        for name, argument in (("risks", "novopskov"), ("risk", risk.pk), ("concerns", "novopskov")):
            assert client.get(reverse(f"plans:{name}", args=[argument])).status_code == status, (who, name)


def test_who_may_write(client, cast, group, risk):
    form = {**STEPS, "reason": "A find", "assessed_on": "01.11.2026"}
    concern = {"topic": "DV", "text": "Loud nights", "source": "visit", "times": "1"}
    for who, status in WRITERS.items():
        assert Risk.objects.count() == 1
        client.force_login(getattr(cast, who))
        for name, argument, sent in (
            ("risks_take", "novopskov", {"starter": ["dv"]}),
            ("risk_new", "novopskov", {"title": "Floods", "topic": "HOME"}),
            ("concerns", "novopskov", concern),
            ("risk_assess", risk.pk, form),
            ("risk_change", risk.pk, {"title": "Mines", "topic": "WEAP", "version": "1"}),
            ("risk_close", risk.pk, {"reason": "Cleared"}),
            ("risk_reopen", risk.pk, {}),
        ):
            answer = client.post(reverse(f"plans:{name}", args=[argument]), sent)
            assert answer.status_code == status, (who, name)
    assert Risk.objects.count() == 3


def test_the_register_takes_as_many_statements_for_one_risk_as_for_all(
    client, cast, group, risk, django_assert_max_num_queries
):
    risks.take_starters(group, list(starter_risks.starter_risks()), language="en", by=cast.mykola, at=NOW)
    for each in group.risks.all():
        assess(each, 4, 5, 3, 4, by=cast.mykola)
    client.force_login(cast.mykola)
    with django_assert_max_num_queries(12):
        page = client.get("/en/work/group/novopskov/risks/")
    assert page.content.count(b'<a href="#risk-') == 20
    assert 'title="high">H</abbr>' in page.content.decode()


def test_one_risk_tells_its_way_in_words_and_picture(client, cast, risk):
    assess(risk, 4, 5, 3, 5, on=TODAY - dt.timedelta(days=60), by=cast.mykola)
    assess(risk, 4, 5, 2, 5, by=cast.mykola)
    client.force_login(cast.mykola)
    page = client.get(f"/en/work/risks/{risk.pk}/").content.decode()
    assert "10 of 25, high" in page
    assert "lower than before" in page
    assert "Scores with the measures, the oldest first: 15, 10" in page


def test_hours_of_the_night_are_quiet(cast, risk, monkeypatch, settings):
    settings.MESSAGES_FROM_HOUR = 7
    Risk.objects.update(review_on=TODAY)
    for hour, letters in ((6, 0), (7, 1)):
        at = dt.datetime(2026, 11, 23, hour, 0, tzinfo=KYIV)
        monkeypatch.setattr("communities.shared.clock.now", lambda at=at: at)
        tasks.remind_of_reviews()
        assert Notice.objects.count() == letters
