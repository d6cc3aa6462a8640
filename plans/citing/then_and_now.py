"""Citations as pages show them: the value as it was when cited, and what is to be said of it today."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans.citing.evidence import Sources
from plans.models import Evidence, EvidenceKind, Plan
from plans.register import risk_scale
from plans.sources import answers, figures
from plans.sources.citable import Citable, path_in
from reports import wording
from reports.published.facts import Verdict, Words
from surveys.models import WavePublication


class Standing(StrEnum):
    """What is to be said of a citation today."""

    NO_NEWER = "no_newer"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"  # withdrawn, closed, or no longer told


@dataclass(frozen=True)
class Now:
    """`words`: in a few words; `verdict`: better, worse, unchanged or none, as components/verdict.html."""

    standing: Standing
    words: str
    value: str = ""
    origin: str = ""
    link: str = ""
    verdict: str = "none"


@dataclass(frozen=True)
class EvidenceView:
    """One citation in the language of the page. `text`: live words of a theme, empty when withdrawn."""

    pk: int
    kind: str
    kind_label: str
    label: str
    value: str
    origin: str
    link: str
    base: int | None
    cited_on: dt.date
    is_internal: bool
    text: str = ""
    now: Now | None = None


def views_of(rows: Iterable[Evidence], sources: Sources | None = None) -> list[EvidenceView]:
    """With `sources` also how each stands now; at most one more statement, for older waves."""
    found = list(rows)
    older = _older_waves(found, sources) if sources else {}
    return [_view(row, sources, older) for row in found]


def cited_in(plan: Plan) -> dict[int, list[EvidenceView]]:
    """All citations of a plan by problem, as they were cited. One query."""
    rows = Evidence.objects.filter(problem__plan=plan).select_related("risk").order_by("pk")
    found: dict[int, list[EvidenceView]] = {}
    for row in rows:
        found.setdefault(row.problem_id, []).append(_view(row, None, {}))
    return found


def _view(row: Evidence, sources: Sources | None, older: Mapping[int, WavePublication]) -> EvidenceView:
    language = get_language() or "uk"
    current = sources.by_key.get(row.key) if sources else None
    cited = row.cited
    return EvidenceView(
        pk=row.pk,
        kind=row.kind,
        kind_label=str(EvidenceKind(row.kind).label),
        label=Words.from_json(cited["label"]).in_language(language),
        value=Words.from_json(cited["value"]).in_language(language),
        origin=Words.from_json(cited["from"]).in_language(language),
        link=path_in(cited["link"] or (current.link if current else ""), language),
        base=cited["base"],
        cited_on=row.cited_on,
        is_internal=row.risk is not None and row.risk.is_internal,
        text=current.text.in_language(language) if current else "",
        now=_now(row, current, sources, older, language) if sources else None,
    )


def _now(
    row: Evidence,
    current: Citable | None,
    sources: Sources,
    older: Mapping[int, WavePublication],
    language: str,
) -> Now:
    if current is None:
        return Now(Standing.GONE, _gone(EvidenceKind(row.kind)))
    said = _compared(row, current, sources, older)
    if said.standing is not Standing.CHANGED:
        return said
    return Now(
        said.standing,
        said.words,
        value=current.value.in_language(language),
        origin=current.origin.in_language(language),
        link=path_in(current.link, language),
        verdict=said.verdict,
    )


def _compared(row: Evidence, current: Citable, sources: Sources, older: Mapping[int, WavePublication]) -> Now:
    published = {EvidenceKind.FIGURE, EvidenceKind.ANSWER}
    if row.kind in published and row.source["publication"] == current.source["publication"]:
        return Now(Standing.NO_NEWER, _("no newer figure"))
    match EvidenceKind(row.kind):
        case EvidenceKind.FIGURE | EvidenceKind.CONCERN:
            return _figure_now(row, current)
        case EvidenceKind.ANSWER:
            return _answer_now(row, current, sources, older)
        case EvidenceKind.RISK:
            return _risk_now(int(row.cited["number"]), int(current.number))
    return _unchanged()


def _unchanged() -> Now:
    return Now(Standing.UNCHANGED, _("unchanged"), verdict="unchanged")


def _risk_now(before: int, after: int) -> Now:
    if before == after:
        return _unchanged()
    way = risk_scale.trend([before, after])
    verdict = "worse" if way is risk_scale.Trend.UP else "better"
    return Now(Standing.CHANGED, str(risk_scale.TRENDS[way]), verdict=verdict)


def _figure_now(row: Evidence, current: Citable) -> Now:
    found = figures.difference(row.cited, current.extra)
    if found is None:
        return Now(Standing.CHANGED, _("cannot be compared"))
    if not found.is_change:
        return _unchanged()
    shape = wording.SHAPES[found.verdict] if found.verdict in {Verdict.BETTER, Verdict.WORSE} else "none"
    return Now(Standing.CHANGED, found.words, verdict=shape)


def _answer_now(
    row: Evidence, current: Citable, sources: Sources, older: Mapping[int, WavePublication]
) -> Now:
    if row.cited["value"] == current.value.as_json():
        return _unchanged()
    if row.source["wave"] == current.source["wave"]:
        return Now(Standing.CHANGED, _("the results were corrected since"))
    read = {each.publication.pk: each.publication for each in sources.results}
    old, new = older.get(row.source["publication"]), read.get(current.source["publication"])
    question, answer = row.source["question"], row.source["answer"]
    found = answers.compared(old, new, question=question, answer=answer) if old and new else None
    if found is None:
        return Now(Standing.CHANGED, _("cannot be compared"))
    language = get_language() or "uk"
    then = Words.from_json(row.cited["from"]).in_language(language)
    said = answers.said_of(found, first=then, second=current.origin.in_language(language))
    return Now(Standing.CHANGED, said)


def _older_waves(rows: list[Evidence], sources: Sources) -> dict[int, WavePublication]:
    """The publications that older citations came from."""
    known = {each.publication.pk: each.publication for each in sources.results}
    wanted = {row.source["publication"] for row in rows if row.kind == EvidenceKind.ANSWER}
    missing = wanted - known.keys()
    if not missing:
        return known
    rows_ = WavePublication.objects.filter(pk__in=missing)
    return known | {row.pk: row for row in rows_.select_related("wave__questionnaire", "community__oblast")}


def _gone(kind: EvidenceKind) -> str:
    match kind:
        case EvidenceKind.THEME:
            return _("withdrawn: residents no longer read it")
        case EvidenceKind.RISK:
            return _("the risk is closed")
        case EvidenceKind.CONCERN:
            return _("nobody brought it to the group in the last year")
    return _("no longer told")
