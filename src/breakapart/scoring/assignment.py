"""
Pairs of two groups so that all costs together are least (Kuhn 1955, doi 10.1002/nav.3800020109).

Written here because the groups are the few signals of a nucleus, and the library that does the same takes longer to
load than an image takes to score.
"""

import math
from collections.abc import Sequence


def assign(costs: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """
    (row, column) of each pair, in order of the rows: as many as the smaller side has.

    Shortest augmenting paths with potentials (Jonker and Volgenant 1987, doi 10.1007/BF02278710). Costs are finite and
    all rows equally long.

    >>> assign([[1.0, 2.0], [0.5, 9.0]])
    [(0, 1), (1, 0)]
    """
    if not costs or not costs[0]:
        return []
    if len(costs) > len(costs[0]):
        return sorted((row, column) for column, row in assign([list(column) for column in zip(*costs, strict=True)]))
    rows, columns = len(costs), len(costs[0])
    of_rows, of_columns = [0.0] * rows, [0.0] * (columns + 1)
    # The last column stands for none: each path begins there, with the row that is to be placed.
    row_of = [-1] * (columns + 1)
    for row in range(rows):
        row_of[columns] = row
        column = columns
        least = [math.inf] * columns
        before = [columns] * columns
        done = [False] * (columns + 1)
        while row_of[column] >= 0:
            done[column] = True
            here = row_of[column]
            step, following = math.inf, -1
            for other in range(columns):
                if done[other]:
                    continue
                cost = costs[here][other] - of_rows[here] - of_columns[other]
                if cost < least[other]:
                    least[other], before[other] = cost, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(columns + 1):
                if done[other]:
                    of_rows[row_of[other]] += step
                    of_columns[other] -= step
                elif other < columns:
                    least[other] -= step
            column = following
        while column != columns:
            row_of[column] = row_of[before[column]]
            column = before[column]
        row_of[columns] = -1
    return sorted((row_of[column], column) for column in range(columns) if row_of[column] >= 0)
