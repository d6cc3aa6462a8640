"""A district sheet in one language: published results of a wave in one community, as words that page and
paper only have to print. Made from `PublicTable`, which holds nothing that residents may not know."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from communities.shared.share_charts import ShareBar, ShareChart
from surveys import wording
from surveys.asking import asked_of
from surveys.breakdowns import BreakdownView, WideTable, breakdowns_of, side_by_side
from surveys.codebook import topic_name
from surveys.definition import QuestionDefinition, QuestionnaireDefinition
from surveys.models import QuestionGroup
from surveys.passport import Passport, passport_of
from surveys.results import ALL, Flag, PublicCell, PublicTable

TOP = "*"  # the largest share of a question
# What stands first, where the questionnaire asks it: the boxes of the source, and no others.
BOXES = (
    ("SAF_CHANGE", "safer"),
    ("FEAR", TOP),
    ("POL_JOB", "positive"),
    ("POL_CONF", "trust"),
    ("HELP_POL", "always"),
    ("KNOW_INSP", "no"),
    ("KNOW_CHIEF", "no"),
    ("CONTACT_12M", "none"),
    ("WOULD_CONTACT", TOP),
    ("MEET_KNOWN", "unknown"),
    ("CHANNEL", "no_contact"),
    ("TOPIC", TOP),
)
SHOWN_NOTES = frozenset({"high", "medium"})  # beside a question; the others are one click away
BARS_ON_PAPER = 10  # below each other in one column
SHOWN_OF_ALL = frozenset({"high"})


@dataclass(frozen=True)
class Note:
    text: str
    is_weighty: bool


@dataclass(frozen=True)
class PrintedView:
    """Where a source printed a figure. `quote` is in English, as the source is."""

    percent: str
    place: str
    quote: str
    note: str
    answer: str


@dataclass(frozen=True)
class ShareView:
    """One answer. `remarks`: what is doubtful; `likely`: the 95 % interval in words."""

    code: str
    label: str
    text: str
    likely: str
    base: str
    remarks: tuple[str, ...]
    is_shown: bool
    is_net: bool
    bar: ShareBar


@dataclass(frozen=True)
class QuestionView:
    """`how`: who was asked and that shares may exceed 100. `chart`: None where no share is shown."""

    code: str
    text: str
    how: str
    topic: str
    chart: ShareChart | None
    shares: tuple[ShareView, ...]
    breakdowns: tuple[BreakdownView, ...]
    notes: tuple[Note, ...]
    printed: tuple[PrintedView, ...]

    @property
    def charts_on_paper(self) -> tuple[ShareChart, ...]:
        """A picture longer than a page is cut off, so one of many answers becomes two, side by side."""
        if self.chart is None or len(self.chart.bars) <= BARS_ON_PAPER:
            return (self.chart,) if self.chart else ()
        bars = self.chart.bars
        middle = (len(bars) + 1) // 2
        return tuple(
            replace(
                self.chart,
                key=f"{self.chart.key}-{number}",
                description=f"{self.text} {'; '.join(f'{bar.label}: {bar.text}' for bar in half)}.",
                bars=half,
            )
            for number, half in enumerate((bars[:middle], bars[middle:]), start=1)
        )

    @property
    def groups_on_paper(self) -> WideTable | None:
        return side_by_side(self.breakdowns) if self.breakdowns else None

    @property
    def has_ranges(self) -> bool:
        return any(share.likely for share in self.shares)

    @property
    def has_remarks(self) -> bool:
        return any(share.remarks for share in self.shares)

    @property
    def weighty(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.is_weighty)

    @property
    def lesser(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if not note.is_weighty)


@dataclass(frozen=True)
class PartView:
    """`silent`: questions of the questionnaire of which nothing was published."""

    anchor: str
    title: str
    questions: tuple[QuestionView, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """`figure` is empty when it was not published; then `words` say so."""

    figure: str
    words: str
    question: str
    anchor: str


@dataclass(frozen=True)
class SheetView:
    language: str
    passport: Passport
    n: str
    has_n: bool
    boxes: tuple[Box, ...]
    parts: tuple[PartView, ...]
    notes: tuple[Note, ...]
    has_ranges: bool
    has_breakdowns: bool
    has_uncertain: bool
    has_hidden: bool
    has_doubtful: bool
    has_printed: bool
    kept: tuple[int, ...]  # earlier versions of which figures stayed

    @property
    def weighty(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.is_weighty)

    @property
    def lesser(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if not note.is_weighty)


Cells = Mapping[str, list[PublicCell]]


def present(table: PublicTable, definition: QuestionnaireDefinition, *, language: str) -> SheetView:
    """Everything that is printed of a sheet, in this language."""
    with override(language):
        cells = by_question(table.cells)
        everybody = [cell for cell in table.cells if cell.breakdown == ALL]
        parts = tuple(
            _part(group, questions, cells, table, definition)
            for group, questions in definition.groups.items()
        )
        return SheetView(
            language=language,
            passport=passport_of(table),
            n=wording.people(table.n) if table.n is not None else wording.not_stated(),
            has_n=table.n is not None,
            boxes=tuple(sorted(boxes(table, cells, definition), key=lambda box: not box.figure)),
            parts=tuple(part for part in parts if part.questions or part.silent),
            notes=_notes(table, "", above=SHOWN_OF_ALL),
            has_ranges=any(cell.low is not None for cell in everybody),
            has_breakdowns=any(question.breakdowns for part in parts for question in part.questions),
            has_uncertain=any(cell.is_uncertain for cell in table.cells),
            has_hidden=any(cell.hidden for cell in table.cells),
            has_doubtful=any(_is_doubtful(cell) for cell in everybody),
            has_printed=any(cell.printed for cell in table.cells),
            kept=tuple(sorted({cell.from_version for cell in table.cells if cell.from_version is not None})),
        )


def by_question(cells: Iterable[PublicCell]) -> Cells:
    found: dict[str, list[PublicCell]] = defaultdict(list)
    for cell in cells:
        found[cell.question].append(cell)
    return found


def boxes(table: PublicTable, cells: Cells, definition: QuestionnaireDefinition) -> Iterable[Box]:
    """The headline figures; one that is missing only where it is hidden, or where a note speaks of it."""
    noted = {(note["question"], note["answer"]) for note in table.notes}
    for code, answer in BOXES:
        if code not in definition:
            continue
        question = definition.of(code)
        shown = _largest_first(question, [cell for cell in cells.get(code, ()) if cell.breakdown == ALL])
        if answer != TOP:
            shown = [cell for cell in shown if cell.answer == answer]
            said = str(question.answer(answer).label) if question.has_answer(answer) else ""
        else:
            said = str(question.answer(shown[0].answer).label) if shown else ""
        if shown and shown[0].percent is not None:
            yield Box(share_text(shown[0]), said, str(question.text), code)
        elif said and (shown or (code, answer) in noted):
            words = str(wording.HIDDEN[shown[0].hidden]) if shown and shown[0].hidden else ""
            yield Box("", f"{said}: {words or wording.not_published()}", str(question.text), code)


def share_text(cell: PublicCell) -> str:
    """The share in words, or why it is not shown."""
    if cell.percent is None:
        return str(wording.HIDDEN[cell.hidden]) if cell.hidden else wording.not_published()
    return wording.about(cell.percent) if Flag.APPROXIMATE in cell.flags else wording.percent(cell.percent)


def _part(
    group: QuestionGroup,
    questions: tuple[QuestionDefinition, ...],
    cells: Cells,
    table: PublicTable,
    definition: QuestionnaireDefinition,
) -> PartView:
    with_options = [question for question in questions if question.has_options]
    told = [question for question in with_options if cells.get(question.code) or _is_noted(question, table)]
    return PartView(
        anchor=group.value,
        title=str(group.label),
        questions=tuple(_question(each, cells.get(each.code, []), table, definition) for each in told),
        silent=tuple(str(each.text) for each in with_options if each not in told),
    )


def _is_noted(question: QuestionDefinition, table: PublicTable) -> bool:
    """Somebody says of a figure of it that it was not published."""
    return any(note["question"] == question.code and note["answer"] for note in table.notes)


def _question(
    question: QuestionDefinition,
    cells: list[PublicCell],
    table: PublicTable,
    definition: QuestionnaireDefinition,
) -> QuestionView:
    everybody = _largest_first(question, [cell for cell in cells if cell.breakdown == ALL])
    shares = tuple(_share(question, cell) for cell in everybody)
    shares += tuple(_never_published(question, everybody, table))
    return QuestionView(
        code=question.code,
        text=str(question.text),
        how=_how(question, definition, shares, everybody),
        topic=topic_name(question.topic),
        chart=_chart(question, shares),
        shares=shares,
        breakdowns=tuple(
            breakdowns_of(question, cells, definition, order=[cell.answer for cell in everybody])
        ),
        notes=_notes(table, question.code, above=SHOWN_NOTES),
        printed=tuple(_printed(question, cells, definition)),
    )


def _largest_first(question: QuestionDefinition, cells: list[PublicCell]) -> list[PublicCell]:
    """By size. Then members of a net that is told, then “hard to say” and the like, then what is hidden."""
    told = _in_nets(question, [cell.answer for cell in cells])

    def place(cell: PublicCell) -> tuple[bool, bool, bool, float]:
        option = question.option.get(cell.answer)
        return (
            cell.percent is None,
            bool(option and option.is_missing),
            cell.answer in told,
            -(cell.percent or 0),
        )

    return sorted(cells, key=place)


def _in_nets(question: QuestionDefinition, answers: Collection[str]) -> frozenset[str]:
    """Answers that one of these nets holds already. Of several answers each stands for itself."""
    if question.is_multiple:
        return frozenset()
    nets = [question.net[answer] for answer in answers if answer in question.net]
    return frozenset(member for net in nets for member in net.members)


def _share(question: QuestionDefinition, cell: PublicCell) -> ShareView:
    label = str(question.answer(cell.answer).label)
    text = share_text(cell)
    likely = "" if cell.low is None or cell.high is None else wording.range_of(cell.low, cell.high)
    remarks = [str(wording.FLAGS[flag]) for flag in cell.flags]
    if cell.is_uncertain:
        remarks.append(_("uncertain: fewer than 100 people were asked"))
    return ShareView(
        code=cell.answer,
        label=label,
        text=text,
        likely=likely,
        base=wording.people(cell.base) if cell.base is not None else "",
        remarks=tuple(remarks),
        is_shown=cell.percent is not None,
        is_net=cell.answer in question.net,
        bar=ShareBar(label, cell.percent, text, cell.low, cell.high, is_doubtful=_is_doubtful(cell)),
    )


def _is_doubtful(cell: PublicCell) -> bool:
    return Flag.APPROXIMATE in cell.flags or Flag.BASE_UNCLEAR in cell.flags


def _never_published(
    question: QuestionDefinition, cells: list[PublicCell], table: PublicTable
) -> Iterable[ShareView]:
    """Figures that a note is about and that are not there: not published, which is not 0."""
    there = {cell.answer for cell in cells}
    for note in table.notes:
        answer = note["answer"]
        if note["question"] == question.code and answer and answer not in there:
            there.add(answer)
            label, text = str(question.answer(answer).label), wording.not_published()
            bar = ShareBar(label, None, text)
            yield ShareView(answer, label, text, "", "", (), False, answer in question.net, bar)


def _how(
    question: QuestionDefinition,
    definition: QuestionnaireDefinition,
    shares: tuple[ShareView, ...],
    cells: Iterable[PublicCell],
) -> str:
    said = []
    if asked := asked_of(question, definition):
        said.append(f"{asked}.")
    if question.shares_exceed_100:
        said.append(
            _("People could give several answers, so together the shares may come to more than 100%.")
        )
    bases = {share.base for share in shares if share.base}
    if len(bases) == 1:
        said.append(_("Answered by %(people)s.") % {"people": bases.pop()})
    kept = {cell.from_version for cell in cells if cell.from_version is not None}
    said += [wording.kept(version) for version in sorted(kept)]
    return " ".join(said)


def _chart(question: QuestionDefinition, shares: tuple[ShareView, ...]) -> ShareChart | None:
    """Of one answer each, those that stand in a net that is drawn are left to the table."""
    told = _in_nets(question, [share.code for share in shares])
    drawn = tuple(share for share in shares if share.code not in told)
    if not any(share.is_shown for share in drawn):
        return None
    in_words = "; ".join(
        f"{share.label}: {share.text}" + (f" ({share.likely})" if share.likely else "") for share in drawn
    )
    return ShareChart(
        key=f"chart-{question.code}",
        title=str(question.text),
        description=f"{question.text} {in_words}.",
        bars=tuple(share.bar for share in drawn),
    )


def _printed(
    question: QuestionDefinition, cells: list[PublicCell], definition: QuestionnaireDefinition
) -> Iterable[PrintedView]:
    english = get_language() == "en"
    for cell in cells:
        label = str(question.answer(cell.answer).label)
        if cell.breakdown:
            group = definition.of(cell.breakdown).answer(cell.group).label
            label = f"{label} ({group})"
        for said in cell.printed:
            yield PrintedView(
                percent=wording.percent(said.percent),
                place=str(wording.LOCATIONS.get(said.location, said.location)),
                quote=said.quote,
                note=said.note_en if english else said.note_uk,
                answer=label,
            )


def _notes(table: PublicTable, question: str, *, above: Collection[str]) -> tuple[Note, ...]:
    """Remarks about a question or its answers; with "" those about everything. Each text once."""
    language = "en" if get_language() == "en" else "uk"
    found = {
        note[language]: note.get("severity") in above for note in table.notes if note["question"] == question
    }
    ordered = sorted(found.items(), key=lambda each: not each[1])
    return tuple(Note(text, is_weighty) for text, is_weighty in ordered)
