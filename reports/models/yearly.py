"""What is kept of a community's year: its PDFs, and the day for which public pages were drawn."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community, DocumentState, StoredDocument


class YearDocument(StoredDocument):
    """The PDF of a community's year in one language.

    `facts_sha256` of the facts it was drawn of, and the day `as_of` that stands on it: time goes by without
    an act, and then the page says more than the paper. `looked_on`: the last day on which somebody compared
    the two.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="year_documents")
    year = models.PositiveSmallIntegerField(_("year"))
    facts_sha256 = models.CharField(max_length=64, blank=True)
    as_of = models.DateField(null=True, blank=True)
    looked_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("PDF of a year")
        verbose_name_plural = _("PDFs of years")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "year", "language"], name="year_has_one_pdf_a_language"
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | (Q(content__isnull=False) & ~Q(sha256="")),
                name="year_pdf_that_is_ready_has_content",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DocumentState.values), name="year_pdf_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id} {self.year} {self.language}"


class PublicDay(models.Model):
    """The last day for which it was asked whether the new day alone changes what residents read."""

    day_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="public_day_is_one")]
