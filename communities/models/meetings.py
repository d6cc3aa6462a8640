"""Meetings of a working group: called, held, written down, and what was decided.

States and their arrows: `communities.states`. What is closed, signed or voted cannot change; triggers of
the database say so too (migration `guard_meetings`).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from communities.models.groups import Membership, Statute, WorkingGroup
from communities.models.stored_documents import DocumentState, StoredDocument
from communities.queries import DecisionQuerySet, MeetingQuerySet
from communities.states import BallotState, DecisionState, MeetingState, MinutesState, ProposalState


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
    then `title`, `detail` and `receipt` are empty.
    """

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="item_proposals")
    by_member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receipt = models.CharField(max_length=64, blank=True)
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


class BallotKind(models.TextChoices):
    HANDS = "hands", _("show of hands")
    BY_NAME = "by_name", _("by name")
    SECRET = "secret", _("secret ballot")


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("not adopted")


class Ballot(models.Model):
    """A vote on one question of a point. Open while votes come in; closed with everything that was counted.

    `present`, `all_members`, `quorum`, `majority`: people with a vote on this question who take part, all
    of them on that day, how many must take part, how many must be for. `chair_choice` decides a tie.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    number = models.PositiveSmallIntegerField(_("number"))
    question = models.TextField(_("what is voted on"), max_length=2000)
    subject = models.CharField(max_length=100, blank=True)
    kind = models.CharField(_("how"), max_length=8, choices=BallotKind.choices, default=BallotKind.HANDS)
    state = models.CharField(_("state"), max_length=10, choices=BallotState.choices, default=BallotState.OPEN)
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    chair_choice = models.CharField(max_length=8, blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    all_members = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    majority = models.PositiveSmallIntegerField(null=True, blank=True)
    was_tie = models.BooleanField(default=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="ballot_number_is_unique"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="open"), name="one_open_ballot_a_point"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=BallotKind.values)
                & Q(state__in=BallotState.values)
                & Q(chair_choice__in=["", "for", "against", "abstain"]),
                name="ballot_choices_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (
                    Q(outcome__in=Outcome.values, closed_at__isnull=False)
                    & Q(votes_for__isnull=False, votes_against__isnull=False, abstained__isnull=False)
                    & Q(present__isnull=False, all_members__isnull=False)
                    & Q(quorum__isnull=False, majority__isnull=False)
                ),
                name="closed_ballot_is_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(present__gte=F("quorum")),
                name="no_decision_without_quorum",
                violation_error_message=_("Without a quorum nothing can be decided."),
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(present__gte=F("votes_for") + F("votes_against") + F("abstained")),
                name="no_more_votes_than_people",
                violation_error_message=_("There are more votes than people who take part."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="adopted")
                | Q(votes_for__gte=F("majority"))
                | Q(was_tie=True, chair_choice="for"),
                name="adopted_has_majority",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Choice(models.TextChoices):
    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAIN = "abstain", _("abstained")


class NamedVote(models.Model):
    """How a member voted by name. Can change while the ballot is open."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="named_votes")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["ballot", "member__name"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="member_votes_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="vote_choice_is_known"),
        ]


class DissentingOpinion(models.Model):
    """A member's own opinion on a decision, kept with the minutes. Only ever added."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="opinions")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("dissenting opinion"), max_length=3000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("dissenting opinion")
        verbose_name_plural = _("dissenting opinions")
        ordering = ["item", "at"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="one_dissenting_opinion_a_member")
        ]


class Decision(models.Model):
    """What the group decided that somebody does: a line of the register, open until it is closed."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    ballot = models.ForeignKey(
        Ballot, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("what is to be done"), max_length=2000)
    public_text = models.TextField(_("as residents read it"), max_length=2000, blank=True)
    responsible = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who does it"),
    )
    responsible_body = models.CharField(_("organisation that does it"), max_length=200, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DecisionState.choices, default=DecisionState.OPEN
    )
    outcome_note = models.TextField(_("what came of it"), max_length=2000, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-number"]
        indexes = [models.Index(fields=["due_on"], name="decisions_open_by_day", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="decision_number_is_unique"),
            models.CheckConstraint(
                condition=Q(state__in=DecisionState.values), name="decision_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(closed_at__isnull=False) & ~Q(outcome_note="")),
                name="closed_decision_says_what_came_of_it",
                violation_error_message=_("Say what came of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"


class Minutes(models.Model):
    """One version of the minutes of a closed meeting.

    `content` is what members read, `public_content` what residents read (without private data), both frozen
    with `checksum` (SHA-256 of the canonical JSON of both) when the second signature is there. A correction
    is a new version with a reason. States: draft, open for amendments, signed, superseded.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name=_("meeting")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(
        _("state"), max_length=12, choices=MinutesState.choices, default=MinutesState.DRAFT
    )
    content = models.JSONField(default=dict)
    public_content = models.JSONField(default=dict)
    correction_reason = models.CharField(_("why it was corrected"), max_length=500, blank=True)
    edit_version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    circulated_at = models.DateTimeField(null=True, blank=True)
    amendments_until_on = models.DateField(_("amendments until"), null=True, blank=True)
    chair_signed_at = models.DateTimeField(null=True, blank=True)
    chair_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    secretary_signed_at = models.DateTimeField(null=True, blank=True)
    secretary_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a meeting", "minutes")
        verbose_name_plural = pgettext_lazy("of a meeting", "minutes")
        ordering = ["meeting", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_is_unique"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(state__in=["draft", "amending"]),
                name="one_version_of_minutes_is_written",
            ),
            models.CheckConstraint(condition=Q(state__in=MinutesState.values), name="minutes_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "superseded"])
                | (
                    Q(chair_signed_at__isnull=False, secretary_signed_at__isnull=False)
                    & Q(signed_at__isnull=False)
                    & ~Q(checksum="")
                ),
                name="signed_minutes_have_two_signatures",
            ),
            models.CheckConstraint(
                condition=Q(chair_signed_by__isnull=True)
                | Q(secretary_signed_by__isnull=True)
                | ~Q(chair_signed_by=F("secretary_signed_by")),
                name="two_people_sign_minutes",
                violation_error_message=_("Chair and secretary are two people."),
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(state__in=["signed", "superseded"]),
                name="signed_minutes_stay_signed",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(correction_reason=""), name="corrected_minutes_say_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} v{self.version}"


class MinutesRevision(models.Model):
    """What the editable texts of a draft of minutes were before a save: nothing written is lost. Only ever
    added. `texts`: as in `Minutes.content["texts"]`."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="revisions")
    edit_version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["minutes", "-edit_version"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "edit_version"], name="minutes_draft_is_kept_once")
        ]


class Amendment(models.Model):
    """What a member who was there asks to change in the draft of the minutes."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="amendments")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("what should be changed"), max_length=3000)
    at = models.DateTimeField()
    is_taken = models.BooleanField(_("taken over"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("amendment to minutes")
        verbose_name_plural = _("amendments to minutes")
        ordering = ["minutes", "at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_taken__isnull=True) | Q(is_taken=True) | ~Q(answer=""),
                name="refused_amendment_has_answer",
                violation_error_message=_("Say why it is not taken over."),
            ),
        ]


class MinutesDocument(StoredDocument):
    """The PDF of signed minutes for one audience."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="documents")
    is_public = models.BooleanField()

    class Meta:
        ordering = ["ordered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "language", "is_public"], name="minutes_are_drawn_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DocumentState.values), name="minutes_document_state_is_known"
            ),
        ]


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
