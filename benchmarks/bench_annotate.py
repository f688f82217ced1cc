"""
Fusions annotated per second on one core, after loading.

Random pairs of panel genes and random exons, written as people write them, are parsed and annotated one by one. The
floor is 2,000 per second. Run: python benchmarks/bench_annotate.py [number]
"""

import random
import sys
import time

from breakapart.annotation.annotate import annotate
from breakapart.annotation.nomenclature import parse_fusion
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference

FLOOR_PER_SECOND = 2_000


def random_fusions(reference: Reference, number: int, seed: int) -> list[str]:
    """Written fusions of two different panel genes."""
    rng = random.Random(seed)
    exons = {symbol: len(reference.gene(symbol).mane.exons) for symbol in reference.panel_symbols()}
    symbols = sorted(exons)
    texts = []
    while len(texts) < number:
        five, three = rng.sample(symbols, 2)
        texts.append(f"{five}(e{rng.randint(1, exons[five])})::{three}(e{rng.randint(1, exons[three])})")
    return texts


def main() -> int:
    """Print the rate; exit code 1 when it is below the floor."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    started = time.perf_counter()
    reference, knowledge = Reference.bundled(), Knowledge.bundled()
    texts = random_fusions(reference, number, seed=1)
    for text in texts[:200]:
        annotate(parse_fusion(text), reference, known=knowledge)
    for symbol in reference.panel_symbols():
        annotate(parse_fusion(f"{symbol}(e1)::ALK(e20)"), reference, known=knowledge)
    loaded = time.perf_counter()
    frames: dict[str, int] = {}
    cpu = time.process_time()
    for text in texts:
        frame = annotate(parse_fusion(text), reference, known=knowledge).frame.value
        frames[frame] = frames.get(frame, 0) + 1
    seconds = time.process_time() - cpu
    rate = number / seconds
    print(f"loading the panel: {loaded - started:.2f} s")
    print(f"{number} fusions in {seconds:.2f} CPU s: {rate:,.0f} per second (floor {FLOOR_PER_SECOND:,})")
    print(", ".join(f"{name} {count}" for name, count in sorted(frames.items())))
    return 0 if rate >= FLOOR_PER_SECOND else 1


if __name__ == "__main__":
    sys.exit(main())
