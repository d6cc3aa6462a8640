"""Calendar arithmetic of the two-month cycle. Pure functions over dates, no clock, no database."""

import datetime as dt
from dataclasses import dataclass

MONTHS = 2  # art. 88 of the police law and the approved form: at least once in two months


@dataclass(frozen=True, order=True)
class Stretch:
    """A calendar two-month stretch: January-February ... November-December, both ends included."""

    starts_on: dt.date
    ends_on: dt.date

    @property
    def iso(self) -> str:
        """ISO 8601: start and duration."""
        return f"{self.starts_on.isoformat()}/P{MONTHS}M"

    @property
    def slug(self) -> str:
        """For addresses: year and first month."""
        return f"{self.starts_on:%Y-%m}"


def stretch_of(day: dt.date) -> Stretch:
    """The stretch that contains this day."""
    first_month = day.month - (day.month - 1) % MONTHS
    return _stretch(day.year, first_month)


def stretch_before(stretch: Stretch) -> Stretch:
    return stretch_of(stretch.starts_on - dt.timedelta(days=1))


def stretch_after(stretch: Stretch) -> Stretch:
    return stretch_of(stretch.ends_on + dt.timedelta(days=1))


def same_stretch_last_year(stretch: Stretch) -> Stretch:
    return _stretch(stretch.starts_on.year - 1, stretch.starts_on.month)


def stretch_from_slug(slug: str) -> Stretch:
    """Raises `ValueError` for anything but the first month of a stretch, such as 2026-03."""
    day = dt.date.fromisoformat(f"{slug}-01")
    stretch = stretch_of(day)
    if stretch.starts_on != day or stretch.slug != slug:
        raise ValueError(f"{slug} does not start a two-month period")
    return stretch


def _stretch(year: int, first_month: int) -> Stretch:
    next_month = first_month + MONTHS
    after = dt.date(year + (next_month > 12), (next_month - 1) % 12 + 1, 1)
    return Stretch(dt.date(year, first_month, 1), after - dt.timedelta(days=1))
