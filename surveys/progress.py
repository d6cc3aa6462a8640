"""How far a long piece of work is: told as it goes, written seldom, so that telling costs nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Told = Callable[[float], None]  # the part that is done, 0..1
EVERY = 0.5  # seconds between two moves; the page looks every two


def to_nobody(part: float) -> None:
    """Nobody watches."""


def from_to(told: Told, least: float, most: float) -> Told:
    """`told` of a whole, as seen by a piece of it."""
    return lambda part: told(least + (most - least) * part)


@dataclass
class Bar:
    """Calls `move` with whole percents, upwards only and not oftener than every half second."""

    move: Callable[[int], object]
    percent: int = 0
    next_at: float = field(default_factory=lambda: time.monotonic() + EVERY)

    def __call__(self, part: float) -> None:
        percent = min(99, int(100 * part))  # the end is told by the state
        if percent > self.percent and time.monotonic() >= self.next_at:
            self.percent, self.next_at = percent, time.monotonic() + EVERY
            self.move(percent)
