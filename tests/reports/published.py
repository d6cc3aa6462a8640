"""Published reports for tests: the whole shipped form filled with figures of the size of real bulletins.

The exact figures exist only here, in `exact_figures`; everything else goes through disclosure control,
as in a real publication.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from communities.models import Community, User
from communities.shared.canonical import checksum
from communities.shared.disclosure import (
    NO_DATA,
    NOT_APPLICABLE,
    Direction,
    Rule,
    Shown,
    show_change,
    show_value,
)
from reports.editions.form_file import DATA, FormInFile, IndicatorInFile, Kind, SectionInFile, read_form_file
from reports.editions.form_loading import load
from reports.models import FormVersion, Period, Publication, Report, Submission
from reports.periods import Stretch, same_stretch_last_year, stretch_before, stretch_from_slug
from reports.published.facts import (
    Figure,
    Helpline,
    Narrative,
    PublicReport,
    PublicSection,
    Verdict,
    Withheld,
    Words,
)
from reports.states import State

WRITTEN = {
    "problem": (
        "Мешканці найчастіше зверталися через крадіжки з дворів і швидку їзду біля школи. У двох селах "
        "через відключення світла не працювало вуличне освітлення, і люди боялися ходити ввечері."
    ),
    "achievements": (
        "Дільничні офіцери обійшли 214 дворів і зустрілися з громадою в п’яти селах. Разом зі старостами "
        "встановлено два знаки обмеження швидкості. Патруль приїздив швидше, ніж торік."
    ),
    "shortcomings": (
        "Не вистачило пального для вечірніх виїздів у віддалені села, тому частину викликів прийняли лише "
        "наступного ранку. Камери на в’їзді досі не під’єднані."
    ),
    "next_steps": "До кінця літа під’єднаємо камери. Просимо громаду відновити освітлення на вулиці Шкільній.",
}
RANGES = {
    "HOST_STRIKES": (4, 40),
    "CHK_PERSONS": (20_000, 150_000),
    "CHK_VEHICLES": (9_000, 60_000),
    "REP_CALLS": (900, 1_600),
    "REP_STATEMENTS": (400, 1_200),
    "STAFF_POSTS": (60, 70),
}


@cache
def shipped_form() -> FormInFile:
    return read_form_file(DATA / "police_report_form_1.json")


@dataclass(frozen=True)
class Written:
    """What a test wants to be different: figures by code, texts by section code and narrative code."""

    figures: dict[str, Decimal | None]
    reasons: dict[str, str]
    texts: dict[tuple[str, str], str]
    withheld: dict[str, tuple[Withheld, ...]]
    language: str = "uk"


@cache
def exact_figures(stretch: Stretch, *, seed: str = "") -> dict[str, Decimal]:
    """Every number of the form for one period, the same each time."""
    return {
        code: _exact(row, random.Random(f"{seed}{stretch.slug}{code}"))
        for code, row in shipped_form().indicators.items()
        if row.kind is not Kind.TEXT
    }


def _exact(row: IndicatorInFile, chance: random.Random) -> Decimal:
    low, high = RANGES.get(row.code, (0, 9) if row.small_count_sensitive else (3, 180))
    match row.kind:
        case Kind.PERCENT:
            return Decimal(chance.randint(200, 1000)) / 10
        case Kind.MINUTES:
            return Decimal(chance.randint(60, 260)) / 10
        case Kind.RATIO:
            return Decimal(chance.randint(10_000, 32_000)) / 10
        case Kind.MONEY:
            return Decimal(chance.randint(40, 900) * 1000)
        case Kind.YESNO:
            return Decimal(chance.randint(0, 1))
    return Decimal(chance.randint(low, high))


def public_report(
    community: Community,
    stretch: Stretch,
    *,
    version: int = 1,
    reason: str = "",
    at: dt.datetime,
    by: str = "Petro Bondar, head of police",
    figures: dict[str, Decimal | None] | None = None,
    reasons: dict[str, str] | None = None,
    texts: dict[tuple[str, str], str] | None = None,
    withheld: dict[str, tuple[Withheld, ...]] | None = None,
    language: str = "uk",
    first: bool = False,
    is_demonstration: bool = True,
) -> PublicReport:
    """The facts of a report about the whole form; `first`: nothing to compare with yet.

    A figure given as None has no data; a code of `withheld` loses its figures and texts.
    """
    written = Written(figures or {}, reasons or {}, texts or {}, withheld or {}, language)
    form = shipped_form()
    sections = tuple(_section(section, stretch, written, first=first) for section in form.sections)
    return PublicReport(
        community_slug=community.slug,
        community=Words(uk=community.name_uk, en=community.name_en),
        oblast=Words(uk=community.oblast.name_uk, en=community.oblast.name_en),
        period_starts_on=stretch.starts_on.isoformat(),
        period_ends_on=stretch.ends_on.isoformat(),
        form=f"{form.code} {form.version}",
        version=version,
        reason=Words(uk=reason, en=reason),
        published_at=at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        published_by=by,
        is_demonstration=is_demonstration,
        has_previous=not first,
        has_last_year=not first,
        summary=_summary(sections),
        sections=sections,
    )


def publish(
    community: Community,
    slug: str,
    *,
    by: User,
    version: int = 1,
    reason: str = "",
    at: dt.datetime | None = None,
    private: dict[str, object] | None = None,
    **different: object,
) -> Publication:
    """A publication in force; a version before it is superseded. `private`: what only others than
    residents may know, put wherever such things are kept."""
    stretch = stretch_from_slug(slug)
    at = at or dt.datetime.combine(stretch.ends_on + dt.timedelta(days=12), dt.time(9), dt.UTC)
    author = _author(community)
    report = _report(community, stretch, by=author, at=at)
    submission = Submission.objects.create(
        report=report, number=version, content=private or {}, submitted_at=at, submitted_by=author
    )
    Publication.objects.filter(report=report, superseded_at=None).update(superseded_at=at)
    facts = public_report(community, stretch, version=version, reason=reason, at=at, **different).as_json()
    return Publication.objects.create(
        report=report,
        submission=submission,
        version=version,
        facts=facts,
        group_facts=private or {},
        plan=private or {},
        sha256=checksum(facts),
        reason=reason,
        published_at=at,
        published_by=by,
    )


def _author(community: Community) -> User:
    """Somebody else than whoever publishes."""
    email = f"author-{community.slug}@example.org"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, name="The author")


def _report(community: Community, stretch: Stretch, *, by: User, at: dt.datetime) -> Report:
    period, _ = Period.objects.get_or_create(starts_on=stretch.starts_on, ends_on=stretch.ends_on)
    form = FormVersion.objects.first() or load(shipped_form(), at=at)[0]
    report, _ = Report.objects.get_or_create(
        community=community,
        period=period,
        defaults={
            "form": form,
            "state": State.PUBLISHED,
            "started_at": at,
            "started_by": by,
            "submitted_at": at,
            "submitted_by": by,
            "published_at": at,
            "is_demonstration": True,
        },
    )
    return report


def _section(section: SectionInFile, stretch: Stretch, written: Written, *, first: bool) -> PublicSection:
    held = written.withheld.get(section.code, ())
    figures = () if held else tuple(_figure(row, stretch, written, first=first) for row in section.indicators)
    texts = {
        row.code: written.texts.get((section.code, row.code), WRITTEN[row.code])
        for row in shipped_form().narratives
    }
    return PublicSection(
        number=section.number,
        code=section.code,
        title=_words(section.title),
        about=_words(section.about),
        language=written.language,
        verdict=_together(figures),
        figures=figures,
        narratives=()
        if any(part.narrative for part in held)
        else tuple(
            Narrative(row.code, _words(row.label), texts[row.code])
            for row in shipped_form().narratives
            if texts[row.code]
        ),
        withheld=held,
        helplines=tuple(
            Helpline(_words(line.name), line.number, _words(line.note)) for line in section.helplines
        ),
    )


def _figure(row: IndicatorInFile, stretch: Stretch, written: Written, *, first: bool) -> Figure:
    before, year_ago = stretch_before(stretch), same_stretch_last_year(stretch)
    exact = {one: exact_figures(one).get(row.code) for one in (stretch, before, year_ago)}
    exact[stretch] = written.figures.get(row.code, exact[stretch])
    now = _shown(row, exact[stretch])
    if row.code in written.reasons and now == NO_DATA:
        now = NOT_APPLICABLE if written.reasons[row.code].startswith("n/a") else NO_DATA
    previous = NO_DATA if first else _shown(row, exact[before])
    last_year = NO_DATA if first else _shown(row, exact[year_ago])
    change = show_change(now, previous)
    text = "Паливо; дві камери на в’їзді; ремонт даху відділку." if row.kind is Kind.TEXT else ""
    return Figure(
        code=row.code,
        type=row.kind.value,
        direction=row.direction.value,
        is_core=row.core,
        is_sensitive=row.small_count_sensitive,
        decimals=row.decimals or 0,
        label=_words(row.label),
        unit=_words(row.unit),
        now=now,
        previous=previous,
        last_year=last_year,
        change=change,
        change_in_a_year=show_change(now, last_year),
        verdict=_judged(row, change.direction),
        text=text,
        reason=written.reasons.get(row.code, ""),
        adds_up=row.kind is Kind.COUNT and not row.stock,
    )


def _shown(row: IndicatorInFile, exact: Decimal | None) -> Shown:
    rule = Rule(threshold=row.threshold or 5)
    return show_value(
        exact, measure=row.kind.value, sensitive=row.small_count_sensitive, rule=rule, denominator=12
    )


def _judged(row: IndicatorInFile, direction: Direction) -> Verdict:
    if direction is Direction.UNKNOWN:
        return Verdict.NO_COMPARISON
    if row.direction.value == "neutral":
        return Verdict.NOT_JUDGED
    if direction in {Direction.SAME, Direction.ABOUT_THE_SAME}:
        return Verdict.UNCHANGED
    rose = direction is Direction.MORE
    return Verdict.BETTER if rose == (row.direction.value == "good") else Verdict.WORSE


def _together(figures: tuple[Figure, ...]) -> Verdict:
    core = [figure.verdict for figure in figures if figure.is_core]
    better, worse = core.count(Verdict.BETTER), core.count(Verdict.WORSE)
    if better and worse:
        return Verdict.MIXED
    if better or worse:
        return Verdict.BETTER if better else Verdict.WORSE
    if Verdict.UNCHANGED in core:
        return Verdict.UNCHANGED
    return Verdict.NOT_JUDGED if Verdict.NOT_JUDGED in core else Verdict.NO_COMPARISON


def _summary(sections: tuple[PublicSection, ...]) -> tuple[Words, ...]:
    better = [section.title for section in sections if section.verdict is Verdict.BETTER]
    worse = [section.title for section in sections if section.verdict is Verdict.WORSE]
    return (
        Words(
            uk=f"Порівняно з попереднім періодом краще: {'; '.join(t.uk for t in better)}.",
            en=f"Compared with the previous period, better: {'; '.join(t.en for t in better)}.",
        ),
        Words(
            uk=f"Порівняно з попереднім періодом гірше: {'; '.join(t.uk for t in worse)}.",
            en=f"Compared with the previous period, worse: {'; '.join(t.en for t in worse)}.",
        ),
    )


def _words(pair: object) -> Words:
    return Words(uk=pair.uk, en=pair.en)


def long_texts(length: int = 800, *, seed: int = 1) -> dict[tuple[str, str], str]:
    """The longest narratives the form allows, of words drawn at random: they compress worse than speech."""
    form, chance = shipped_form(), random.Random(seed)
    spoken = [section.hint.uk + " " + section.about.uk for section in form.sections]
    spoken += [row.label.uk + " " + row.hint.uk for row in form.indicators.values()]
    words = sorted({word for text in spoken for word in text.split()})
    texts = {}
    for section in form.sections:
        for row in form.narratives:
            text = ""
            while len(text) < min(length, row.max_chars):
                text += chance.choice(words) + " "
            texts[section.code, row.code] = text[: row.max_chars].strip()
    return texts


__all__ = ["exact_figures", "long_texts", "public_report", "publish", "replace", "shipped_form"]
