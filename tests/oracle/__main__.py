"""`python -m tests.oracle --runs 10000`: many random games; prints every disagreement with its seed and moves."""

import argparse
import sys
import time
import traceback

from processes.engine.spiff import StepFault
from tests.oracle.diagrams import FIXED, RACING, Blocks
from tests.oracle.play import Board, Disagreement, Match


def main() -> int:
    """Play; the exit code is 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000, help="games to play")
    parser.add_argument("--seed", type=int, default=0, help="first seed")
    parser.add_argument("--steps", type=int, default=40, help="moves of a game at most")
    given = parser.parse_args()
    fixed = {name: Board(build(), racing=name in RACING) for name, build in FIXED.items()}
    names, began, steps, wrong = list(fixed), time.monotonic(), 0, 0
    for seed in range(given.seed, given.seed + given.runs):
        name = names[seed // 2 % len(names)] if seed % 2 else f"blocks {seed}"
        try:
            board = fixed.get(name) or Board(Blocks(seed).build())
            steps += Match(board, seed).play(given.steps)
        except (Disagreement, StepFault, LookupError, AttributeError, TypeError, ValueError):
            wrong += 1
            sys.stdout.write(f"--- seed {seed}, {name}\n{traceback.format_exc()}\n")
    seconds = time.monotonic() - began
    sys.stdout.write(f"{given.runs} games, {steps} moves, {wrong} wrong, {seconds:.0f} s\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
