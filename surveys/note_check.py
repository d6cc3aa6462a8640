"""Does a note of a focus group name somebody, or tell where somebody lives?

Stricter than the check of police narratives: few people sat together and neighbours know each other, so
every capitalised word inside a sentence is shown to the analyst, who knows whether it is a person. It warns,
it never decides, and it misses names written small; so the analyst confirms each note besides.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from communities.shared.narrative_check import personal_details_in

AROUND = 40  # characters of an excerpt on each side


class Doubt(StrEnum):
    PERSON = "person"  # looks like somebody's name
    PROPER_NAME = "proper_name"  # a capitalised word: a person, a place, a firm
    ADDRESS = "address"
    CONTACT = "contact"  # telephone, e-mail, page of a person
    DETAIL = "detail"  # age, birthday, day, school, number of a car


@dataclass(frozen=True)
class Warned:
    """`key` names the place in this text: another text or another place gets another one."""

    doubt: Doubt
    start: int
    word: str = field(repr=False)
    excerpt: str = field(repr=False)
    key: str


_KINDS = {
    "name": Doubt.PERSON,
    "address": Doubt.ADDRESS,
    "phone": Doubt.CONTACT,
    "birth_date": Doubt.DETAIL,
    "day": Doubt.DETAIL,
    "age": Doubt.DETAIL,
    "school": Doubt.DETAIL,
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# --- patterns ---

_UP, _LOW = "[А-ЯІЇЄҐ]", "[а-яіїєґ'’ʼ]"
_GIVEN = _words(
    "Олександр Андрі Сергі Володимир Микол Іван Васил Віктор "
    "Юрі Михайл Анатолі Петр Богдан Дмитр Євген Ігор "
    "Олег Олекс Роман Максим Тарас Степан Павл Леонід "
    "Ярослав Артем Денис Владислав Вадим Віталі Валері Григорі "
    "Костянтин Станіслав Руслан Антон Федор Федір Яків Геннаді "
    "Едуард Борис Назар Кирил Данил Данило Микит Захар "
    "Остап Всеволод Олен Тетян Наталі Наталк Ірин Світлан "
    "Оксан Людмил Галин Марі Марин Ольг Ользі Любов Надія "
    "Наді Катерин Юлі Анн Ганн Валентин Ларис Раїс Нін "
    "Вір Софі Дар’ Дарин Анастасі Христин Ян Алін Інн Лідія "
    "Ліді Зо Зінаїд Полін Март Улян Соломі Діан Веронік Єлизавет Жанн Неллі Тамар Антонін Степані Мотр"
)
_GIVEN_ENDINGS = "(?:[аояійєьюуі]|ом|ем|єм|ою|ею|єю|ові|еві|єві|ого|ому|ії|ію|ія|ією|ій|ій|ка|ку|кою|ко|ко|)"
_SURNAMES = (
    rf"{_UP}{_LOW}{{2,}}(?:енк(?:о|а|у|ом|ові|ів|и|ам|ами)|[чщ]ук(?:а|у|ом|ові|ів|и|ам|ами)?"
    rf"|(?:ов|ев|єв)ич(?:а|у|ем|і|ів)?|[сц]ьк(?:ий|ого|ому|им|а|ої|ій|у|ою|і|их))"
)
_COMMON_ADJECTIVES = _words(
    "Сільськ Міськ Поліцейськ Українськ Громадськ Людськ "
    "Дитяч Жіноч Військ Сусідськ Луганськ Донецьк Вчительськ "
    "Батьківськ Районн Селищн Цивільн Студентськ Учнівськ "
    "Козацьк Майданськ Пенсіонерськ Лікарськ Російськ Польськ "
)
_ONE_OF_A_PLACE = _words(
    "єдин директор завідувач староста старости старості старосту голова голови голові голову секретар священ "
    "отець пастор настоятел фельдшер лікар медсестр дільничн листонош бібліотекар продавчин завклуб"
)
_PATTERNS: tuple[tuple[Doubt, re.Pattern[str]], ...] = (
    (Doubt.PERSON, re.compile(rf"\b(?:{'|'.join(_GIVEN)}){_GIVEN_ENDINGS}\b")),
    (Doubt.PERSON, re.compile(rf"\b(?!{'|'.join(_COMMON_ADJECTIVES)}){_SURNAMES}\b")),
    (
        Doubt.ADDRESS,
        re.compile(
            r"(?i:\b(?:вул\.?|вулиц\w+|просп\.?|проспект\w*|пров\.?|провул\w+|бульвар\w*|площ[аіу]|тупик\w*)\s+)"
            rf"(?:[«\"]?{_UP}|\d)[\w'’ʼ-]*(?:\s+{_UP}{_LOW}+){{0,2}}"
        ),
    ),
    (
        Doubt.ADDRESS,
        re.compile(r"(?i:\b(?:хат|будин|двір|двор|подвір|садиб|квартир)\w*\s+(?:номер|№)\s*\d+\w?)"),
    ),
    (Doubt.ADDRESS, re.compile(rf"\bпо\s+{_UP}{_LOW}+(?:ій|їй)\b")),  # по Шкільній
    (Doubt.ADDRESS, re.compile(r"\b[A-Z][\w'’-]+\s+(?:[Ss]treet|[Ll]ane|[Aa]venue|[Ss]quare)\b")),
    (
        Doubt.CONTACT,
        re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?<!\w)@\w{3,}|\b(?:t\.me|facebook\.com|instagram\.com)/\S+"),
    ),
    (
        Doubt.CONTACT,
        re.compile(r"(?<!\d)\+?(?:38[\s(-]*)?0\d{2}[\s).-]*\d{2,3}[\s.-]*\d{2}[\s.-]*\d{2,3}(?!\d)"),
    ),
    # Numbers of a village exchange: 2-14-36.
    (Doubt.CONTACT, re.compile(r"(?<![\d–-])\d{1,3}-\d{2}-\d{2}(?![\d–-])")),
    # Of a place there is one such person.
    (
        Doubt.PERSON,
        re.compile(
            rf"(?i:\b(?:{'|'.join(_ONE_OF_A_PLACE)})\w*)(?:\s+[\w'’ʼ-]+){{0,3}}?"
            rf"\s+(?:[уУвВзЗ]|[іІ]з|зі|сел[аоиі]|селищ[аеі]|міст[аоі])\s+(?:сел[аоі]\s+)?{_UP}{_LOW}+"
        ),
    ),
    (Doubt.DETAIL, re.compile(r"\b[A-ZА-ЯІЇЄ]{2}\s?\d{4}\s?[A-ZА-ЯІЇЄ]{2}\b")),
)
_CAPITALISED = re.compile(
    rf"(?<![\w'’ʼ-]){_UP}{_LOW}+(?:-{_UP}?{_LOW}+)*|\b[A-Z][a-z'’]+(?:-[A-Z]?[a-z]+)*\b"
)
_INITIAL = re.compile(rf"\b(?:[Пп]ан(?:і|а|у|ові)?|[Гг]ромадян\w+|Mr|Mrs|Ms)\.?\s+(?:{_UP}|[A-Z])\.")
_SENTENCE_ENDS = re.compile(r"(?:^|[.!?…:;\n])\s*[«\"“(–—-]*\s*$")
# Capitalised and nobody: begins of words.
_NOBODY = _words(
    "Президент Укрпошт Приват Ощад Луганськ Донецьк Донеччин Луганщин Харків Харков Київ Києв Дніпр Запоріж "
    "Одес Полтав Черніг Черкас Вінниц Житомир Рівн Луцьк Терноп Херсон Ужгород Чернівц Маріупол Великд "
    "Україн Європ Нацполіц Національн Поліц Верховн Держ Міністерств Закон Конституц Збройн Росі Донбас "
    "Великод Різдв Новий Нового Бог Інтернет Police National Ukrain Europ Russia Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday January February March April May June July August September October "
    "November December Internet God Christmas Easter English State"
)
# A thing that bears a name is nobody. Only where the words leave no doubt: beside a school or a church may
# stand a person as well, and a false alarm costs less than a name that is missed.
_BEARS_A_NAME = re.compile(
    rf"\b(?:імені|ім\.)(?:\s+{_UP}{_LOW}+){{1,2}}|\bСвят(?:ого|ої|их)\s+{_UP}{_LOW}+|\bД(?:ень|ня|ню)\s+{_UP}{_LOW}+ості\b"
)
_NATIONWIDE = re.compile(r"\bНов(?:а|ої|ій|у|ою)\s+[Пп]ошт\w+")
_AGES_OF_A_GROUP = re.compile(r"\d+\s?[–-]\s?$")  # 18–35 років
_SHORT_ENGLISH = frozenset({"I", "I'm", "I’d", "It", "We", "They", "The"})


_OF_PEOPLE = frozenset({Doubt.PERSON, Doubt.PROPER_NAME})


def warnings_in(text: str, *, known_places: Collection[str] = ()) -> tuple[Warned, ...]:
    """In the order of the text, each place once. `known_places`: names that readers know anyway, such as
    the community's own; they are not warned of."""
    taken: list[tuple[int, int]] = []
    found = []
    for doubt, start, end in sorted(_all(text, known_places), key=lambda one: (_weight(one[0]), one[1])):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        found.append(
            Warned(doubt, start, text[start:end], _excerpt(text, start, end), _key(text, doubt, start))
        )
    return tuple(sorted(found, key=lambda one: one.start))


