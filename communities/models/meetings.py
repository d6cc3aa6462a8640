"""Meetings of a working group: called, its agenda, who came.

States and their arrows: `communities.states`. What a closed meeting, a counted vote or signed minutes hold
cannot change: triggers of the database say so too (`communities.shared.frozen_rows`).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.models.groups import Membership, Statute, WorkingGroup
from communities.queries import MeetingQuerySet
from communities.states import MeetingState, ProposalState


class Meeting(models.Model):
    """One meeting. `version` rises with each change of its own fields; items carry their own.

    `sequence` is that of its calendar event (RFC 5545, 3.8.7.4): it rises when the time, the place or
    the state changes after the call. The online link is for members only. `changed_at` after `told_at`: the
    agenda is another one than in the newest invitation.
    """

    group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("working group")
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.DRAFT
    )
    starts_at = models.DateTimeField(_("begins"))
    minutes_planned = models.PositiveSmallIntegerField(_("planned length, minutes"), default=120)
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_link = models.URLField(_("link for taking part online"), max_length=500, blank=True)
    is_open = models.BooleanField(
        _("open meeting"),
        default=False,
        help_text=_("Residents may come: the meeting that article 88 of the police law asks for."),
    )
    note = models.TextField(_("note to the members"), max_length=2000, blank=True)
    short_notice_reason = models.CharField(
        _("why it is called at shorter notice"), max_length=300, blank=True
    )
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    statute = models.ForeignKey(
        Statute,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rules by which it was held"),
    )
    chaired_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the chair"),
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    told_at = models.DateTimeField(_("members were told at"), null=True, blank=True)
    changed_at = models.DateTimeField()
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["group", "-starts_at"], name="meetings_of_a_group")]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="meeting_number_is_unique"),
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meeting_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | ~Q(place="") | ~Q(online_link=""),
                name="meeting_is_somewhere",
                violation_error_message=_("Name a place, a link for taking part online, or both."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(called_at__isnull=False),
                name="called_meeting_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "closed"])
                | Q(opened_at__isnull=False, chaired_by__isnull=False),
                name="held_meeting_was_opened",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="closed_meeting_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="cancelled_meeting_has_reason",
                violation_error_message=_("Say why: the members read it."),
            ),
            models.CheckConstraint(
                condition=Q(minutes_planned__gte=10, minutes_planned__lte=720),
                name="meeting_lasts_sensibly",
                violation_error_message=_("Between ten minutes and twelve hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.number}"

    @property
    def agenda_is_news(self) -> bool:
        """It was called, and something changed of which the members were not told."""
        return (
            self.state == MeetingState.CALLED
            and self.told_at is not None
            and (self.changed_at > self.told_at)
        )


class ItemKind(models.TextChoices):
    REPORT = "report", _("report of the police")
    PLAN = "plan", _("security plan")
    DECISIONS = "decisions", _("earlier decisions")
    QUESTION = "question", _("question to discuss")
    INFORMATION = "information", _("information")


class AgendaItem(models.Model):
    """One point of an agenda and what became of it.

    `subject` names a row of any floor by the key that its app gave it (`communities.meetings.subjects`), for
    example "reports.publication:17"; empty for a point of its own. `assesses_police`: the group judges the
    police here, so that the statute says whether police members vote. `version` guards the three texts.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="items", verbose_name=_("meeting")
    )
    position = models.PositiveSmallIntegerField(_("number on the agenda"))
    kind = models.CharField(_("kind"), max_length=12, choices=ItemKind.choices, default=ItemKind.QUESTION)
    title = models.CharField(_("title"), max_length=300)
    detail = models.TextField(_("more about it"), max_length=3000, blank=True)
    presenter = models.CharField(_("who presents it"), max_length=200, blank=True)
    subject = models.CharField(max_length=100, blank=True)
    assesses_police = models.BooleanField(_("the group assesses the police here"), default=False)
    heard = models.TextField(_("heard"), max_length=10_000, blank=True)
    discussed = models.TextField(_("discussed"), max_length=20_000, blank=True)
    decided = models.TextField(_("decided"), max_length=10_000, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("point of an agenda")
        verbose_name_plural = _("points of an agenda")
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="item_kind_is_known"),
            models.UniqueConstraint(
                fields=["meeting", "subject"], condition=~Q(subject=""), name="subject_is_on_an_agenda_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ItemRevision(models.Model):
    """What the three texts of a point were before a save: nothing written is lost. Only ever added."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    heard = models.TextField(blank=True)
    discussed = models.TextField(blank=True)
    decided = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item", "-version"]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="item_version_is_kept_once")]


class ItemProposal(models.Model):
    """A point that a member or a resident asks for. The chair answers, and only what is answered is public.

    A resident has no account: `receipt` is the hash of a number with which the answer can be found, and of
    the time only the day is kept (R38-R40). Its words are deleted in time (`communities.meetings.retention`):
    then `title`, `detail` and `receipt` are empty. `has_code`: it came with the code of a paper invitation,
    the same for all members (`communities.meetings.invitation_codes`).
    """

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="item_proposals")
    by_member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receipt = models.CharField(max_length=64, blank=True)
    has_code = models.BooleanField(default=False)
    title = models.CharField(_("what should be discussed"), max_length=200)
    detail = models.TextField(_("more about it"), max_length=3000, blank=True)
    sent_on = models.DateField(_("sent on"))
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    answer = models.TextField(_("answer of the chair"), max_length=2000, blank=True)
    is_public = models.BooleanField(_("residents may read proposal and answer"), default=False)
    public_title = models.CharField(_("as residents read it"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )

    class Meta:
        verbose_name = _("proposal for an agenda")
        verbose_name_plural = _("proposals for agendas")
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="proposal_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING) | Q(title="") | ~Q(answer=""),
                name="answered_proposal_has_answer",
                violation_error_message=_("Write an answer: whoever proposed this reads it."),
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | (~Q(state=ProposalState.WAITING) & ~Q(public_title="")),
                name="public_proposal_is_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.LAPSED) | Q(title="", item=None),
                name="lapsed_proposal_has_no_words",
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(receipt=""), name="receipt_of_proposal_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """What was asked for; once that is deleted, the words of the chair."""
        return self.title or self.public_title or gettext("A proposal whose words were deleted")


class Presence(models.TextChoices):
    INVITED = "invited", _("invited, not there yet")
    PRESENT = "present", _("present")
    ONLINE = "online", _("online")
    LEFT = "left", _("left before the end")
    EXCUSED = "excused", _("absent with a reason")
    ABSENT = "absent", _("absent")


TAKING_PART = frozenset({Presence.PRESENT, Presence.ONLINE})


class Attendance(models.Model):
    """Where a member is in a meeting now. A row for each member of its day, made when it is called."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendances")
    presence = models.CharField(_("there"), max_length=10, choices=Presence.choices, default=Presence.INVITED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["meeting", "member__name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="member_attends_a_meeting_once"),
            models.CheckConstraint(condition=Q(presence__in=Presence.values), name="presence_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.presence}"


class Guest(models.Model):
    """Somebody invited to a meeting who is not a member."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="guests")
    name = models.CharField(_("name"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["meeting", "name"]

    def __str__(self) -> str:
        return self.name


class CalendarKey(models.Model):
    """The secret in the address of a person's private calendar. Only its hash is kept.

    `content_digest`, `content_changed_at`: what the calendar said when it was last fetched, and since when.
    `fetched_on` shows the person whether a telephone really asks.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    fetched_on = models.DateField(null=True, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    content_changed_at = models.DateTimeField(null=True, blank=True)
