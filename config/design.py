"""The design page: every component in every state, for whoever changes a page. Never on a real site."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from communities.shared.charts import Bar, BarChart
from communities.shared.disclosure import NO_DATA, Rule, hidden, show_count, show_exact
from communities.shared.share_charts import Moment, ShareBar, ShareChart, TimeChart
from reports.published.standing_words import Said, StandingView

MOMENT = dt.datetime(2026, 11, 14, 14, 2, tzinfo=dt.UTC)


def say(uk: str, en: str) -> str:
    """Sample words are not part of the product, so they do not burden its catalogue of translations."""
    return uk if (get_language() or "uk").startswith("uk") else en


class DesignForm(forms.Form):
    """One field of each kind."""

    mark_optional = True

    name = forms.CharField(max_length=20)
    story = forms.CharField(widget=forms.Textarea(attrs={"data-count-max": "600", "rows": 4}))
    number = forms.IntegerField(min_value=0, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    level = forms.ChoiceField(widget=forms.RadioSelect)
    place = forms.ChoiceField()
    topics = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    day = forms.DateField(widget=forms.DateInput(attrs={"inputmode": "numeric"}))
    file = forms.FileField(required=False)
    agree = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        words = {
            "name": (say("Ім’я та прізвище", "First and last name"), ""),
            "story": (
                say("Стисло про проблему", "The problem in brief"),
                say(
                    "Два-три речення: що турбувало мешканців.",
                    "Two or three sentences: what worried residents.",
                ),
            ),
            "number": (
                say("Крадіжки з осель", "Thefts from homes"),
                say("Попереднього періоду: 17. Торік: 21.", "Previous period: 17. A year ago: 21."),
            ),
            "level": (say("Хто може це бачити", "Who may see this"), ""),
            "place": (say("Населений пункт", "Settlement"), ""),
            "topics": (say("Теми", "Topics"), say("Позначте всі, що підходять.", "Choose all that fit.")),
            "day": (
                say("Дата зборів", "Day of the meeting"),
                say("Наприклад, 14.11.2026", "For example, 14.11.2026"),
            ),
            "file": (
                say("Заповнена таблиця", "The filled-in spreadsheet"),
                say("Файл .xlsx до 10 МБ.", "An .xlsx file up to 10 MB."),
            ),
            "agree": (say("Я перевірив відповіді", "I have checked the answers"), ""),
        }
        for key, (label, hint) in words.items():
            self.fields[key].label, self.fields[key].help_text = label, hint
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            ("public", say("Усі", "Everybody")),
            ("group", say("Лише робоча група", "The working group only")),
            ("police", say("Лише поліція", "The police only")),
        ]
        places = [say("Новопсков", "Novopskov"), say("Осинове", "Osynove"), say("Риб’янцеве", "Rybiantseve")]
        self.fields["place"].choices = [("", "—"), *((place, place) for place in places)]  # type: ignore[attr-defined]
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            ("roads", say("Безпека на дорогах", "Road safety")),
            ("children", say("Безпека дітей", "Child safety")),
        ]


def _filled_wrongly() -> DesignForm:
    data = {"name": "", "story": "x" * 640, "number": "-3", "level": "", "place": "", "day": "31.02.2026"}
    form = DesignForm({f"wrong-{key}": value for key, value in data.items()}, prefix="wrong")
    form.add_error(
        "story",
        say("Скоротіть текст: не більше 600 знаків.", "Shorten the text: no more than 600 characters."),
    )
    form.add_error(
        None,
        say(
            "Заповнених посад не може бути більше, ніж посад за штатом.",
            "There cannot be more filled posts than posts.",
        ),
    )
    return form


def _sections() -> list[dict[str, str]]:
    titles = [
        (say("Загроза бойових дій", "Threat of hostilities"), "worse", "done", say("Заповнено", "Complete")),
        (say("Крадіжки", "Theft"), "better", "progress", say("Заповнюється", "In progress")),
        (
            say("Безпека на дорогах", "Road safety"),
            "unchanged",
            "question",
            say("Є запитання", "Has a question"),
        ),
        (say("Домашнє насильство", "Domestic violence"), "mixed", "todo", say("Не розпочато", "Not started")),
        (
            say("Безпека дітей", "Child safety"),
            "none",
            "locked",
            say("Передано колезі", "Lent to a colleague"),
        ),
    ]
    return [
        {
            "title": title,
            "verdict": verdict,
            "kind": kind,
            "state": state,
            "number": str(number),
            "href": "#section",
        }
        | ({"url": "#task"} if kind != "locked" else {})
        | (
            {
                "note": say(
                    "Лейтенантка Ірина Мороз, до 20 листопада", "Lieutenant Iryna Moroz, until 20 November"
                )
            }
            if kind == "locked"
            else {}
        )
        for number, (title, verdict, kind, state) in enumerate(titles, start=1)
    ]


def _figures() -> list[dict[str, str]]:
    return [
        {
            "label": say("Крадіжки з осель", "Thefts from homes"),
            "unit": say("кількість", "number"),
            "now": "17",
            "before": "21",
            "year_ago": "19",
            "trend": "down",
            "trend_text": say("на 4 менше", "4 fewer"),
            "verdict": "better",
        },
        {
            "label": say("Час прибуття на виклик у селах", "Time to reach a call in villages"),
            "unit": say("хвилин", "minutes"),
            "now": "34",
            "before": "28",
            "year_ago": "28",
            "trend": "up",
            "trend_text": say("на 6 більше", "6 more"),
            "verdict": "worse",
        },
        {
            "label": say("Постраждалі від домашнього насильства", "People harmed by domestic violence"),
            "unit": say("осіб", "people"),
            "now": say("менше 5", "fewer than 5"),
            "before": say("менше 5", "fewer than 5"),
            "year_ago": "5",
            "trend": "none",
            "verdict": "none",
        },
        {
            "label": say("Зустрічі з мешканцями", "Meetings with residents"),
            "now": "4",
            "before": "4",
            "trend": "level",
            "verdict": "unchanged",
        },
    ]


def _rows() -> dict[str, Any]:
    url = "#next"
    return {
        "summary_rows": [
            {"label": say("Крадіжки з осель", "Thefts from homes"), "value": "17", "url": url},
            {
                "label": say("Вилучена зброя", "Weapons seized"),
                "value": say("Немає даних", "No data"),
                "note": say("Облік ведуть інші.", "Others keep the record."),
                "url": url,
            },
            {
                "label": say("Досягнення", "Achievements"),
                "value": say(
                    "Освітлено дві вулиці.\nНочі стали тихішими.",
                    "Two streets were lit.\nNights became quieter.",
                ),
                "url": url,
                "about": say("досягнення", "achievements"),
            },
        ],
        "remarks": [
            {
                "by": say("Петро Савчук", "Petro Savchuk"),
                "role": say("начальник поліції", "head of police"),
                "at": MOMENT,
                "text": say(
                    "Звідки вчетверо більше крадіжок? Перевірте, будь ласка.",
                    "Why four times as many thefts? Please check.",
                ),
                "change": say("Відтоді змінено 2 відповіді", "2 answers changed since"),
            },
            {
                "by": say("Олена Коваль", "Olena Koval"),
                "at": MOMENT + dt.timedelta(minutes=40),
                "text": say("Була помилка: 17, а не 71.", "A slip: 17, not 71."),
                "mine": True,
            },
        ],
        "entries": [
            {
                "what": say("Звіт розпочато", "Report started"),
                "by": say("Олена Коваль", "Olena Koval"),
                "at": MOMENT,
            },
            {
                "what": say("Надіслано нагадування", "Reminder sent"),
                "at": MOMENT,
                "note": say("За сім днів до строку.", "Seven days before it was due."),
            },
        ],
        "versions": [
            {
                "name": "choice-problem",
                "label": say("Стисло про проблему", "The problem in brief"),
                "mine": say("Крадіжки в центрі.", "Thefts in the centre."),
                "theirs": say(
                    "Крадіжки на околицях і в центрі.", "Thefts on the outskirts and in the centre."
                ),
            },
            {
                "name": "choice-number",
                "label": say("Крадіжки з осель", "Thefts from homes"),
                "mine": "17",
                "theirs": "",
            },
        ],
        "lines": [
            {
                "name": say("Гаряча лінія проти домашнього насильства", "Helpline against domestic violence"),
                "number": "116 123",
                "tel": "116123",
                "note": say("Безкоштовно, цілодобово.", "Free of charge, day and night."),
            },
            {"name": say("Поліція", "Police"), "number": "102"},
        ],
        "headers": [
            {"text": say("Населений пункт", "Settlement")},
            {"text": say("Мешканців", "People"), "num": True},
            {"text": say("Рік", "Year"), "num": True},
        ],
        "table_rows": [
            {"cells": [say("Новопсков", "Novopskov"), "9 891", "2018"]},
            {"cells": [say("Осинове", "Osynove"), "2 514", "2018"]},
        ],
        "verdicts": [
            {"verdict": "better", "text": say("у 5 розділах краще", "5 sections better")},
            {"verdict": "worse", "text": say("у 2 гірше", "2 worse")},
        ],
    }


def _charts() -> list[BarChart]:
    """Full, rounded and "fewer than" bars; then zero, no data, hidden and a label that is too long."""
    year_ago = say("Вересень–жовтень 2025 року", "September–October 2025")
    before = say("Липень–серпень 2026 року", "July–August 2026")
    now = say("Вересень–жовтень 2026 року", "September–October 2026")
    about_45, about_20, few = (
        say("близько 45", "about 45"),
        say("близько 20", "about 20"),
        say("менше 5", "fewer than 5"),
    )
    none = say("немає даних", "no data")
    kept = say("не показано, бо випадків замало", "not shown: too few cases")
    long = say(
        "Той самий період минулого року, коли громада ще входила до складу колишнього району",
        "The same period of last year, when the community still belonged to the former district",
    )
    rule = Rule()
    drawn = [
        (
            "chart-few",
            say("Звернення про домашнє насильство", "Reports of domestic violence"),
            (
                Bar(year_ago, show_count(45, sensitive=True, rule=rule), about_45),
                Bar(before, show_count(20, sensitive=True, rule=rule), about_20),
                Bar(now, show_count(3, sensitive=True, rule=rule), few, is_now=True),
            ),
        ),
        (
            "chart-none",
            say("Виклики на лінію 102", "Calls to line 102"),
            (
                Bar(long, NO_DATA, none),
                Bar(before, hidden(), kept),
                Bar(now, show_exact(0), "0", is_now=True),
            ),
        ),
        (
            "chart-exact",
            say("Перевірені особи", "Persons checked"),
            (
                Bar(year_ago, show_exact(145_000), "145 000"),
                Bar(before, show_exact(60_210), "60 210"),
                Bar(now, show_exact(92_135), "92 135", is_now=True),
            ),
        ),
    ]
    return [
        BarChart(key, title, "; ".join(f"{bar.label}: {bar.text}" for bar in bars), bars)
        for key, title, bars in drawn
    ]


def _share_chart() -> ShareChart:
    """With a likely range, doubtful, nought and not published."""
    bars = (
        ShareBar(say("Крадіжки з осель", "House burglary"), 49.7, "49.7%", 44.9, 54.5),
        ShareBar(say("Обстріли", "Shelling"), 24.6, say("близько 25%", "about 25%"), is_doubtful=True),
        ShareBar(say("Нічого", "Nothing"), 0, "0%"),
        ShareBar(say("Торгівля наркотиками", "Drug dealing"), None, say("не оприлюднено", "not published")),
    )
    told = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    return ShareChart("chart-shares", say("Чого ви боїтеся?", "What are you afraid of?"), told, bars)


def _time_chart() -> TimeChart:
    """A share that rises, one that is not published, one that cannot be joined."""
    moments = (
        Moment(say("Березень 2024", "March 2024"), 35.0, "35%", 31.0, 39.0),
        Moment(say("Березень 2025", "March 2025"), 42.5, "42.5%", 38.0, 47.0),
        Moment(say("Березень 2026", "March 2026"), None, "–"),
        Moment(say("Червень 2026", "June 2026"), 58.0, "58%", is_joined=False),
    )
    told = "; ".join(f"{moment.label}: {moment.text}" for moment in moments)
    return TimeChart("chart-over-time", say("Довіра до поліції", "Trust in the police"), told, moments)


def _standings() -> list[StandingView]:
    """How a period stands for residents: as short and as long as it can be."""
    return [
        StandingView(
            period=say("Вересень–жовтень 2026", "September–October 2026"),
            slug="2026-09",
            kind="done",
            word=say("Опубліковано", "Published"),
            sentences=(Said(say("Подано вчасно.", "Handed in on time.")),),
            meeting=say("Відкрита зустріч: 12 листопада 2026 р.,", "Open meeting: 12 November 2026,"),
            meeting_place="Будинок культури, вул. Центральна, 1",
            has_meeting=True,
        ),
        StandingView(
            period=say("Листопад–грудень 2026", "November–December 2026"),
            slug="",
            kind="locked",
            word=say("Не вимагається", "Excused"),
            sentences=(
                Said(
                    say(
                        "Звіту не вимагають через бойові дії.",
                        "No report is asked for because of hostilities.",
                    ),
                    reason="Відділ поліції працює в іншому приміщенні й без зв’язку.",
                    foreign="" if (get_language() or "uk").startswith("uk") else "uk",
                ),
            ),
            meeting=say("Про відкриту зустріч не записано.", "No open meeting is recorded."),
            meeting_place="",
            has_meeting=False,
        ),
    ]


@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """Every component with sample words and figures; tests look at this page, people too."""
    pages = Paginator(range(200), 10)
    context = {
        "person": say("Олена Коваль", "Olena Koval"),
        "form": DesignForm(),
        "wrong": _filled_wrongly(),
        "alone": DesignForm(prefix="alone"),
        "sections": _sections(),
        "figures": _figures(),
        "charts": _charts(),
        "share_chart": _share_chart(),
        "time_chart": _time_chart(),
        "now": timezone.localtime(MOMENT),
        "standings": _standings(),
        "first_page": pages.page(1),
        "middle_page": pages.page(7),
        "kinds": [
            "plain",
            "todo",
            "progress",
            "done",
            "question",
            "stopped",
            "locked",
            "info",
            "overdue",
            "waiting",
            "later",
            "excused",
        ],
        "verdict_kinds": ["better", "worse", "unchanged", "mixed", "none"],
        "trends": ["up", "down", "level", "none"],
        "banner_kinds": ["info", "success", "warning", "danger"],
        "saved_states": ["saved", "saving", "unsaved", "kept", "failed"],
        "saving_states": [
            "partly",
            "here",
            "refused",
            "held",
            "signed_out",
            "other_person",
            "meanwhile",
            "closed",
        ],
        "other": {"code": "en", "name": "English", "url": "#"},
        "sample_messages": [
            Message(
                messages.SUCCESS,
                say("Звіт подано начальнику поліції.", "The report is with the head of police."),
            ),
            Message(
                messages.ERROR, say("Це вже зробив хтось інший.", "Somebody else has done this already.")
            ),
        ],
        "text": say(
            "Звіт подано начальнику поліції. Відповідь надійде сюди.",
            "The report is with the head of police. The answer will come here.",
        ),
        "long_word": say(
            "Найнеперевершенішевисокодосвідчений", "Incomprehensibilitiesandcounterrevolutionaries"
        ),
        **_rows(),
    }
    return render(request, "site/design.html", context)