def _all(text: str, known_places: Collection[str]) -> Iterator[tuple[Doubt, int, int]]:
    stems = tuple(_stems(known_places))
    nobody = [match.span() for pattern in (_BEARS_A_NAME, _NATIONWIDE) for match in pattern.finditer(text)]
    for doubt, start, end in _looks_like(text, stems):
        if doubt not in _OF_PEOPLE or not any(low <= start and end <= high for low, high in nobody):
            yield doubt, start, end


def _looks_like(text: str, stems: tuple[str, ...]) -> Iterator[tuple[Doubt, int, int]]:
    for finding in personal_details_in(text):
        if finding.kind == "age" and _AGES_OF_A_GROUP.search(text[: finding.start]):
            continue
        yield _KINDS.get(finding.kind, Doubt.DETAIL), finding.start, finding.end
    for doubt, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if doubt is not Doubt.PERSON or not match.group().startswith(stems):
                yield doubt, *match.span()
    for match in _INITIAL.finditer(text):
        yield Doubt.PERSON, *match.span()
    for match in _CAPITALISED.finditer(text):
        word = match.group()
        if word in _SHORT_ENGLISH or word.startswith((*_NOBODY, *stems)):
            continue
        if not _SENTENCE_ENDS.search(text[: match.start()]):
            yield Doubt.PROPER_NAME, *match.span()


def _weight(doubt: Doubt) -> int:
    """What a place is told as when several patterns find it."""
    return [Doubt.CONTACT, Doubt.ADDRESS, Doubt.PERSON, Doubt.DETAIL, Doubt.PROPER_NAME].index(doubt)


def _stems(places: Collection[str]) -> Iterator[str]:
    """Begins of the capitalised words of a name, so that every case of it is known."""
    for place in places:
        for word in place.split():
            if word[:1].isupper() and len(word) > 4:
                yield word[: max(4, len(word) - 5)]


def _excerpt(text: str, start: int, end: int) -> str:
    low, high = max(0, start - AROUND), min(len(text), end + AROUND)
    return ("…" if low else "") + " ".join(text[low:high].split()) + ("…" if high < len(text) else "")


def _key(text: str, doubt: Doubt, start: int) -> str:
    return hashlib.sha256(f"{doubt}:{start}:{text}".encode()).hexdigest()[:16]
