"""Two clicks by somebody without an account, and all that such a link must not do."""

import datetime as dt
import logging
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import get_connection
from django.test import Client
from django.utils.translation import override
from PIL import Image

from communities.letters import compose
from communities.models import Letter, Notice, Reminder
from communities.shared.days import in_words
from communities.shared.quiet_paths import without_secrets
from communities.shared.visitor_limits import Limit
from plans import subjects
from plans.actions import action_links, action_reminders
from plans.actions.action_links import NobodyToTell
from plans.actions.progress_files import CannotKeep, Trouble
from plans.models import Action, ActionLink, Plan, ProgressEntry, ProgressFile
from plans.states import Progress
from plans.versions import afterwards, corrections
from tests.plans.conftest import NOW, TODAY
from tests.plans.making import EMAIL, PERSON, SECRET_ACTION, approve, make_plan


@pytest.fixture
def plan(cast, group, time_machine):
    time_machine.move_to(NOW, tick=False)
    found = make_plan(group, cast.sofiia)
    approve(found)
    return found


@pytest.fixture
def drivers(plan):
    """Somebody without an account is responsible."""
    return plan.actions.get(title="Уроки для водіїв")


@pytest.fixture
def letter(cast, drivers):
    """As it arrived."""
    assert action_links.nudge(drivers, by=cast.sofiia, today=TODAY, at=NOW)
    return sent()


def sent():
    """Send what is due, outside of the transaction that a test lives in."""
    letter = Letter.objects.select_related("notice__person").order_by("-pk")[0]
    return compose(letter, connection=get_connection())


def path_in(message):
    return re.search(r"(/action/[^\s/]+/)", message.body)[1]


def photo():
    out = BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return out.getvalue()


def test_two_clicks_without_an_account(drivers, letter):
    assert (letter.to, Notice.objects.get().person) == ([EMAIL], None)
    path = path_in(letter)
    secret = path.split("/")[2]
    assert len(secret) == 32
    for row in (*Notice.objects.values(), *ActionLink.objects.values(), *Reminder.objects.values()):
        assert secret not in str(row)
    assert EMAIL not in str(list(Reminder.objects.values()))
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(f"/en{path}")
    assert (page.status_code, page["Cache-Control"], page["Referrer-Policy"]) == (
        200,
        "no-store, private",
        "no-referrer",
    )
    text = page.content.decode()
    assert "Уроки для водіїв" in text
    assert "days ago" not in text
    with override("uk"):
        until = in_words(TODAY + action_links.LIVES)
    assert until in letter.body  # until when the link works, as a day in words
    for hidden in (PERSON, EMAIL, SECRET_ACTION):
        assert hidden not in text
    assert not ProgressEntry.objects.exists()
    answer = browser.post(f"/en{path}", {"status": "late"})
    assert (answer.status_code, answer["Location"]) == (302, f"/en{path}said/")
    entry = drivers.progress.get()
    assert (entry.status, entry.by, entry.via.email, entry.said_on) == (Progress.LATE, None, EMAIL, TODAY)
    assert "It is written down" in browser.get(answer["Location"]).content.decode()
    with_photo = {"status": "done", "sentence": "Були всі", "file": BytesIO(photo())}
    assert browser.post(f"/en{path}", with_photo).status_code == 302
    kept = ProgressFile.objects.get()
    assert (kept.entry.sentence, kept.content_type, kept.is_public) == ("Були всі", "image/jpeg", False)
    assert not browser.cookies


def test_whoever_is_late_reads_since_when_and_what_was_typed_is_not_hidden(drivers, letter, time_machine):
    time_machine.move_to(NOW + action_links.LIVES - dt.timedelta(days=1), tick=False)
    Action.objects.filter(pk=drivers.pk).update(due_on=TODAY)  # a draft says nothing here
    path = path_in(letter)
    page = Client().get(f"/en{path}").content.decode()
    assert ("<details" in page, "days ago" in page) == (True, False)
    content = drivers.plan.in_force.content
    next(each for each in content["actions"] if each["id"] == drivers.pk)["due_on"] = TODAY.isoformat()
    approve(drivers.plan, content=content)
    assert "That was 44 days ago." in Client().get(f"/en{path}").content.decode()
    refused = Client().post(f"/en{path}", {"sentence": "Дописане", "status": ""}).content.decode()
    assert re.search(r"<details[^>]* open>.*Дописане", refused, re.DOTALL)


