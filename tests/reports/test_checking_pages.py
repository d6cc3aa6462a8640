"""Check, hand in, send back, answer, review, publish, correct: the pages, who may open them, late clicks."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import translation

from communities.models import AuditEntry
from reports.checking import submission
from reports.models import Publication, ReleaseDecision, ReleaseLevel, Remark, Report, SectionLoan
from reports.publishing import corrections, publication, release
from reports.states import State
from tests.reports import making
from tests.reports.making import NOW

EVERYBODY = [
    "anonymous", "olena", "petro", "iryna", "halyna", "taras", "sofiia", "mykola", "oksana",
    "bohdan", "larysa", "yurii", "vira", "roman", "admin", "nobody",
]  # fmt: skip
GROUP = ["halyna", "taras", "sofiia", "mykola", "oksana"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def at(name, *args):
    return reverse(f"reports:{name}", args=args)


def texts(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def waiting(handed_in, cast):
    """With the head of police, everything decided to be public."""
    making.everything_public(handed_in, by=cast.petro)
    return handed_in


@pytest.fixture
def out(filled, cast):
    """Published; a figure of section 1 is for the working group."""
    making.fill_in(filled, DV_REP=3, HOST_STRIKES=17)
    making.handed_in(filled, by=cast.olena)
    making.everything_public(filled, by=cast.petro)
    release.decide(filled, decisions={"HOST_STRIKES": release.GROUP_ONLY}, by=cast.petro, at=NOW)
    return publication.publish(filled, by=cast.petro, at=NOW)


@pytest.fixture
def signed_in_head(client, cast):
    client.force_login(cast.petro)
    return client


# --- who may do what ---

PAGES = {
    "check": ("filled", "get", {"olena": 200, "petro": 200}),
    "submit": ("filled", "post", {"olena": 302, "petro": 403}),
    "send_back": ("handed_in", "post", {"petro": 422, "olena": 403}),
    "release": ("handed_in", "get", {"petro": 200, "olena": 403}),
    "hold_back": ("handed_in", "post", {"petro": 422, "olena": 403}),
    "publish": ("waiting", "get", {"petro": 200, "olena": 403}),
    "publish now": ("waiting", "post", {"petro": 422, "olena": 403}),
    "correct": ("out", "get", {"olena": 200, "petro": 200}),
    "group_view": ("out", "get", dict.fromkeys(["olena", "petro", *GROUP], 200)),
    "exact": (
        "out",
        "get",
        {**dict.fromkeys(GROUP, 403), **dict.fromkeys(["olena", "petro", "halyna", "sofiia"], 200)},
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_what(client, cast, request, page):
    fixture, method, allowed = PAGES[page]
    request.getfixturevalue(fixture)
    address = at(page.split()[0], Report.objects.get().pk)
    response = getattr(client, method)(address)
    assert (response.status_code, "/accounts/login/" in response["Location"]) == (302, True)
    answers = {}
    for who in EVERYBODY[1:]:
        client.force_login(getattr(cast, who))
        answers[who] = getattr(client, method)(address).status_code
    assert answers == {who: allowed.get(who, 404) for who in EVERYBODY[1:]}


def test_who_may_answer_in_a_thread(client, cast, filled):
    entry = filled.entries.get(section__number=8)
    SectionLoan.objects.create(entry=entry, lent_to=cast.iryna, lent_by=cast.olena, lent_at=NOW)
    making.handed_in(filled, by=cast.olena)
    submission.send_back(filled, questions={8: "Which school?"}, by=cast.petro, at=NOW)
    client.post(at("reply", filled.pk, 8), {"text": "anonymous"})
    for who in EVERYBODY[1:]:
        client.force_login(getattr(cast, who))
        client.post(at("reply", filled.pk, 8), {"text": who})
    assert [r.text for r in entry.remarks.filter(is_question=False)] == ["olena", "petro", "iryna"]


def test_a_colleague_with_a_lent_section_does_not_see_the_whole(client, cast, filled):
    entry = filled.entries.get(section__number=8)
    SectionLoan.objects.create(entry=entry, lent_to=cast.iryna, lent_by=cast.olena, lent_at=NOW)
    client.force_login(cast.iryna)
    assert client.get(at("check", filled.pk)).status_code == 403


# --- checking ---


def test_everything_is_on_one_page(client, cast, filled):
    making.fill_in(filled, DV_REP=3, ROAD_RTA=7411)
    client.force_login(cast.olena)
    response = client.get(at("check", filled.pk))
    seen = texts(response)
    for words in ["7,411", "Problem of Safe roads.", "12. Urgent needs of the police", "Hand it to the head"]:
        assert words in seen
    assert f"{at('section', filled.pk, 5)}#div_ROAD_RTA" in response.content.decode()


def test_what_is_missing_or_contradicts_itself_is_linked(client, cast, filled):
    making.fill_in(filled, STAFF_FILLED=41)
    filled.entries.filter(section__number=11).update(problem="")
    client.force_login(cast.olena)
    response = client.get(at("check", filled.pk))
    page = response.content.decode()
    assert "There are more posts filled than established posts" in page
    assert f'href="{at("section", filled.pk, 3)}#div_STAFF_FILLED"' in page
    assert f'href="{at("section", filled.pk, 11)}?mend"' in page
    assert "Hand it to the head of police" not in page
    response = client.post(at("submit", filled.pk), follow=True)
    assert told(response) == ["The report was not handed in: something in it is still open. See below."]
    assert Report.objects.get().state == State.DRAFT


def test_a_figure_far_from_the_last_one_is_asked_about(client, cast, novopskov, form):
    making.report_about(novopskov, form, cast.olena, stretch=making.WINTER, ROAD_RTA=10)
    spring = making.report_about(novopskov, form, cast.olena, ROAD_RTA=40)
    client.force_login(cast.olena)
    assert "4 times the figure of the previous period (10)" in texts(client.get(at("check", spring.pk)))


def test_the_page_asks_the_database_little(client, cast, filled, django_assert_max_num_queries):
    client.force_login(cast.olena)
    client.get(at("check", filled.pk))
    with django_assert_max_num_queries(18):
        client.get(at("check", filled.pk))


# --- handing in and sending back ---


def test_olena_hands_in_petro_asks_olena_mends_petro_sees_what_changed(client, cast, filled):
    client.force_login(cast.olena)
    response = client.post(at("submit", filled.pk), follow=True)
    assert told(response) == ["The report is with the head of police. Thank you."]

    client.force_login(cast.petro)
    page = client.get(at("check", filled.pk)).content.decode()
    assert 'name="question_5"' in page
    assert 'form="send-back"' in page
    response = client.post(
        at("send_back", filled.pk),
        {"question_5": "Forty accidents: sure?", "message": "Nearly."},
        follow=True,
    )
    assert told(response) == ["The report is back with its author, with your questions."]

    client.force_login(cast.olena)
    seen = texts(client.get(at("check", filled.pk)))
    assert "Forty accidents: sure?" in seen
    assert "Nearly." in seen
    response = client.post(at("reply", filled.pk, 5), {"text": "Thirty-eight, you are right."}, follow=True)
    assert "Thirty-eight, you are right." in texts(response)
    making.fill_in(filled, ROAD_RTA=38)
    client.post(at("submit", filled.pk))

    client.force_login(cast.petro)
    page = client.get(at("check", filled.pk)).content.decode()
    assert "<del>40</del>" in page
    assert "<ins>38</ins>" in page
    assert "1 answer has changed since it was last handed in." in texts(client.get(at("check", filled.pk)))


def test_sending_back_without_a_question_keeps_nothing_and_says_so(client, cast, handed_in):
    client.force_login(cast.petro)
    response = client.post(at("send_back", handed_in.pk), {"message": " "})
    assert response.status_code == 422
    assert "Ask about at least one section" in texts(response)
    assert Report.objects.get().state == State.SUBMITTED


def test_a_question_that_is_too_long_is_not_lost(client, cast, handed_in):
    client.force_login(cast.petro)
    long = "word " * 500
    response = client.post(at("send_back", handed_in.pk), {"question_5": long, "question_6": "And this?"})
    page = response.content.decode()
    assert response.status_code == 422
    assert long.strip() in page
    assert "And this?" in page
    assert "#div_id_question_5" in page
    assert not Remark.objects.exists()


def test_the_list_of_sections_says_where_the_questions_are(client, cast, handed_in):
    submission.send_back(handed_in, message="See below.", questions={5: "Sure?"}, by=cast.petro, at=NOW)
    asked = f'<ul><li><a href="{at("section", handed_in.pk, 5)}">5. '
    for who, reads in ((cast.olena, True), (cast.petro, False)):
        client.force_login(who)
        page = client.get(at("tasks", handed_in.pk)).content.decode()
        assert ("The head of police sent it back" in page) is reads
        assert (asked in page) is reads
    client.force_login(cast.olena)
    client.post(at("reply", handed_in.pk, 5), {"text": "Yes."})
    page = client.get(at("tasks", handed_in.pk)).content.decode()
    assert "Everything that the head of police wrote" in page
    assert asked not in page


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_an_answer_that_cannot_be_kept_comes_back_to_be_mended(client, cast, handed_in, text):
    submission.send_back(handed_in, questions={5: "Sure?"}, by=cast.petro, at=NOW)
    client.force_login(cast.olena)
    response = client.post(at("reply", handed_in.pk, 5), {"text": text})
    assert response.status_code == 422
    assert text.strip() in response.content.decode()
    assert Remark.objects.count() == 1


def test_unseen_characters_do_not_get_into_a_question(client, cast, handed_in):
    client.force_login(cast.petro)
    client.post(at("send_back", handed_in.pk), {"question_5": "Is it\x00 \u202eright?"})
    assert Remark.objects.get().text == "Is it right?"


def test_a_script_in_a_question_is_shown_as_text(client, cast, handed_in):
    client.force_login(cast.petro)
    client.post(at("send_back", handed_in.pk), {"question_5": "<script>alert(1)</script>{{ 7|add:7 }}"})
    page = client.get(at("check", handed_in.pk)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in page


# --- late and double clicks ---

LATE = {
    "submit": (
        "handed_in",
        "olena",
        {},
        "Nothing was changed: this report is with the head of police already.",
    ),
    "send_back": (
        "filled",
        "petro",
        {"message": "?"},
        "Nothing was changed: this report is still being filled in.",
    ),
    "release": ("out", "petro", {}, "Nothing was changed: this report is published already."),
    "hold_back": ("out", "petro", {}, "Nothing was changed: this report is published already."),
    "publish": ("out", "petro", {}, "Nothing was changed: this report is published already."),
    "correct": (
        "filled",
        "olena",
        {"reason": "Wrong."},
        "Nothing was changed: this report is still being filled in.",
    ),
}


@pytest.mark.parametrize("act", LATE)
def test_a_late_click_is_told_and_changes_nothing(client, cast, request, act):
    fixture, who, data, words = LATE[act]
    request.getfixturevalue(fixture)
    report = Report.objects.get()
    client.force_login(getattr(cast, who))
    acts, state = AuditEntry.objects.count(), report.state
    response = client.post(at(act, report.pk), data, follow=True)
    assert response.redirect_chain[0][0] == at("check", report.pk)
    assert told(response) == [words]
    report.refresh_from_db()
    assert (AuditEntry.objects.count(), report.state) == (acts, state)


@pytest.mark.parametrize("act", ["submit", "send_back", "hold_back"])
def test_steps_are_not_taken_by_opening_an_address(client, cast, handed_in, act):
    client.force_login(cast.petro)
    assert client.get(at(act, handed_in.pk)).status_code == 405


# --- release review ---


def levels(form):
    """What the browser would send of this page, unchanged."""
    sent = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        sent[name] = "" if value is None else getattr(value, "value", value)
    return sent


def test_the_review_asks_about_security_sections_and_shows_what_they_say(client, cast, handed_in):
    client.force_login(cast.petro)
    response = client.get(at("release", handed_in.pk))
    form = response.context["page"].form
    assert {s.code for s, _ in form.by_section()} == {"HOST", "CHK", "STAFF", "WEAP", "NEED"}
    assert form["level_HOST_STRIKES"].initial == ReleaseLevel.GROUP
    assert "Problem of Threat of hostilities." in texts(response)
    assert len(form.fields) < 180


def test_decisions_lead_to_the_preview(client, cast, handed_in):
    client.force_login(cast.petro)
    sent = levels(client.get(at("release", handed_in.pk)).context["page"].form)
    sent |= {
        "level_HOST_STRIKES": "public_from",
        "from_HOST_STRIKES": "2126-07-01",
        "whole_CHK": "police",
        "level_CHK_POSTS": "public",
    }
    response = client.post(at("release", handed_in.pk), sent)
    assert response.status_code == 302
    assert response["Location"] == at("publish", handed_in.pk)
    plan = release.plan_of(release.newest_submission(handed_in))
    assert plan["HOST_STRIKES"] == release.Decision(ReleaseLevel.PUBLIC_FROM, dt.date(2126, 7, 1))
    assert {plan[key].level for key in plan if key.startswith("CHK")} == {ReleaseLevel.POLICE}
    assert ReleaseDecision.objects.filter(decided_by=cast.petro).count() == len(plan)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        (
            {"level_HOST_STRIKES": "public_from"},
            "from_HOST_STRIKES",
            "Choose the day from which it is public.",
        ),
        (
            {"level_HOST_STRIKES": "public_from", "from_HOST_STRIKES": "2020-01-01"},
            "from_HOST_STRIKES",
            "This day has come already.",
        ),
        (
            {"level_HOST_STRIKES": "public_from", "from_HOST_STRIKES": "soon"},
            "from_HOST_STRIKES",
            "valid date",
        ),
        ({"level_HOST_STRIKES": "everybody"}, "level_HOST_STRIKES", "not one of the available choices"),
        ({"level_HOST_STRIKES": ""}, "level_HOST_STRIKES", "required"),
        ({"whole_CHK": "public_from"}, "whole_from_CHK", "Choose the day from which it is public."),
    ],
)
def test_what_is_wrong_with_a_decision_is_said_beside_it(signed_in_head, handed_in, changed, field, words):
    client = signed_in_head
    sent = levels(client.get(at("release", handed_in.pk)).context["page"].form) | changed
    response = client.post(at("release", handed_in.pk), sent)
    assert response.status_code == 422
    assert words in texts(response)
    assert f"#div_id_{field}" in response.content.decode()
    assert f'id="div_id_{field}"' in response.content.decode()
    assert not ReleaseDecision.objects.exists()


def test_a_day_typed_as_people_write_it_is_understood(client, cast, handed_in):
    client.force_login(cast.petro)
    sent = levels(client.get(at("release", handed_in.pk)).context["page"].form)
    sent |= {"level_HOST_STRIKES": "public_from", "from_HOST_STRIKES": "01.07.2126"}
    assert client.post(at("release", handed_in.pk), sent).status_code == 302


def test_another_figure_can_be_held_back(client, cast, waiting):
    client.force_login(cast.petro)
    sent = {"subject": "DV_REP", "level": "group"}
    response = client.post(at("hold_back", waiting.pk), sent, follow=True)
    assert "You decided otherwise about:" in texts(response)
    assert release.plan_of(release.newest_submission(waiting))["DV_REP"] == release.GROUP_ONLY


def test_the_preview_waits_for_the_decisions(client, cast, handed_in):
    client.force_login(cast.petro)
    response = client.get(at("publish", handed_in.pk), follow=True)
    assert response.redirect_chain[0][0] == at("release", handed_in.pk)
    assert told(response) == ["First decide who may see the figures and texts below."]


# --- publishing ---


def test_petro_publishes_what_he_saw(client, cast, waiting):
    client.force_login(cast.petro)
    page = client.get(at("publish", waiting.pk))
    assert "Recorded strikes on populated places" in texts(page)
    response = client.post(at("publish", waiting.pk), {"reviewed": page.context["fingerprint"]}, follow=True)
    assert told(response) == ["The report is published. Residents can read it now."]
    assert Publication.objects.get().published_by == cast.petro
    client.logout()
    assert client.get(at("public_report", "novopskov", "2026-03")).status_code == 200


def test_what_changed_meanwhile_is_shown_instead_of_published(client, cast, waiting):
    client.force_login(cast.petro)
    seen = client.get(at("publish", waiting.pk)).context["fingerprint"]
    release.decide(waiting, decisions={"HOST_STRIKES": release.GROUP_ONLY}, by=cast.petro, at=NOW)
    response = client.post(at("publish", waiting.pk), {"reviewed": seen}, follow=True)
    assert not Publication.objects.exists()
    assert told(response) == [
        "Not published: something has changed since you looked at it. This is how it is now."
    ]
    assert response.context["fingerprint"] != seen
    assert "For the working group only" in texts(response)


@pytest.mark.parametrize("reviewed", ["", "0" * 64, "x"])
def test_a_made_up_fingerprint_publishes_nothing(client, cast, waiting, reviewed):
    client.force_login(cast.petro)
    client.post(at("publish", waiting.pk), {"reviewed": reviewed})
    assert not Publication.objects.exists()


def test_warnings_must_be_read(client, cast, filled):
    making.fill_in(filled, DV_REP=3)
    filled.entries.filter(section__number=9).update(
        problem="У березні було 3 звернення. Дзвоніть Петренко О. І., 050 123 45 67."
    )
    making.handed_in(filled, by=cast.olena)
    making.everything_public(filled, by=cast.petro)
    client.force_login(cast.petro)
    page = client.get(at("publish", filled.pk))
    seen = texts(page)
    for words in ["This may repeat a figure", "looks like the name of a person", "looks like a telephone"]:
        assert words in seen, words
    sent = {"reviewed": page.context["fingerprint"]}
    response = client.post(at("publish", filled.pk), sent)
    assert response.status_code == 422
    assert "Read the warnings above, then tick this box." in texts(response)
    assert not Publication.objects.exists()
    client.post(at("publish", filled.pk), {**sent, "has_read_warnings": "on"})
    assert Publication.objects.count() == 1


def test_a_person_with_both_duties_does_not_publish_what_they_handed_in(client, cast, novopskov, filled):
    from communities.models import Duty, Role, User

    Duty.objects.create(
        person=cast.petro, role=Role.REPORTING_OFFICER, community=novopskov, started_on=dt.date(2020, 1, 1)
    )
    making.handed_in(filled, by=cast.petro)
    making.everything_public(filled, by=cast.petro)
    client.force_login(User.objects.get(pk=cast.petro.pk))
    page = client.get(at("publish", filled.pk))
    assert "You handed this report in yourself." in texts(page)
    assert "Publish the report" not in page.content.decode()
    sent = {"reviewed": page.context["fingerprint"]}
    assert client.post(at("publish", filled.pk), sent).status_code == 403
    assert not Publication.objects.exists()


def test_the_preview_names_the_warnings_of_a_correction(client, cast, novopskov, form):
    report = making.report_about(novopskov, form, cast.olena, DV_REP=4)
    making.published(report, author=cast.olena, head=cast.petro)
    corrections.correct(report, reason="Додано 3 звернення.", by=cast.olena, at=NOW)
    making.fill_in(report, DV_REP=7)
    making.handed_in(report, by=cast.olena)
    making.everything_public(report, by=cast.petro)
    client.force_login(cast.petro)
    seen = texts(client.get(at("publish", report.pk)))
    assert "crosses the limit of “fewer than”" in seen
    assert "This may tell a protected figure, or by how much it changed" in seen


# --- correcting ---


def test_opening_for_correction_asks_for_a_reason(client, cast, out):
    pk = out.report_id
    client.force_login(cast.olena)
    assert client.post(at("correct", pk), {"reason": " "}).status_code == 422
    assert Report.objects.get().state == State.PUBLISHED
    response = client.post(at("correct", pk), {"reason": "A register was late."}, follow=True)
    assert "A register was late." in texts(response)
    assert Report.objects.get().state == State.CORRECTING


# --- the working group ---


def test_the_group_sees_its_part_and_no_exact_small_count(client, cast, out):
    client.force_login(cast.mykola)
    seen = texts(client.get(at("group_view", out.report_id)))
    assert "Recorded strikes on populated places" in seen
    assert "17" in seen
    assert "fewer than 5" in seen
    assert "Exact small counts" not in seen


def test_looking_at_exact_counts_is_recorded_each_time(client, cast, out):
    client.force_login(cast.halyna)
    asked = client.get(at("exact", out.report_id))
    assert "Your name and the time are recorded" in texts(asked)
    assert not AuditEntry.objects.filter(act="report.exact_read").exists()
    for _ in range(2):
        response = client.post(at("exact", out.report_id))
        figures = {figure.label: figure for figure in response.context["figures"]}
        assert figures["Reports of domestic violence"].exact == "3"
        assert figures["Reports of domestic violence"].shown == "fewer than 5"
    entries = AuditEntry.objects.filter(act="report.exact_read")
    assert [(e.by, e.details) for e in entries] == [(cast.halyna, {"version": 1})] * 2
    assert "no-store" in response["Cache-Control"]


def test_exact_counts_that_only_the_police_may_see_are_not_shown_to_the_chair(client, cast, filled):
    making.handed_in(filled, by=cast.olena)
    making.everything_public(filled, by=cast.petro)
    police = release.Decision(ReleaseLevel.POLICE)
    release.decide(filled, decisions={"DV_REP": police}, by=cast.petro, at=NOW)
    made = publication.publish(filled, by=cast.petro, at=NOW)
    client.force_login(cast.halyna)
    response = client.post(at("exact", made.report_id))
    assert "Reports of domestic violence" not in texts(response)
    assert "Reports of domestic violence" not in texts(client.get(at("group_view", made.report_id)))


def test_there_is_no_group_page_before_publication(client, cast, handed_in):
    client.force_login(cast.halyna)
    assert client.get(at("group_view", handed_in.pk)).status_code == 404


# --- everywhere ---


@pytest.mark.parametrize(
    "case",
    [
        ("filled", "check", "olena"),
        ("handed_in", "check", "petro"),
        ("handed_in", "release", "petro"),
        ("waiting", "publish", "petro"),
        ("out", "check", "olena"),
        ("out", "correct", "olena"),
        ("out", "group_view", "halyna"),
        ("out", "exact", "halyna"),
    ],
)
@pytest.mark.parametrize("language", ["uk", "en"])
def test_pages_have_no_inline_code_and_no_id_twice(client, cast, request, case, language):
    fixture, page, who = case
    request.getfixturevalue(fixture)
    client.force_login(getattr(cast, who))
    with translation.override(language):
        response = client.get(at(page, Report.objects.get().pk))
    html = response.content.decode()
    assert f'<html lang="{language}"' in html
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert [one for one in ids if ids.count(one) > 1] == []
    for reference in re.findall(r'(?:for|aria-labelledby|aria-describedby|form)="([^"]+)"', html):
        assert set(reference.split()) <= set(ids), reference
    for fragment in re.findall(r'href="#([^"]+)"', html):
        assert fragment in ids, fragment


def test_the_trail_stands_at_the_foot_of_the_page(client, cast, out):
    client.force_login(cast.petro)
    seen = texts(client.get(at("check", out.report_id)))
    assert "Published as version 1" in seen
    assert "Handed in to the head of police, submission 1" in seen


# --- who it is, proved just now ---


@pytest.fixture
def petro(cast, proved_long_ago):
    client, _secret = proved_long_ago(cast.petro)
    return client


def test_publishing_asks_once_more_who_it_is(petro, cast, waiting):
    reviewed = publication.preview(waiting, by=cast.petro, at=NOW).fingerprint
    answer = petro.post(at("publish", waiting.pk), {"reviewed": reviewed})
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not Publication.objects.exists()


def test_and_so_do_the_exact_counts(petro, out):
    answer = petro.post(at("exact", out.report_id))
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not AuditEntry.objects.filter(act="report.exact_read").exists()
