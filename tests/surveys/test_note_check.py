"""A note that names somebody, or tells where somebody lives, is shown to the analyst; ordinary ones pass."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.note_check import Doubt, warnings_in
from tests.surveys.sentences_of_notes import TELLS, TELLS_NOT

SURE = set(Doubt) - {Doubt.PROPER_NAME}

# Each with the words that tell who it is. The second half was written after the patterns, to try them.
NAMES_SOMEBODY = [
    ("Олена сказала, що боїться ходити ввечері.", "Олена"),
    ("Розповіли, що Петро Іванович п’є і б’є дружину.", "Петро"),
    ("Дільничний Коваль не приходить на виклики.", "Коваль"),
    ("Ковальчук не приходить на виклики.", "Ковальчук"),
    ("Шевченко краде дрова, про це знають усі.", "Шевченко"),
    ("Сусід Микола погрожує ножем.", "Микола"),
    ("Пані О. боїться свого чоловіка.", "Пані О."),
    ("Це робить син голови, Бондар О.М.", "Бондар"),
    ("Живе на вулиці Садовій.", "вулиці Садовій"),
    ("Наркотики продають на вул. Миру, 12.", "вул. Миру, 12"),
    ("На провулку Шкільному темно, там живе вдова.", "провулку Шкільному"),
    ("Телефон дільничного 050-123-45-67.", "050-123-45-67"),
    ("Пишіть на olena.k@example.org.", "olena.k@example.org"),
    ("Вона продає через @lena_shop.", "@lena_shop"),
    ("Їздить п’яний на авто ВВ 1234 АА.", "ВВ 1234 АА"),
    ("Дівчинка 12 років утекла з дому.", "12 років"),
    ("Учень 7-Б класу бив молодших.", "Учень 7-Б класу"),
    ("Mr Smith was never at home.", "Mr Smith"),
    ("A woman said that Olena Koval was beaten.", "Olena"),
    ("He lives in Sadova street.", "Sadova street"),
    # to try them
    ("Усі знають, що Галина Степанівна торгує самогоном.", "Галина"),
    ("Тетяні погрожував колишній чоловік.", "Тетяні"),
    ("Діти бояться Грицька, він кидає каміння.", "Грицька"),
    ("Крамницю Мельників грабували двічі.", "Мельників"),
    ("Кажуть, це зробив Сашко з крайньої хати.", "Сашко"),
    ("Лисенку нічого не зробили, бо він кум начальника.", "Лисенку"),
    ("Левицька сама виховує трьох дітей.", "Левицька"),
    ("Бойчуки не пускають сусідів до колодязя.", "Бойчуки"),
    ("Учасниця розповіла про свого брата Дениса.", "Дениса"),
    ("На площі Перемоги стоять п’яні.", "площі Перемоги"),
    ("Живе в будинку 7.", "будинку 7"),
    ("Дзвонили на 0671234567, ніхто не відповів.", "0671234567"),
    ("Номер +38 (099) 765 43 21 дали на зборах.", "099"),
    ("Народилася 12.03.2007, ще неповнолітня.", "12.03.2007"),
    ("О. Петренко відмовився говорити.", "Петренко"),
    ("Ворота «Агросвіту» завжди відчинені.", "Агросвіту"),
    ("Юрій бачив, хто вибив вікна.", "Юрій"),
    ("Пан К. має зброю вдома.", "Пан К."),
    ("Her neighbour Ivan drinks.", "Ivan"),
    ("They call the officer Bondarenko only.", "Bondarenko"),
    # beside a thing that bears a name
    ("Біля церкви Олена Коваль продає самогон.", "Олена"),
    ("Того дня Микола побив дружину.", "Микола"),
    ("У школі Гриценко кричить на дітей.", "Гриценко"),
    ("Голова кооперативу в Рогівці бере хабарі.", "Голова"),
    ("Її номер 4-51-20, дзвоніть увечері.", "4-51-20"),
]

ORDINARY = [
    "Люди бояться ходити ввечері, бо немає освітлення.",
    "Поліція приїжджає пізно. Дільничного ніхто не бачив.",
    "Жінки кажуть, що на автобусній зупинці небезпечно.",
    "Учасники хочуть, щоб патрулі були і в селах.",
    "Вони довіряють поліції більше, ніж раніше: «Тепер хоч приїжджають».",
    "Наркотики продають біля клубу. Усі знають, ніхто не дзвонить.",
    "Національна поліція України має розповідати про свою роботу.",
    "Бояться мін: у лісі немає табличок.",
    "У Новопскові темно вже о п’ятій.",
    "Сільський голова проводить збори раз на місяць.",
    "ДТП трапляються біля школи.",
    "Residents fear burglary most. They lock their doors early.",
    "The police of Ukraine should come to meetings, people say.",
]


def test_how_many_of_sixty_sentences_are_judged_rightly():
    """The figures of `surveys/README.md`. A note is looked at whatever is found in it, so what counts first is
    that nothing is missed; a false alarm costs the analyst a tick."""
    places = ("Новопсковський район", "Novopskov district")
    found = {key: warnings_in(text, known_places=places) for key, text in TELLS.items()}
    alarms = {key for key, text in TELLS_NOT.items() if warnings_in(text, known_places=places)}
    as_what_it_is = {key for key, all_ in found.items() if any(one.doubt in SURE for one in all_)}
    assert len(as_what_it_is) == len(TELLS) == 30
    assert alarms == {"place-1", "place-3", "place-5", "place-6", "capital-4"}


@pytest.mark.parametrize(("text", "word"), NAMES_SOMEBODY)
def test_what_tells_who_it_is_is_shown(text, word):
    at = text.index(word)
    assert any(one.start < at + len(word) and at < one.start + len(one.word) for one in warnings_in(text)), (
        warnings_in(text)
    )


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_notes_warn_of_nothing(text):
    places = ("Новопсковський район", "Novopskov district")
    assert [one.word for one in warnings_in(text, known_places=places)] == []


def test_a_place_is_told_once_and_as_what_it_is_most():
    (only,) = warnings_in("Живе на вул. Миру, 12.")
    assert only.doubt is Doubt.ADDRESS
    (only,) = warnings_in("Розповіла Олена.")
    assert only.doubt is Doubt.PERSON


def test_another_text_and_another_place_have_another_key():
    keys = {one.key for one in warnings_in("Тут Олена і Олена.")} | {
        one.key for one in warnings_in("Там Олена і Олена.")
    }
    assert len(keys) == 4


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_places_do_not_overlap(text):
    found = warnings_in(text)
    assert all(text[one.start :].startswith(one.word) for one in found)
    ends = [one.start + len(one.word) for one in found]
    assert all(end <= later.start for end, later in zip(ends, found[1:], strict=False))


@pytest.mark.parametrize("text", ["Олена " * 340, "А-" * 1000, "вул. " * 400, "0" * 2000, "А.А." * 500])
def test_the_longest_note_is_read_at_once(text):
    began = time.perf_counter()
    warnings_in(text)
    assert time.perf_counter() - began < 2
