"""Waiting for a count before committing: a two-stage programme whose first stage has a part for every branch.

The scenarios that the count cannot tell apart form a branch. Commitments decided before the count have one column for
all scenarios, those decided after it one for every branch; scenarios of a branch share them by sharing the column. So
a tree is a two-stage programme with a wider first stage, and is solved like one.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from optimiser.model import Rows
from optimiser.problem import Flags, Floats, Ints
from optimiser.robust.block import Block
from optimiser.robust.two_stage import TwoStage


@dataclass(frozen=True)
class Tree:
    """What is decided when, and which scenarios are alike until then.

    Attributes:
        late: (options,), whether a commitment is decided after the count.
        branch: (S,), branch of each scenario, 0 to the number of branches less 1, none empty.
    """

    late: Flags
    branch: Ints

    @property
    def branches(self) -> int:
        """Number of branches."""
        return int(self.branch.max()) + 1

    @property
    def width(self) -> int:
        """Number of commitments in all: those decided before the count, and those after it in every branch."""
        return int((~self.late).sum() + self.branches * self.late.sum())

    def columns(self, branch: int) -> Ints:
        """Return (options,), position of each option among all in a branch: first the shared ones."""
        shared, own = int((~self.late).sum()), int(self.late.sum())
        place = np.empty(len(self.late), dtype=np.int64)
        place[~self.late] = np.arange(shared)
        place[self.late] = shared + branch * own + np.arange(own)
        return place

    def everywhere(self, units: Floats) -> Floats:
        """Return (width,), the same commitments (options,) whatever is counted."""
        wide = np.empty(self.width)
        for branch in range(self.branches):
            wide[self.columns(branch)] = units
        return wide

    def programme(self, two_stage: TwoStage) -> TwoStage:
        """Return the programme of the tree for the programme that decides everything at once."""
        own = self._own(two_stage.blocks[0].own)
        blocks = zip(two_stage.blocks, self.branch.tolist(), strict=True)
        return replace(two_stage, blocks=tuple(self._widened(block, branch, own) for block, branch in blocks))

    def _own(self, rows: Rows) -> Rows:
        """Return the rows of commitments alone along every branch; those of shared ones only once."""
        touched = np.asarray(abs(rows.matrix[:, self.late]).sum(axis=1)).ravel() > 0
        kept = [touched | (branch == 0) for branch in range(self.branches)]
        parts = [rows.matrix[here] @ self._places(branch) for branch, here in enumerate(kept)]
        lower, upper = (np.concatenate([side[here] for here in kept]) for side in (rows.lower, rows.upper))
        return Rows(sparse.csr_array(sparse.vstack(parts, format="csr")), lower, upper)

    def _places(self, branch: int) -> sparse.csr_array:
        """Return (options, width), 1 where the column of an option is in a branch."""
        cells = (np.ones(len(self.late)), (np.arange(len(self.late)), self.columns(branch)))
        return sparse.csr_array(sparse.coo_array(cells, shape=(len(self.late), self.width)))

    def _widened(self, block: Block, branch: int, own: Rows) -> Block:
        units = block.width
        left, right = block.rows.matrix[:, :units] @ self._places(branch), block.rows.matrix[:, units:]
        matrix = sparse.csr_array(sparse.hstack([left, right], format="csr"))
        options = np.empty(self.width, dtype=np.int64)
        for other in range(self.branches):
            options[self.columns(other)] = np.arange(units)
        mine = np.zeros(self.width)
        mine[self.columns(branch)] = 1.0
        return Block(
            rows=Rows(matrix, block.rows.lower, block.rows.upper),
            own=own,
            lower=np.concatenate([block.lower[options], block.lower[units:]]),
            upper=np.concatenate([block.upper[options], block.upper[units:]]),
            cash=np.concatenate([block.cash[options] * mine, block.cash[units:]]),
            penalty=np.concatenate([block.penalty[options] * mine, block.penalty[units:]]),
            options=tuple(block.options[i] for i in options),
        )
