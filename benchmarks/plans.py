"""The PDF of a large plan: from its frozen content to the file, against WeasyPrint drawing the ready HTML.

Ours also finds the words, adds up the money and fills the template; WeasyPrint gets the finished HTML and the
same style. Both are tagged PDF/UA-1.
"""

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import django
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from benchmarks.figures import Figure, interleaved
from benchmarks.pdf import timed

if TYPE_CHECKING:  # models can be imported once Django is set up
    from plans.published.facts import PublishedPlan

ROUNDS = 5
GOALS, PROBLEMS, ACTIONS, RESOURCES = 6, 12, 60, 200
TODAY = dt.date(2027, 8, 2)


def figures(folder: Path) -> list[Figure]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
    os.environ["CS_DATABASE_URL"] = f"sqlite:///{folder / 'never-opened.sqlite3'}"
    django.setup()
    return [speed()]


def speed() -> Figure:
    """CPU seconds, not wall time: other work on the machine does not count."""
    from communities.shared import pdf
    from communities.shared.papers import FONTS
    from plans.published.document_drawing import PlanPaper

    plan = large_plan()
    ready = PlanPaper.of(plan, kind="plan", language="uk", today=TODAY)
    html, css = ready.html(), ready.css()

    def ours() -> None:
        paper = PlanPaper.of(plan, kind="plan", language="uk", today=TODAY)
        pdf.draw(paper.html(), css=paper.css(), fonts=FONTS)

    def weasyprint_alone() -> None:
        fetcher, font_config = pdf.fetcher(FONTS), FontConfiguration()
        sheet = weasyprint.CSS(string=pdf.FONT_FACES + css, font_config=font_config, url_fetcher=fetcher)
        document = weasyprint.HTML(string=html, url_fetcher=fetcher)
        document.write_pdf(stylesheets=[sheet], font_config=font_config, pdf_variant="pdf/ua-1")

    for warm_up in (ours, weasyprint_alone):  # the first drawing in a process costs a second more
        warm_up()
    seconds = interleaved(ROUNDS, ours=lambda: timed(ours), weasyprint_alone=lambda: timed(weasyprint_alone))
    said = [f"{name}: {value:.2f} CPU seconds, median of {ROUNDS}" for name, value in seconds.items()]
    return Figure("plan_pdf_to_weasyprint", seconds["ours"] / seconds["weasyprint_alone"], "<=1.15", said)


def cited(number: int) -> dict[str, object]:
    """A figure of a report as it stands in the evidence of a problem, and before and after an action."""
    return {
        "label": {"uk": "Дорожньо-транспортні пригоди", "en": "Road traffic accidents"},
        "value": {"uk": str(number), "en": str(number)},
        "number": str(number),
        "base": None,
        "from": {"uk": "звіт поліції, травень–червень 2027", "en": "police report, May–June 2027"},
        "link": "/communities/novopskov/reports/2027-05/",
    }


def large_plan() -> "PublishedPlan":
    """As large as plans get, with words of usual length. Nothing of it comes from a database."""
    from communities.models import Community
    from plans.published.facts import Helped, PublishedPlan, Said, Shown
    from plans.states import PlanState

    words = "Освітити вулиці біля школи та зупинки, узгодити з мешканцями, закупити і встановити. "
    resources = [
        {
            "id": number,
            "kind": ("money", "equipment", "people", "expertise")[number % 4],
            "title": f"Опори та ліхтарі, черга {number}",
            "quantity": "12",
            "unit": "шт.",
            "year": 2027,
            "needed": f"{1500 + number * 37}.50",
            "changes": "Діти бачать дорогу",
            "available": [{"source": "local", "amount": "900.00", "note": ""}] if number % 3 else [],
        }
        for number in range(RESOURCES)
    ]
    actions = [
        {
            "id": number,
            "uid": f"uid-{number}",
            "number": number,
            "goal": number % GOALS,
            "problem": number % PROBLEMS,
            "title": f"Освітити вулицю Шкільну, черга {number}",
            "detail": words * 3,
            "topic": "ROAD",
            "body": "Відділ житлово-комунального господарства",
            "partners": "Облавтодор",
            "settlement": {"uk": "Осинове", "en": "Osynove"},
            "serves": ["youth", "older"],
            "starts_on": "2027-02-01",
            "due_on": f"2027-{number % 12 + 1:02d}-20",
            "indicator": "Аварії за участю пішоходів",
            "aim": {},
            "baseline": "12",
            "target": "6",
            "is_internal": False,
            "resources": resources[number::ACTIONS],
        }
        for number in range(ACTIONS)
    ]
    problems = [
        {
            "id": number,
            "rank": number + 1,
            "topic": "ROAD",
            "title": f"Темна дорога до школи {number}",
            "analysis": words * 5,
            "rank_reason": "Найчастіший страх мешканців",
            "is_internal": False,
            "evidence": [
                {"kind": "figure", "key": f"{number}-{each}", "cited": cited(24 + each)} for each in (0, 1)
            ],
        }
        for number in range(PROBLEMS)
    ]
    content = {
        "title": "Безпечна громада 2027",
        "years": [2027, 2027],
        "basis": "Опитування мешканців",
        "summary": words,
        "currency": {"code": "EUR", "rate": "48.5", "on": "2026-11-02"},
        "group": {"name_uk": "Робоча група", "name_en": "Working group"},
        "goals": [{"id": number, "title": f"Ціль {number}", "detail": words} for number in range(GOALS)],
        "problems": problems,
        "actions": actions,
        "kept_apart": {"problems": 1, "actions": 2},
    }
    helped = Helped(
        effect="better",
        words={"uk": "Стало краще: на 12 менше.", "en": "Better: 12 fewer."},
        before=cited(24),
        after=cited(12),
        group_says=words * 2,
        group_said_on=dt.date(2027, 7, 20),
    )
    done_on = dt.date(2027, 7, 1)
    photos = tuple(Shown(each, "Новий ліхтар біля школи", "image/jpeg", done_on) for each in (1, 2))
    done = Said("done", 100, Decimal("1500.50"), done_on, helped, photos)
    said = dict.fromkeys(range(0, ACTIONS, 3), done)
    return PublishedPlan(
        pk=1,
        community=Community(slug="novopskov", name_uk="Новопсковський район", name_en="Novopskov district"),
        state=PlanState.APPROVED,
        ended_reason="",
        strategy=None,
        version=1,
        is_in_force=True,
        approved_on=dt.date(2026, 11, 17),
        checksum="0" * 64,
        content=content,
        said=said,
        vote=None,
    )
