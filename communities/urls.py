"""Addresses of places and people."""

from django.urls import path, re_path

from communities.views import (
    calendars,
    decisions,
    duties,
    groups,
    meetings,
    minutes,
    notices,
    public,
    public_minutes,
)

MINUTES = "work/meetings/<int:pk>/minutes/"
PUBLIC_MINUTES = "communities/<slug:slug>/meetings/<int:number>/minutes/"

app_name = "communities"
urlpatterns = [
    path("communities/", public.communities, name="list"),
    path("work/duties/", duties.police, name="duties"),
    path("work/duties/<int:pk>/hand-over/", duties.hand_over, name="duty_hand_over"),
    path("work/duties/<int:pk>/end/", duties.end, name="duty_end"),
    path("work/notices/", notices.mine, name="notices"),
    path("work/notices/read/", notices.read_all, name="notices_read"),
    path("work/notices/<int:pk>/", notices.follow, name="notice"),
    path("work/letters/", notices.letters, name="letters"),
    path("work/letters/<int:pk>/send-again/", notices.send_again, name="letter_send_again"),
    path("work/letters/<int:pk>/leave/", notices.leave, name="letter_leave"),
    # the working group
    path("communities/<slug:slug>/group/", groups.public, name="public_group"),
    path("work/groups/", groups.listed, name="groups"),
    path("work/group/<slug:slug>/", groups.home, name="group"),
    path("work/group/<slug:slug>/found/", groups.found, name="group_found"),
    path("work/group/<slug:slug>/describe/", groups.describe, name="group_describe"),
    path("work/group/<slug:slug>/history/", groups.history, name="group_history"),
    path("work/group/<slug:slug>/join/", groups.join, name="group_join"),
    path("work/group/<slug:slug>/rules/", groups.rules, name="group_rules"),
    path("work/group/<slug:slug>/members/new/", groups.appoint, name="group_member_new"),
    path("work/group/<slug:slug>/members/<int:pk>/", groups.change, name="group_member"),
    path("work/group/<slug:slug>/members/<int:pk>/end/", groups.end, name="group_member_end"),
    path("work/group/<slug:slug>/members/<int:pk>/invite/", groups.invite, name="group_member_invite"),
    # calling: meetings, their agendas, proposals
    path("work/meetings/<int:pk>/", meetings.meeting, name="meeting"),
    # calendars
    re_path(r"^calendar/(?P<secret>[\w-]{32})\.ics$", calendars.private_feed, name="private_calendar"),
    path("communities/<slug:slug>/calendar.ics", calendars.public_feed, name="public_calendar"),
    path(
        "communities/<slug:slug>/meetings/<int:number>/event.ics",
        calendars.public_event,
        name="public_event",
    ),
    path("work/calendar/", calendars.mine, name="calendar"),
    path("work/calendar/make/", calendars.make, name="calendar_make"),
    path("work/calendar/revoke/", calendars.revoke, name="calendar_revoke"),
    path("work/meetings/<int:pk>/event.ics", calendars.event, name="event"),
    # decisions: the register
    path("work/group/<slug:slug>/decisions/", decisions.decisions_of_group, name="decisions"),
    path("work/decisions/<int:pk>/", decisions.decision, name="decision"),
    path("work/decisions/<int:pk>/close/", decisions.close, name="decision_close"),
    path("work/decisions/<int:pk>/give/", decisions.give, name="decision_give"),
    path("work/decisions/<int:pk>/day/", decisions.change_day, name="decision_day"),
    path("work/decisions/<int:pk>/words/", decisions.words, name="decision_words"),
    path("work/decisions/<int:pk>/reopen/", decisions.reopen, name="decision_reopen"),
    path("work/points/<int:pk>/decision/", decisions.record, name="decision_record"),
    path("communities/<slug:slug>/decisions/", decisions.public_decisions, name="public_decisions"),
    # minutes: drafting, amendments, signing, what residents read
    path(MINUTES, minutes.minutes, name="minutes"),
    path(MINUTES + "draft/", minutes.draft, name="minutes_draft"),
    path(MINUTES + "remarks/", minutes.edit, name="minutes_edit_note"),
    path(MINUTES + "points/<int:item>/", minutes.edit, name="minutes_edit"),
    path(MINUTES + "circulate/", minutes.circulate, name="minutes_circulate"),
    path(MINUTES + "take-back/", minutes.take_back, name="minutes_take_back"),
    path(MINUTES + "amend/", minutes.amend, name="minutes_amend"),
    path(MINUTES + "amendments/<int:amendment>/", minutes.answer, name="minutes_answer"),
    path(MINUTES + "sign/", minutes.sign, name="minutes_sign"),
    path(MINUTES + "preview/", minutes.preview, name="minutes_preview"),
    path(MINUTES + "publish/", minutes.publish, name="minutes_publish"),
    path(MINUTES + "correct/", minutes.correct, name="minutes_correct"),
    path(MINUTES + "versions/<int:version>/", minutes.version, name="minutes_version"),
    path(MINUTES + "versions/<int:version>/minutes.pdf", minutes.pdf_file, name="minutes_pdf"),
    path(MINUTES + "versions/<int:version>/pdf-again/", minutes.pdf_again, name="minutes_pdf_again"),
    path(PUBLIC_MINUTES, public_minutes.minutes, name="public_minutes"),
    path(PUBLIC_MINUTES + "<int:version>/", public_minutes.version, name="public_minutes_version"),
    path(PUBLIC_MINUTES + "<int:version>/minutes.pdf", public_minutes.pdf_file, name="public_minutes_pdf"),
]
