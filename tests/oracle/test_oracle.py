"""Random token games on looped and nested diagrams: the engine shows what an independent token game shows."""

import pytest

from tests.oracle.diagrams import FIXED, RACING, Blocks
from tests.oracle.play import Board, Match

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("name", FIXED)
def test_fixed_diagrams(name: str) -> None:
    board = Board(FIXED[name](), racing=name in RACING)
    for seed in range(12):
        Match(board, seed).play(40)


@pytest.mark.parametrize("group", range(4))
def test_random_diagrams(group: int) -> None:
    for seed in range(group * 15, group * 15 + 15):
        board = Board(Blocks(seed).build())
        Match(board, seed).play(40)
        Match(board, seed + 1).play(40)
