"""Addresses of places and people."""

from django.urls import path, re_path

from communities.views import calendars, decisions, duties, meetings, notices, public

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
]
