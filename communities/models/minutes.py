"""Minutes: what is written of a meeting, changed while it is read, signed by two people, and their PDFs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models.groups import Membership
from communities.models.meetings import AgendaItem, Meeting
from communities.models.stored_documents import DocumentState, StoredDocument
from communities.states import MinutesState


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
    """What texts of a draft of minutes were before a save: nothing written is lost. Only ever added.

    `texts`: those that the save changed, by their keys in `Minutes.content["texts"]`. `page` and `turn`:
    which opened page made that save, and which of its sendings it was (`shared/sending`).
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="revisions")
    edit_version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)

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
