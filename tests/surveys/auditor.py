"""An independent reader of public tables, who counts and does not know how they were made.

Takes every shown percentage for an exact count and knows all bases; written as one linear programme over plain
tables, without anything of `surveys.protecting`. `possible` gives the least and the most of each place.
"""

import numpy as np
from scipy.optimize import linprog


class Reader:
    """Unknown counts, one for each answer of each question in each group, also of groups never told."""

    def __init__(self):
        self.index, self.equal, self.below, self.limits = {}, [], [], {}

    def place(self, *name, most):
        if name not in self.index:
            self.index[name] = len(self.index)
            self.limits[name] = (0, most)
        return self.index[name]

    def knows(self, name, value):
        self.limits[name] = (value, value)

    def adds_up(self, signed, total=0):
        self.equal.append((signed, total))

    def at_most(self, signed, most):
        self.below.append((signed, most))

    def _matrix(self, rows):
        matrix = np.zeros((len(rows), len(self.index)))
        for row, (signed, _) in enumerate(rows):
            for name, sign in signed:
                matrix[row, self.index[name]] += sign
        return (matrix, np.array([total for _, total in rows], dtype=float)) if rows else (None, None)

    def part(self, name):
        """One of several tables that this reader has: what is learnt of it is told apart by `name`."""
        return Part(self, name)

    def possible(self, name):
        equal, to = self._matrix(self.equal)
        below, most = self._matrix(self.below)
        aim = np.zeros(len(self.index))
        aim[self.index[name]] = 1
        ends = []
        for sign in (1, -1):
            solved = linprog(
                sign * aim,
                A_eq=equal,
                b_eq=to,
                A_ub=below,
                b_ub=most,
                bounds=[self.limits[each] for each in self.index],
                method="highs",
            )
            assert solved.success, solved.message
            ends.append(solved.x[self.index[name]])
        return int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))


class Part:
    """One table of a reader of several."""

    def __init__(self, reader, name):
        self.reader, self.name = reader, name

    @property
    def index(self):
        return {key[1:]: place for key, place in self.reader.index.items() if key[0] == self.name}

    def place(self, *name, most):
        return self.reader.place(self.name, *name, most=most)

    def knows(self, name, value):
        self.reader.knows((self.name, *name), value)

    def adds_up(self, signed, total=0):
        self.reader.adds_up([((self.name, *name), sign) for name, sign in signed], total)

    def at_most(self, signed, most):
        self.reader.at_most([((self.name, *name), sign) for name, sign in signed], most)
