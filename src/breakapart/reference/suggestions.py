"""The names nearest to one that nobody knows."""

from collections.abc import Iterable


def edit_distance(one: str, other: str, limit: int) -> int:
    """
    Letters to insert, delete, exchange or swap with their neighbour to make `one` into `other`; `limit + 1` when more.

    >>> edit_distance("STNR", "STRN", 2), edit_distance("ALK", "EML4", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, candidate in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != candidate))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == candidate:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def nearest(name: str, known: Iterable[str], *, preferred: frozenset[str] = frozenset(), count: int = 3) -> list[str]:
    """
    The `count` names of `known` nearest to `name` in upper case; `preferred` names come first at equal distance.

    Names of three letters or fewer may differ in one letter, longer ones in two: more is no likeness.

    >>> nearest("STNR", ["STRN", "ALK", "STRN3"])
    ['STRN', 'STRN3']
    """
    wanted = name.upper()
    limit = 1 if len(wanted) <= 3 else 2
    letters = set(wanted)
    found = []
    for candidate in known:
        upper = candidate.upper()
        # An edit changes at most one letter on either side, so most names are ruled out by their letters alone.
        if abs(len(upper) - len(wanted)) > limit or len(letters.symmetric_difference(upper)) > 2 * limit:
            continue
        distance = edit_distance(wanted, upper, limit)
        if distance <= limit:
            found.append((distance, candidate not in preferred, upper[:1] != wanted[:1], candidate))
    return [candidate for *_, candidate in sorted(found)[:count]]
