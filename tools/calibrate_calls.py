"""
Fit the probability that a candidate is real on simulated runs, and show how far predicted and observed agree.

    python tools/calibrate_calls.py [runs]

Runs are mixtures on made-up panels with paralogues: wild type of uneven expression, fusions of any share at exon edges
(and some inside exons), chimeric PCR products, molecules of another sample by index hopping, errors of Illumina and Ion
reads, amplicon and capture designs. The coefficients it prints stand in `calling/confidence.py`. Seeded: it prints the
same every time.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

import simulate_reads as sim  # noqa: E402
from breakapart.calling.call import CallInputs, _candidate  # noqa: E402
from breakapart.calling.confidence import COEFFICIENTS, features  # noqa: E402
from breakapart.calling.evidence import examine, gather  # noqa: E402
from breakapart.calling.junctions import find_junctions, reads_have_umis  # noqa: E402
from breakapart.calling.settings import CallSettings, LibraryDesign  # noqa: E402
from breakapart.calling.target_index import TargetIndex  # noqa: E402
from breakapart.model.transcript import Transcript  # noqa: E402
from builders_rna import made_up_panel  # noqa: E402

RIDGE = 0.5


def simulate_run(seed: int) -> Iterator[tuple[dict[str, float], float]]:
    """Features of each candidate of one simulated run, and 1 when it is real."""
    rng = random.Random(seed)
    panel = made_up_panel(seed % 5 + 1)
    by_symbol = {target.symbol: target for target in panel}
    design = rng.choice((LibraryDesign.AMPLICON, LibraryDesign.CAPTURE))
    errors = rng.choice((sim.ILLUMINA, sim.ION[0.7], sim.ION[2.2]))
    reads, truth = [], set()
    depth = {target.symbol: rng.lognormvariate(5.5, 1.0) for target in panel}
    for target in panel:
        molecule = sim.Molecule(target.symbol, target.main.nucleotides)
        reads += sim.shotgun_reads(molecule, round(depth[target.symbol]), rng, errors, length=110)

    def some_fusion(*, known: bool) -> tuple[Transcript, int, Transcript, int]:
        five = by_symbol[f"P{rng.randint(1, 12)}"].main
        three = by_symbol[f"K{rng.randint(1, 4)}"].main
        exon5, exon3 = rng.choice(five.exons[1:7]), rng.choice(three.exons[2:6])
        cut5, cut3 = exon5.cdna_end, exon3.cdna_start
        if not known and rng.random() < 0.15:
            cut5, cut3 = cut5 - rng.randint(20, 60), cut3 + rng.randint(20, 60)
        return five, cut5, three, cut3

    published = set()
    for _ in range(rng.choice((0, 1, 2, 3))):
        five, cut5, three, cut3 = some_fusion(known=False)
        share = 10 ** rng.uniform(-3, 0)
        count = max(1, round(share * depth[three.gene] * 0.12))
        molecule = sim.fuse(five, cut5, three, cut3)
        reads += sim.shotgun_reads(molecule, count, rng, errors, length=110, over=cut5)
        truth.add((five.gene, three.gene))
        if rng.random() < 0.6:
            published.add((five.gene, three.gene))
    for _ in range(rng.choice((0, 1, 1, 2))):  # another sample's fusion, a read or two
        five, cut5, three, cut3 = some_fusion(known=True)
        if (five.gene, three.gene) not in truth:
            reads += sim.shotgun_reads(
                sim.fuse(five, cut5, three, cut3), rng.choice((1, 1, 1, 2)), rng, errors, length=110, over=cut5
            )
            if rng.random() < 0.3:
                published.add((five.gene, three.gene))
    for _ in range(round(0.002 * len(reads))):  # template switching: any two genes, anywhere
        one, two = rng.sample(panel, 2)
        a, b = one.main, two.main
        cut5, cut3 = rng.randint(60, len(a.nucleotides) - 60), rng.randint(60, len(b.nucleotides) - 60)
        copies = rng.choice((1, 1, 1, 2, 3)) if design is LibraryDesign.AMPLICON else 1
        chimera = next(sim.shotgun_reads(sim.fuse(a, cut5, b, cut3), 1, rng, errors, length=110, over=cut5, anchor=25))
        reads += [chimera] * copies
    rng.shuffle(reads)
    settings = CallSettings(design=design)
    index = TargetIndex(panel)
    run = gather([examine(sim.batch(reads), index, settings)], index, settings)
    inputs = CallInputs(settings, is_known=lambda five, three: (five, three) in published)
    umis = reads_have_umis(run)
    for junction in find_junctions(run, settings):
        if junction.is_intragenic:
            continue
        candidate = _candidate(junction, run, inputs, has_umis=umis)
        yield features(candidate), float(candidate.genes in truth)


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights of a logistic model with a small ridge."""
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (y - p) - RIDGE * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def main() -> None:
    """Simulate, fit on one half, hold against the other, print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rows = [row for seed in range(runs) for row in simulate_run(seed)]
    names = list(COEFFICIENTS)
    x = np.array([[found[name] for name in names] for found, _ in rows])
    y = np.array([label for _, label in rows])
    half = np.arange(len(y)) % 2 == 0
    held = fit(x[half], y[half])
    predicted = 1 / (1 + np.exp(-np.clip(x[~half] @ held, -30, 30)))
    print(f"{len(y)} candidates, {int(y.sum())} true; held-out Brier score {((predicted - y[~half]) ** 2).mean():.4f}")
    print("predicted   observed   n")
    for low, high in (
        (0, 0.02),
        (0.02, 0.1),
        (0.1, 0.3),
        (0.3, 0.5),
        (0.5, 0.7),
        (0.7, 0.9),
        (0.9, 0.98),
        (0.98, 1.01),
    ):
        chosen = (predicted >= low) & (predicted < high)
        if chosen.any():
            print(f"{predicted[chosen].mean():9.3f}  {y[~half][chosen].mean():9.3f}  {int(chosen.sum())}")
    for name, weight in zip(names, fit(x, y), strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
