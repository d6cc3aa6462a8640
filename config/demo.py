"""Build the demonstration through the same verbs that people use, as the people who would use them.

What happened is planned first, as acts with their instants, and carried out in the order of time,
so that the trail reads like that of a real site. Every report and community is marked as a
demonstration; an installation that must not be one, or has real reports, is refused.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from communities.models import Community, Role, User
from communities.pilot_file import read_pilot_file
from communities.pilot_loading import load as load_pilots
from communities.shared import audit
from config import demo_cycle, demo_groups, demo_plans, demo_surveys
from config.demo_accounts import Account, make_accounts
from config.demo_data import DemoReport, DemoSection, read_people, read_reports
from reports.answers.content import AnswerContent
from reports.checking import submission
from reports.editions.form_file import DATA, FormInFile, read_form_file
from reports.editions.form_loading import load as load_form
from reports.models import FormVersion, ReleaseLevel, Report, SectionEntry
from reports.periods import Stretch
from reports.publishing import corrections, publication, release
from reports.states import State
from reports.writing import drafting, filling, loans
from reports.writing.filling import SectionValues

FORM = DATA / "police_report_form_1.json"
KYIV = ZoneInfo("Europe/Kyiv")

# Days after the end of a period on which the people of the demonstration get to each step.
STARTED, HANDED_IN, ANSWERED, CORRECTED = 1, 6, 8, 15
SECTIONS_A_DAY = 3

Say = Callable[[str], None]


class NotADemonstration(Exception):
    """This installation is a real one, or may become one."""


@dataclass(frozen=True)
class Built:
    """`accounts`: those made now, with their passwords. `reports`: how many were made now."""

    accounts: tuple[Account, ...]
    reports: int


@dataclass(order=True)
class Act:
    """Something somebody did. `number` keeps acts of one instant in the order of the plan."""

    at: dt.datetime
    number: int
    do: Callable[[dt.datetime], object] = field(compare=False)


def build(*, at: dt.datetime, say: Say) -> Built:
    """Bring the demonstration into the database, or find that it is there. `say` gets progress lines.

    Raises `NotADemonstration`. All or nothing: an interrupted build leaves an empty database.
    """
    refuse_if_real()
    form, people = read_form_file(FORM), read_people()
    reports = read_reports(form)
    with transaction.atomic():
        founded_at = _moment(_oldest(reports, at=at), days=0, hour=8)
        stored_form, _ = load_form(form, at=founded_at)
        load_pilots(read_pilot_file(), at=founded_at)
        _mark_communities({report.community for report in reports}, at=founded_at)
        accounts = make_accounts(people, at=founded_at)
        say(f"people: {len(people.people)}, {len(accounts)} with a new password")
        say(f"survey results of pilot districts: {demo_surveys.load(at=founded_at)} new")
        if Report.objects.filter(is_demonstration=True).exists():
            return Built(accounts, reports=0)
        made = _carry_out(_Plan(form, stored_form, now=at), reports, say=say)
    return Built(accounts, reports=made)


def refuse_if_real() -> None:
    """Raises `NotADemonstration`."""
    if not settings.DEMONSTRATION_ALLOWED:
        raise NotADemonstration("These settings are for a real installation: no made-up figures here.")
    if Report.objects.filter(is_demonstration=False).exists():
        raise NotADemonstration("This database holds real reports, so it cannot become a demonstration.")


def _oldest(reports: tuple[DemoReport, ...], *, at: dt.datetime) -> Stretch:
    today = timezone.localdate(at)
    return min(report.when.stretch(today=today) for report in reports)


def _mark_communities(slugs: set[str], *, at: dt.datetime) -> None:
    for community in Community.objects.filter(slug__in=slugs, is_demonstration=False):
        community.is_demonstration = True
        community.save(update_fields=["is_demonstration"])
        audit.record("demonstration.community_marked", target=community, by=None, at=at, community=community)


def _carry_out(plan: "_Plan", reports: tuple[DemoReport, ...], *, say: Say) -> int:
    """All acts of all reports, the oldest first."""
    slugs = {report.community for report in reports}
    founded_at = _moment(_oldest(reports, at=plan.now), days=0, hour=10)
    acts = sorted(
        [
            *(plan.act(at, do) for at, do in demo_cycle.acts(slugs, now=plan.now)),
            *(plan.act(at, do) for at, do in demo_surveys.acts(slugs, now=plan.now)),
            *(plan.act(at, do) for at, do in demo_groups.acts(slugs, founded_at=founded_at, now=plan.now)),
            *(
                plan.act(at, do)
                for at, do in demo_plans.acts(
                    slugs,
                    approved_at=lambda slug: demo_groups.first_meeting_at(slug, now=plan.now),
                    now=plan.now,
                )
            ),
            *(act for report in reports for act in plan.acts_of(report)),
        ]
    )
    told = 0
    for done, act in enumerate(acts, start=1):
        act.do(act.at)
        if (tenths := 10 * done // len(acts)) > told:
            told = tenths
            say(f"reports: {10 * tenths} %")
    demo_cycle.read_what_is_old(now=plan.now)
    return len(reports)


@dataclass
class _Plan:
    """Turns what a report shall become into the acts that make it so."""

    form: FormInFile
    stored_form: FormVersion
    now: dt.datetime
    counted: int = 0

    def acts_of(self, report: DemoReport) -> Iterator[Act]:
        life = _Life(report, plan=self)
        yield self.act(life.on(STARTED), life.start)
        for at, section in enumerate(report.sections):
            day = STARTED + at // SECTIONS_A_DAY
            yield self.act(life.on(day, hour=10 + 2 * (at % SECTIONS_A_DAY)), life.writer_of(section))
        if report.left_at == State.DRAFT:
            return
        yield self.act(life.on(HANDED_IN), life.hand_in)
        if report.left_at == State.RETURNED:
            yield self.act(life.on(ANSWERED), life.send_back)
        if report.left_at == State.PUBLISHED:
            yield from self._publishing(report, life)

    def _publishing(self, report: DemoReport, life: "_Life") -> Iterator[Act]:
        yield self.act(life.on(ANSWERED), life.decide)
        yield self.act(life.on(ANSWERED, hour=11), life.publish)
        if report.correction:
            yield self.act(life.on(CORRECTED), life.correct)
            yield self.act(life.on(CORRECTED, hour=12), life.hand_in)
            yield self.act(life.on(CORRECTED + 1), life.decide)
            yield self.act(life.on(CORRECTED + 1, hour=11), life.publish)
        for day in sorted(set(life.release_days())):
            due_at = dt.datetime.combine(day, dt.time(7), tzinfo=KYIV)
            if due_at <= self.now:
                yield self.act(due_at, life.release_held_back)

    def act(self, at: dt.datetime, do: Callable[[dt.datetime], object]) -> Act:
        """Nobody has done anything in the future, however short ago the period ended."""
        self.counted += 1
        return Act(min(at, self.now), self.counted, do)


class _Life:
    """One report of the demonstration, step by step, each by the person whose step it is."""

    def __init__(self, report: DemoReport, *, plan: _Plan) -> None:
        self.report, self.plan = report, plan
        self.stretch = report.when.stretch(today=timezone.localdate(plan.now))
        self.community = Community.objects.get(slug=report.community)
        self.author = self._serving(Role.REPORTING_OFFICER)
        self.head = self._serving(Role.HEAD_OF_POLICE)

    def on(self, days: int, *, hour: int = 9) -> dt.datetime:
        return _moment(self.stretch, days=days, hour=hour)

    def start(self, at: dt.datetime) -> None:
        row = drafting.open_report(
            self.community, stretch=self.stretch, form=self.plan.stored_form, by=self.author, at=at
        )
        for code, message in self.report.loans.items():
            borrower = self._serving(Role.POLICE_COLLEAGUE)
            loans.lend(self._entry(code), to=borrower, message=message, by=self.author, at=at)
        if not row.is_demonstration:
            raise NotADemonstration(f"The report of {self.community.slug} is not marked as made up.")

    def writer_of(self, section: DemoSection) -> Callable[[dt.datetime], None]:
        """Writes this section; a figure that is corrected later is wrong at first."""
        wrong = self.report.correction.first_published if self.report.correction else {}
        answers = {code: wrong.get(code, answer) for code, answer in section.answers.items()}

        def write(at: dt.datetime) -> None:
            self._save(section.code, answers, at=at, narratives=section.narratives, language=section.language)

        return write

    def hand_in(self, at: dt.datetime) -> None:
        submission.submit(self._row(), by=self.author, at=at)

    def send_back(self, at: dt.datetime) -> None:
        numbers = {section.code: section.number for section in self.plan.form.sections}
        questions = {numbers[code]: text for code, text in self.report.questions.items()}
        submission.send_back(self._row(), questions=questions, by=self.head, at=at)

    def decide(self, at: dt.datetime) -> None:
        """The levels of the file; everything else that asks for a decision is public."""
        newest = release.newest_submission(self._row())
        decisions = {each.key: release.PUBLIC for each in release.subjects(newest) if each.is_required}
        for subject, wanted in self.report.release.items():
            day = self._public_from(wanted.after_days) if wanted.after_days else None
            decisions[subject] = release.Decision(wanted.level, day)
        release.decide(self._row(), decisions=decisions, by=self.head, at=at)

    def publish(self, at: dt.datetime) -> None:
        row = self._row()
        reviewed = publication.preview(row, by=self.head, at=at).fingerprint
        publication.publish(row, by=self.head, at=at, reviewed=reviewed)

    def correct(self, at: dt.datetime) -> None:
        correction = self.report.correction
        if correction is None:
            return
        corrections.correct(self._row(), reason=correction.reason, by=self.author, at=at)
        for section in self.report.sections:
            right = {
                code: section.answers[code] for code in correction.first_published if code in section.answers
            }
            if right:
                self._save(section.code, right, at=at)

    def release_days(self) -> Iterator[dt.date]:
        for wanted in self.report.release.values():
            if wanted.level == ReleaseLevel.PUBLIC_FROM and wanted.after_days:
                yield self._public_from(wanted.after_days)

    def release_held_back(self, at: dt.datetime) -> None:
        publication.release_held_back(self._row().pk, today=timezone.localdate(at), at=at)

    def _public_from(self, days: int) -> dt.date:
        return timezone.localdate(self.on(ANSWERED + days))

    def _save(
        self,
        code: str,
        answers: Mapping[str, AnswerContent],
        *,
        at: dt.datetime,
        narratives: Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> None:
        entry = self._entry(code)
        values = SectionValues(answers=answers, narratives=narratives or {}, language=language)
        filling.save(entry, values, base_version=entry.version, by=self.author, at=at)

    def _row(self) -> Report:
        return Report.objects.get(community=self.community, period__starts_on=self.stretch.starts_on)

    def _entry(self, code: str) -> SectionEntry:
        return self._row().entries.get(section__code=code)

    def _serving(self, role: Role) -> User:
        return User.objects.get(duties__community=self.community, duties__role=role, duties__ended_on=None)


def _moment(stretch: Stretch, *, days: int, hour: int) -> dt.datetime:
    """An hour of the day that lies so many days after the period, on the clocks of Kyiv."""
    return dt.datetime.combine(stretch.ends_on + dt.timedelta(days=days), dt.time(hour), tzinfo=KYIV)