def test_the_same_letter_always_carries_the_same_link(letter, settings):
    assert path_in(sent()) == path_in(letter)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert path_in(sent()) == path_in(letter)


@pytest.mark.parametrize(
    "why", ["forged", "expired", "revoked", "other person", "internal", "plan ended", "no longer in the plan"]
)
def test_links_that_open_nothing(client, cast, plan, drivers, letter, why, time_machine):
    path = path_in(letter)
    assert client.get(path).status_code == 200
    if why == "forged":
        path = path[:-2] + ("A" if path[-2] != "A" else "B") + "/"
    elif why == "expired":
        time_machine.move_to(NOW + action_links.LIVES, tick=False)
    elif why == "revoked":
        assert action_links.revoke(drivers, by=cast.sofiia, at=NOW) == 1
    elif why == "other person":
        type(drivers).objects.filter(pk=drivers.pk).update(responsible_email="else@example.org")
        assert client.get(path).status_code == 200  # a draft, of which nobody has voted
        approve(plan)
    elif why == "internal":
        type(drivers).objects.filter(pk=drivers.pk).update(is_internal=True)
    elif why == "plan ended":
        afterwards.cancel(plan, reason="No more", by=cast.halyna, at=NOW)
    else:
        content = plan.in_force.content
        content["actions"] = [each for each in content["actions"] if each["id"] != drivers.pk]
        approve(plan, content=content)
    for answer in (client.get(path), client.get(path + "said/"), client.post(path, {"status": "done"})):
        assert answer.status_code == 404
        assert answer["Cache-Control"] == "no-store, private"
        assert "Уроки" not in answer.content.decode()
    assert not ProgressEntry.objects.exists()


def test_a_link_says_three_things_only_and_not_too_often(client, drivers, letter):
    path = path_in(letter)
    for status in ("cancelled", "postponed", "seeks_funding", "", "x"):
        assert client.post(path, {"status": status}).status_code == 422
    for number in range(action_links.SAID.at_most):
        said = {"status": "as_planned", "sentence": str(number)}
        assert client.post(path, said).status_code == 302
    assert client.post(path, {"status": "late"}).status_code == 422
    assert drivers.progress.count() == action_links.SAID.at_most
    for _ in range(action_links.WRONG.at_most):
        assert client.get("/action/wrong/").status_code == 404
    assert client.get("/action/wrong/").status_code == 429
    assert client.get(path).status_code == 200  # nobody is kept out by the guesses of others


def test_who_gets_no_link(cast, plan, drivers, letter):
    assert not action_links.nudge(drivers, by=cast.sofiia, today=TODAY, at=NOW)
    assert Letter.objects.count() == 1
    secret = plan.actions.get(is_internal=True)
    with pytest.raises(NobodyToTell):
        action_links.nudge(secret, by=cast.sofiia, today=TODAY, at=NOW)
    secret.responsible = plan.group.memberships.get(person=cast.mykola)
    secret.save()
    approve(plan)
    assert action_links.nudge(secret, by=cast.sofiia, today=TODAY, at=NOW)
    told = sent()
    assert (told.to, "/action/" in told.body, SECRET_ACTION in told.body) == (
        [cast.mykola.email],
        False,
        False,
    )
    assert f"/work/actions/{secret.pk}/" in told.body


def test_only_those_who_keep_the_group_send_and_revoke(client, cast, drivers, letter):
    for who, allowed in (("mykola", 403), ("oksana", 403), ("olena", 404), ("taras", 302)):
        client.force_login(getattr(cast, who))
        for act in ("link/", "link/revoke/"):
            assert client.post(f"/en/work/actions/{drivers.pk}/{act}").status_code == allowed
        if allowed == 403:
            assert EMAIL not in client.get(f"/en/work/actions/{drivers.pk}/").content.decode()
    assert client.get(path_in(letter)).status_code == 404


