"""One line for each figure: NAME ratio VALUE goal <=X|>=X PASS|FALL, then where it came from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    goal: str  # "<=0.75" or ">=1.5"
    sources: Sequence[str]

    @property
    def passes(self) -> bool:
        bound = float(self.goal[2:])
        return self.value <= bound if self.goal.startswith("<=") else self.value >= bound

    def __str__(self) -> str:
        verdict = "PASS" if self.passes else "FALL"
        line = f"{self.name} ratio {self.value:.2f} goal {self.goal} {verdict}"
        return "\n".join([line, *(f"    {source}" for source in self.sources)])


def interleaved(rounds: int, **measures: Callable[[], float]) -> dict[str, float]:
    """Median of each measure; one after the other in each round, so that noise hits all alike."""
    results: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            results[name].append(measure())
    return {name: median(values) for name, values in results.items()}
