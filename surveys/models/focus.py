"""What people said in focus groups, as notes without names."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from communities.topics import Topic
from surveys.models.waves import Wave


class FocusGroup(models.Model):
    wave = models.ForeignKey(
        Wave, on_delete=models.PROTECT, related_name="focus_groups", verbose_name=_("survey wave")
    )
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="focus_groups", verbose_name=_("community")
    )
    held_on = models.DateField(_("held on"), null=True, blank=True)
    who_uk = models.CharField(_("who took part, in Ukrainian"), max_length=300)
    who_en = models.CharField(_("who took part, in English"), max_length=300, blank=True)
    people = models.PositiveSmallIntegerField(_("number of people"), null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("focus group")
        verbose_name_plural = _("focus groups")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        """Who took part, in the language of the page where it was written in it."""
        return (get_language() == "en" and self.who_en) or self.who_uk


class FocusNote(models.Model):
    """One theme of a focus group, in the analyst's words. Public only when checked."""

    group = models.ForeignKey(FocusGroup, on_delete=models.PROTECT, related_name="notes")
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices, blank=True)
    question = models.CharField(_("question it belongs to"), max_length=30, blank=True)
    text_uk = models.TextField(_("note in Ukrainian"), max_length=2000, blank=True)
    text_en = models.TextField(_("note in English"), max_length=2000, blank=True)
    is_public = models.BooleanField(_("residents may read it"), default=False)
    checked_at = models.DateTimeField(_("checked for names and addresses at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("note of a focus group")
        verbose_name_plural = _("notes of focus groups")
        ordering = ["group", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_public=False) | models.Q(checked_at__isnull=False),
                name="public_note_was_checked",
                violation_error_message=_("Check the note for names and addresses first."),
            )
        ]

    def __str__(self) -> str:
        return self.text_uk[:60] or self.text_en[:60]