def test_a_flood_of_files_does_not_keep_the_processor_busy(client, drivers, letter, monkeypatch):
    """What is no photo costs as much as one, and is never written down: it is counted before it is looked at."""
    monkeypatch.setattr(action_links, "LOOKED_THROUGH", Limit("action-file", 2, dt.timedelta(hours=1)))
    looked = []
    monkeypatch.setattr("plans.forms.progress.clean", lambda content, name: looked.append(name) or broken())
    path, said = path_in(letter), {"status": "done", "sentence": "Зроблено"}
    for _ in range(5):
        answer = client.post(f"/en{path}", {**said, "file": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff")})
        assert answer.status_code == 422
    assert len(looked) == 2
    assert "Try again in an hour" in answer.content.decode()
    assert "Зроблено" in answer.content.decode()
    assert client.post(f"/en{path}", said).status_code == 302  # words alone still arrive


def broken():
    raise CannotKeep(Trouble.BROKEN)


def test_secrets_are_struck_out_of_logs():
    for path in (
        "/action/Sekret-32_x/",
        "/en/action/Sekret-32_x/said/",
        "/action/Sekret",
        "/action//Sekret/",
        "/Action/Sek Sekret/",
        "/calendar/Sekret%ics",
        "/en/accounts/password/reset/key/1-Sekret/",
    ):
        record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (path,), None)
        record.request = object()
        without_secrets(record)
        assert "Sekret" not in record.getMessage()
        assert not hasattr(record, "request")
    other = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", ("/work/actions/5/",), None)
    without_secrets(other)
    assert other.getMessage() == "Not Found: /work/actions/5/"


def test_a_letter_says_what_was_approved_and_its_typing_errors_mended(client, cast, plan, drivers):
    """Whatever a draft of the next version says of the person, of the action or of the plan."""
    corrections.correct(
        plan.in_force,
        f"actions.{drivers.pk}.title",
        before="Уроки для водіїв",
        after="Уроки для водіїв.",
        by=cast.sofiia,
        at=NOW,
    )
    afterwards.revise(plan, by=cast.sofiia, at=NOW)
    draft = {"responsible_email": "else@example.org", "responsible": plan.group.memberships.first()}
    Action.objects.filter(pk=drivers.pk).update(title="Kanarka draft", **draft)
    Plan.objects.filter(pk=plan.pk).update(title="Kanarka plan")
    assert action_links.nudge(drivers, by=cast.sofiia, today=TODAY, at=NOW)
    told = sent()
    assert told.to == [EMAIL]
    seen = told.body + client.get(path_in(told)).content.decode()
    assert "Уроки для водіїв." in seen
    assert "Безпечна громада 2027" in seen
    assert "Kanarka" not in seen
    point = subjects._suggest_overdue(plan.group, dt.date(2027, 10, 1))[0]
    assert ("Kanarka" in point.title, "Безпечна громада 2027" in point.title) == (False, True)


def test_a_tick_taken_away_in_a_draft_lets_nothing_out_before_the_vote(cast, plan):
    secret = plan.actions.get(is_internal=True)
    afterwards.revise(plan, by=cast.sofiia, at=NOW)
    Action.objects.filter(pk=secret.pk).update(is_internal=False, responsible_email=EMAIL)
    with pytest.raises(NobodyToTell):
        action_links.nudge(secret, by=cast.sofiia, today=TODAY, at=NOW)
    action_reminders.remind_due(today=dt.date(2028, 1, 2), at=NOW)
    about_it = Notice.objects.filter(link__contains=f"/work/actions/{secret.pk}/")
    assert about_it.exists()
    assert SECRET_ACTION not in str(list(about_it.values()))
    assert not ActionLink.objects.filter(action=secret).exists()
