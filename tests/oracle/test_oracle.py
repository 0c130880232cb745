"""Random token games on looped and nested diagrams: the engine shows what an independent token game shows."""

import pytest

from processes.engine.spiff.gateways import ParallelGateway
from processes.engine.spiff.hardening import Token
from tests.oracle.diagrams import FIXED, RACING, Blocks
from tests.oracle.play import Board, Disagreement, Match

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


def test_the_oracle_finds_a_join_that_fires_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    def hasty(self: ParallelGateway, token: Token) -> None:
        by_source = self.waiting(token.workflow)
        if len(by_source) >= min(2, len(set(self._inputs))):
            self.fire(by_source)

    monkeypatch.setattr(ParallelGateway, "arrived", hasty)
    board = Board(FIXED["nested forks, one join"]())
    with pytest.raises(Disagreement):
        Match(board, 1).play(40)
