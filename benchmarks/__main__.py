"""`python -m benchmarks [pages] [pdf] [board] [cycle] [surveys] [plans]`: measure, print, or fail."""

import sys
import tempfile
from pathlib import Path

from benchmarks import board, cycle, pages, pdf, plans, surveys

SUBJECTS = {
    "pages": pages.figures,
    "pdf": pdf.figures,
    "board": board.figures,
    "cycle": cycle.figures,
    "surveys": surveys.figures,
    "plans": plans.figures,
}


def main(wanted: list[str]) -> int:
    fallen = 0
    for subject in wanted or SUBJECTS:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for figure in SUBJECTS[subject](Path(folder)):
                print(figure, flush=True)
                fallen += not figure.passes
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
