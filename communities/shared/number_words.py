"""Whole numbers in a Ukrainian or English text, written in digits or in words, that can be counts.

`counts_in` leaves out what is a number but not a count: dates, times, durations, measures, money,
percents, articles of law, numbers of schools and rooms, telephone lines, ordinals, list numbers,
names of weapons.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """A number that a reader could take for a count, and where it stands."""

    value: int
    start: int
    end: int


def counts_in(text: str) -> tuple[Count, ...]:
    """In the order of the text."""
    masked = _without_other_numbers(text)
    found = {
        (count.start, count.value): count
        for count in (*_words_in(masked), *_digits_in(masked))
        if not _is_other(masked, count)
    }
    return tuple(count for _, count in sorted(found.items()))


# --- what is not a count, wherever it stands ---------------------------------------------------

APOSTROPHE = r"['’ʼ`]"
MONTHS = (
    r"(?:(?:січ|берез|квіт|трав|черв|лип|серп|верес|жовт|груд)(?:ень|ня|ні|нем|ню)"
    r"|лют(?:ий|ого|ому|им)|листопад(?:а|у|і|ом)?"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_AND = r"\s*(?:,|–|—|-|і|й|та|по|до|and|to)\s*"
_ARTICLE = r"(?:\bстатт\w+|\bстат(?:ей|ям)\w*|\bст\.?|\bчастин\w+|\bч\.|\bпункт\w*|\bп\.|\barticles?|\bart\.)"

_OTHER_NUMBERS = [
    rf"\b\d{{1,2}}(?:{_AND}\d{{1,2}})*\s+{MONTHS}(?:\s+\d{{4}})?",  # з 1 по 5 березня 2019
    rf"{MONTHS}\s+\d{{1,2}}\b(?:,?\s+\d{{4}})?",  # March 5, 2019
    r"\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",
    r"\b\d{1,2}:\d{2}\b",
    r"\b\d{4}\s*(?:[-–/]\s*\d{4}\s*)?(?:р\.|рр\.|рік|рок[уи]|роц[іи])",
    r"(?<!\d)(?:\+\d|\(?0)[\d\s()-]{7,}\d",  # telephone numbers
    rf"{_ARTICLE}\s*\d+(?:-\d+)?(?:\s*(?:,|і|й|та|and)\s*\d+(?:-\d+)?(?=\s*(?:[,;.)]|і\b|та\b|К[УКП]|ст|ч\.|Закон)))*",
    r"\b\d{2,3}-\d(?=\s*(?:КУпАП|КК|КПК))|\b\d{3}-\d\b",  # 173-2
    r"\b\d+(?=\s*(?:КУпАП|КК|КПК)\b)",
    r"\b(?:лін\w+|номер\w*|служб\w+|тел\w*\.?|викл\w+|на|line|number|call\w*|dial\w*)\s*[«\"“]?\s*1(?:0[1-4]|12)\b",
    r"[«\"“]\s*1(?:0[1-4]|12)\s*[»\"”]",
    r"\b15-?(?:45|47|78)\b|\b116[\s-]?(?:000|006|111|117|123)\b",  # help lines
    r"(?:№|\bNo\.?|#)\s*\d+(?:[-/]\d+)*",
    r"\b(?:вул|просп|пров|бульв|пл|буд|кв|корп|під)\.\s*[^.;\d]{0,40}\d+",
    r"^\s*\d{1,2}[.)](?=\s)",  # numbered lists
    r"(?-i:\b[А-ЯІЇЄҐA-Z]{1,6}-\d+\b)",  # АК-74, COVID-19
    r"\b\d{1,3}-\d{2}-\d{2}\b",  # local telephones
    r"\b\d{1,2}\s*[-–]?\s*[А-ЯІЇЄҐ]?\s+клас\w*",
    # words that look like counts
    r"\bодн\w+\s+(?:на\s+)?од[ин]\w+|\bодин\s+(?:на\s+)?одн?\w+|\bодного\s+(?:разу|дня|боку|разу)\b",
    r"\bодин\s+на\s+один\b|\bодним\s+словом\b|\bв\s+один\s+голос\b",
    r"\bодн\w+\s+(?:й|і|та)\s+т\w{1,3}\s+(?:сам|ж)\w*|\bодин\s+(?:й|і|та)\s+той\s+(?:сам|ж)\w*",
    r"\b(?:одним|однією)\s+(?:з|із|зі)\b",
    r"\b(?:один|одна|одне)\s+(?:з|із|зі)\s+(?:найб|найг|голов|основн|ключ|пріор|причин|проблем|завд|напр)\w*",
    r"\b(?:у|в)\s+\w+\s+раз(?:и|ів|у)?\s+(?:більш|менш|част|рідш|вищ|нижч)\w*",
    r"\b(?:двічі|тричі)\s+(?:більш|менш|част|рідш)\w*|\b(?:двічі|тричі)\s+на\s+(?:день|тиж|міс|рік|добу)\w*",
    r"\bone\s+another\b|\bno\s+one\b|\bone\s+day\b|\bat\s+one\s+time\b|\bone\s+of\s+the\s+(?:main|most|key)\b",
    r"\bone\s+and\s+the\s+same\b|\bon\s+the\s+one\s+hand\b",
    r"\b\w+\s+times\s+(?:more|less|as|higher|lower|fewer)\b",
]
_OTHER_NUMBER = re.compile("|".join(f"(?:{each})" for each in _OTHER_NUMBERS), re.IGNORECASE | re.MULTILINE)


def _without_other_numbers(text: str) -> str:
    """The same text with them blanked out, so that places stay."""
    return _OTHER_NUMBER.sub(lambda match: "\0" * len(match[0]), text)


# --- what is not a count because of what stands beside it --------------------------------------

_UNITS = re.compile(
    r"\s*(?:%|°|₴|відсот\w+|процент\w+|percent|per\s+cent"
    r"|год(?:ин\w*)?\b|хв(?:илин\w*)?\b|сек(?:унд\w*)?\b"
    r"|ден\w{1,3}\b|дн(?:і|я|ів|ям|ями|ях)\b|доб\w{0,3}\b|діб\b|тиж\w+|місяц\w+|міс\b|рок(?:и|ів|у|ам|ами|ах)\b|рік\b|р\.|річч\w+"
    r"|км\b|м\b|метр\w*|кілометр\w*|см\b|га\b|кг\b|кілограм\w*|грам\w*|г\b|л\b|літр\w*|т\b|тонн\w*|кв\b"
    r"|грн\b|гривень|гривн\w+|євро\b|долар\w*|тис(?:яч\w*)?\b|млн\b|млрд\b|мільйон\w*|мільярд\w*"
    r"|квартал\w*|півріч\w+|клас(?:у|і|ом)?\b|поверс\w+|поверх\w*|ступен\w+|категорі\w+|ранку\b|вечора\b|ночі\b"
    r"|КУпАП|КК\b|КПК\b"
    r"|(?:a|p)\.?\s?m\b|o['’]clock|hours?\b|minutes?\b|seconds?\b|days?\b|weeks?\b|months?\b|years?\b"
    r"|km\b|kilomet\w+|met(?:er|re)s?\b|kg\b|lit(?:er|re)s?\b|hundred\b|thousand\b|million\b|billion\b|uah\b|hryvn\w+)",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:(?:^|[\s(])(?:о|об)|\bст\.?|\bстатт\w+|\bч\.|\bчастин[аиоіу]\w*|\bп\.|\bпункт\w*|\bрозділ\w*|\bдодат\w+"
    r"|\bкабінет\w*|\bкм|\bтаблиц\w+|\bсторін\w+|\bрис\.|\bтабл\.|\bстор\.|№"
    r"|\barticle|\bsection|\bpart|\bparagraph|\btable|\bpage|\bannex|\bitem|\bchapter)\s*$",
    re.IGNORECASE,
)


def _is_other(text: str, count: Count) -> bool:
    return bool(_UNITS.match(text, count.end) or _LEADS.search(text[max(0, count.start - 20) : count.start]))


# --- in digits ---------------------------------------------------------------------------------

_DIGITS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+")
_CARDINAL_ENDING = re.compile(r"[-‑](?:ь?ох|х|ь?ом|м|ь?ома|ма|ти|ми|и|ри|оє|є|ро)\b", re.IGNORECASE)


def _digits_in(text: str) -> Iterator[Count]:
    for match in _DIGITS.finditer(text):
        if len(match[0]) > 12:
            continue
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
        if _is_piece(before[::-1]) or re.match(
            r"[.,:/]\d|[^\W\d_](?![^\W\d_])|(?:st|nd|rd|th)\b", after + " "
        ):
            continue
        end = match.end()
        if re.match(r"[-‑][^\W\d_]", after):
            ending = _CARDINAL_ENDING.match(text, end)
            if not ending:
                continue  # 5-й, 12-річна
            end = ending.end()
        yield Count(int(re.sub(r"\D", "", match[0])), match.start(), end)


def _is_piece(before: str) -> bool:
    """Whether a number goes on from what stands before it (read backwards): 2,5 or А5 or АК-74."""
    return bool(re.match(r"[^\W\d]|[.,:/]\d|[-‑][А-ЯІЇЄҐA-Z]", before))


# --- in words ----------------------------------------------------------------------------------


def _list(words: str) -> list[str]:
    return words.split()


def _forms(stem: str, *, endings: str) -> list[str]:
    return [stem + ending for ending in endings.split("|")]


_SOFT = "ь|и|ьох|ьом|ьма|ьома|еро|ерох|ером|ерома"  # п'ять, п'яти, п'ятьох ... п'ятеро
_UNIT_WORDS: dict[int, list[str]] = {
    1: _list("один одна одне одні одну одного одної однієї одному одній одним однією одною одних одними"),
    2: _list("два дві двох двом двома двоє обидва обидві обидвох обоє обох обом обома двічі"),
    3: _list("три трьох трьом трьома троє тричі"),
    4: _list("чотири чотирьох чотирьом чотирма чотирьома четверо"),
    5: _forms("п'ят", endings=_SOFT),
    6: _list("шість шести шістьох шістьом шістьма шістьома шестеро шестьох шестьом"),
    7: _list("сім семи сімох сімом сьома сімома сьомох семеро"),
    8: _list("вісім восьми вісьмох вісьмом вісьма вісьмома восьмеро"),
    9: _forms("дев'ят", endings=_SOFT),
}
_TEEN_STEMS = {
    10: "десят",
    11: "одинадцят",
    12: "дванадцят",
    13: "тринадцят",
    14: "чотирнадцят",
    15: "п'ятнадцят",
    16: "шістнадцят",
    17: "сімнадцят",
    18: "вісімнадцят",
    19: "дев'ятнадцят",
}
_TEN_FORMS: dict[int, list[str]] = {
    20: _forms("двадцят", endings=_SOFT),
    30: _forms("тридцят", endings=_SOFT),
    40: ["сорок", "сорока"],
    50: _forms("п'ятдесят", endings="|и|ьох|ьом|ьма|ьома"),
    60: _forms("шістдесят", endings="|и|ьох|ьом|ьма|ьома"),
    70: _forms("сімдесят", endings="|и|ьох|ьом|ьма|ьома"),
    80: _forms("вісімдесят", endings="|и|ьох|ьом|ьма|ьома"),
    90: ["дев'яносто", "дев'яноста"],
}
_HUNDRED_FORMS: dict[int, list[str]] = {
    100: ["сто", "ста"],
    200: ["двісті", "двохсот"],
    300: ["триста", "трьохсот"],
    400: ["чотириста", "чотирьохсот"],
    500: ["п'ятсот", "п'ятисот"],
    600: ["шістсот", "шестисот"],
    700: ["сімсот", "семисот"],
    800: ["вісімсот", "восьмисот"],
    900: ["дев'ятсот", "дев'ятисот"],
}
_ENGLISH = _list(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_ENGLISH_TENS = _list("twenty thirty forty fifty sixty seventy eighty ninety")
_ENGLISH_MORE = {2: ["twice"], 3: ["thrice"], 12: ["dozen"]}


def _lexicon() -> dict[str, int]:
    words: dict[str, int] = {}

    def add(value: int, forms: Iterable[str]) -> None:
        for form in forms:
            words[form] = value
            words[form.replace("'", "")] = value  # "пять", often typed so

    for table in (_UNIT_WORDS, _TEN_FORMS, _HUNDRED_FORMS, _ENGLISH_MORE):
        for value, forms in table.items():
            add(value, forms)
    add(10, _list("десяток десятка десятку десятком"))
    for value, stem in _TEEN_STEMS.items():
        add(value, _forms(stem, endings=_SOFT))
    for value, word in enumerate(_ENGLISH, start=1):
        add(value, [word])
    for place, word in enumerate(_ENGLISH_TENS, start=2):
        add(10 * place, [word])
    return words


_WORDS = _lexicon()
_WORD = re.compile(rf"[^\W\d_]+(?:{APOSTROPHE}[^\W\d_]+)*")
_ORDINALS = {
    "друг": 2,
    "трет": 3,
    "четверт": 4,
    "п'ят": 5,
    "шост": 6,
    "сьом": 7,
    "восьм": 8,
    "дев'ят": 9,
    "десят": 10,
}
_CASES = r"(?:випад\w+|факт\w*|звернен\w+|заяв\w*|постражд\w+|потерпіл\w+|загибл\w+|жертв\w*)"
_ORDINAL = re.compile(
    rf"\b({'|'.join(_ORDINALS).replace(chr(39), APOSTROPHE)})(?:ий|ій|а|я|е|є|ого|ого|ої|ьої|ому|у|ю|им|ою)"
    rf"\s+(?={_CASES})",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"\bєдин(?:ий|а|е|ого|ої|ому|у|им|ою)\s+(?={_CASES}|дит\w+|особ\w+)"
    r"|\b(?:single|sole|only)\s+(?=(?:case|report|incident|child|victim|person|woman|man|girl|boy)\b)",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"\bпар(?:а|у|и|і|ою)\s+(?={_CASES}|діт\w+|осіб|людей)"
    r"|\bcouple\s+of\b"
    r"|\bboth\s+(?=(?:the\s+)?(?:cases|reports|incidents|child|victims|persons|people|wom|men\b|girls|boys|of\b))",
    re.IGNORECASE,
)


def _words_in(text: str) -> Iterator[Count]:
    yield from _cardinals_in(text)
    for match in _ORDINAL.finditer(text):
        yield Count(_ORDINALS[re.sub(APOSTROPHE, "'", match[1].lower())], match.start(), match.end(0) - 1)
    for pattern, value in ((_SINGLE, 1), (_PAIR, 2)):
        for match in pattern.finditer(text):
            yield Count(value, match.start(), match.end())


def _cardinals_in(text: str) -> Iterator[Count]:
    """Words that follow each other are one number where they fit together: "двадцять три" is 23."""
    open_number: Count | None = None
    for match in _WORD.finditer(text):
        value = _WORDS.get(re.sub(APOSTROPHE, "'", match[0].lower()))
        if open_number and (value is None or not _goes_on(text, open_number, value=value, at=match.start())):
            yield open_number
            open_number = None
        if value is None or _is_compound(text, match):
            continue
        if open_number:
            open_number = Count(open_number.value + value, open_number.start, match.end())
        else:
            open_number = Count(value, match.start(), match.end())
    if open_number:
        yield open_number


def _goes_on(text: str, number: Count, *, value: int, at: int) -> bool:
    last = 100 if number.value % 100 == 0 else 10 if number.value % 10 == 0 and number.value > 10 else 1
    return value < last and re.fullmatch(r"\s+|-", text[number.end : at]) is not None


def _is_compound(text: str, match: re.Match[str]) -> bool:
    """ "two-storey" and "one-off" are no counts; "twenty-one" is."""
    after = re.match(r"-([^\W\d_]+)", text[match.end() : match.end() + 20])
    before = re.search(r"([^\W\d_]+)-$", text[max(0, match.start() - 20) : match.start()])
    return any(part and part[1].lower() not in _WORDS for part in (after, before))
