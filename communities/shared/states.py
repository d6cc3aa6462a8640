"""The life of a row as a table of arrows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

State = TypeVar("State")
Step = TypeVar("Step")


class WrongState(Exception):
    """The step cannot be taken from here: somebody was faster, or clicked twice."""

    def __init__(self, *, state: object, step: object) -> None:
        super().__init__(f"{step} is not possible from {state}")
        self.state, self.step = state, step


@dataclass(frozen=True)
class Arrow(Generic[State]):
    sources: frozenset[State]
    target: State


def follow(arrows: Mapping[Step, Arrow[State]], *, state: State, step: Step) -> State:
    """Where `step` leads from `state`; raises `WrongState` when no arrow does."""
    arrow = arrows[step]
    if state not in arrow.sources:
        raise WrongState(state=state, step=step)
    return arrow.target
