"""Diagrams to play: loops, nested joins, sub-processes, several instances, borders; and random ones made of blocks."""

import itertools
import random
from collections.abc import Callable

from tests.engine_room.build import Process, Scope, event, message, several, timer


def _again(scope: Scope, decide: str, back: str, on: str) -> None:
    """After the task `decide`: back when it chose 1, else on."""
    gateway = scope.xor(f"x_{decide}", default=f"d_{decide}")
    scope.flow(decide, gateway)
    scope.flow(gateway, back, when=f"w_{decide} == 1")
    scope.flow(gateway, on, name=f"d_{decide}")


def join_in_a_loop() -> Process:
    p = Process()
    for name in ("m", "u1", "u2", "r"):
        p.user(name)
    p.flow(p.start(), "m", p.both("split"))
    p.both("join")
    p.flow("split", "u1", "join")
    p.flow("split", "u2", "join")
    p.flow("join", "r")
    _again(p, "r", "m", p.end())
    return p


def nested_forks_one_join() -> Process:
    p = Process()
    for name in ("m", "a", "b", "c", "r"):
        p.user(name)
    p.both("split")
    p.both("inner")
    p.both("join")
    p.flow(p.start(), "m", "split", "a", "join")
    p.flow("split", "inner", "b", "join")
    p.flow("inner", "c", "join", "r")
    _again(p, "r", "m", p.end())
    return p


def nested_joins() -> Process:
    p = Process()
    for name in ("a", "b", "c", "d", "r"):
        p.user(name)
    for name in ("split", "inner", "innerjoin", "join"):
        p.both(name)
    p.flow(p.start(), p.xor("merge", default="dm"))
    p.flow("merge", "split", name="dm")
    p.flow("split", "a", "join")
    p.flow("split", "inner", "b", "innerjoin")
    p.flow("inner", "c", "innerjoin", "d")
    _again(p, "d", "inner", "join")
    p.flow("join", "r")
    _again(p, "r", "merge", p.end())
    return p


def loop_in_a_branch() -> Process:
    p = Process()
    for name in ("a", "b", "r"):
        p.user(name)
    p.both("split")
    p.both("join")
    p.flow(p.start(), p.xor("merge", default="dm"))
    p.flow("merge", "split", name="dm")
    p.flow("split", "a")
    _again(p, "a", "a", "join")
    p.flow("split", "b")
    _again(p, "b", "b", "join")
    p.flow("join", "r")
    _again(p, "r", "merge", p.end())
    return p


def inclusive_in_a_loop() -> Process:
    p = Process()
    for name in ("m", "a", "b", "c", "r"):
        p.user(name)
    p.some("split", default="dc")
    p.some("join", default="dj")
    p.flow(p.start(), "m", "split")
    p.flow("split", "a", when="w_m == 1")
    p.flow("split", "b", when="w_m == 1")
    p.flow("split", "c", name="dc")
    p.flow("a", "join")
    p.flow("b", "join")
    p.flow("c", "join")
    p.flow("join", "r", name="dj")
    _again(p, "r", "m", p.end())
    return p


def inclusive_join_of_a_parallel_fork() -> Process:
    """One branch may go around the join or come late to it."""
    p = Process()
    for name in ("m", "a", "b", "b2", "r", "q"):
        p.user(name)
    p.both("split")
    p.some("join", default="dj")
    p.flow(p.start(), "m", "split", "a", "join")
    p.flow("split", "b")
    _again(p, "b", "b2", "q")
    p.flow("b2", "join")
    p.flow("q", p.end("eq"))
    p.flow("join", "r", name="dj")
    _again(p, "r", "m", p.end())
    return p


def sub_process_in_a_loop() -> Process:
    p = Process()
    s = p.sub("s")
    for name in ("a", "b", "c"):
        s.user(name)
    s.both("split")
    s.both("join")
    s.flow(s.start("ss"), "split", "a", "join")
    s.flow("split", "b", "join", "c")
    _again(s, "c", "split", s.end("se"))
    p.user("r")
    p.user("beside")
    p.both("fork")
    p.both("meet")
    p.flow(p.start(), p.xor("merge", default="dm"))
    p.flow("merge", "fork", name="dm")
    p.flow("fork", "s", "meet")
    p.flow("fork", "beside", "meet", "r")
    _again(p, "r", "merge", p.end())
    return p


def several_in_a_loop(sequential: bool) -> Callable[[], Process]:
    def build() -> Process:
        p = Process()
        s = p.sub("s", several(cardinality="3", item="i", sequential=sequential))
        s.user("a")
        s.user("b")
        s.flow(s.start("ss"), "a")
        _again(s, "a", "a", "b")
        s.flow("b", s.end("se"))
        p.user("u", several(cardinality="2", item="i", sequential=not sequential))
        p.user("r")
        p.flow(p.start(), p.xor("merge", default="dm"))
        p.flow("merge", "s", name="dm")
        p.flow("s", "u", "r")
        _again(p, "r", "merge", p.end())
        return p

    return build


def event_gateway_in_a_loop() -> Process:
    p = Process()
    p.message("M1")
    p.message("M2")
    for name in ("a", "b", "c", "d", "r"):
        p.user(name)
    p.both("fork")
    p.both("join")
    p.first("g")
    p.xor("merge", default="dm")
    p.xor("again", default="da")
    p.flow(p.start(), "again")
    p.flow("again", "fork", name="da")
    p.flow("fork", "g")
    p.catch("m1", message("M1"))
    p.catch("m2", message("M2"))
    p.catch("t", timer("duration", '"PT7H"'))
    p.flow("g", "m1", "a")
    p.flow("g", "m2", "b", "merge")
    p.flow("g", "t", "c", "merge")
    _again(p, "a", "g", "merge")
    p.flow("merge", "join", name="dm")
    p.flow("fork", "d", "join", "r")
    _again(p, "r", "again", p.end())
    return p


def borders() -> Process:
    p = Process()
    p.message("M1")
    p.message("M2")
    p.declare("error", "E")
    s = p.sub("s")
    for name in ("a", "b", "x"):
        s.user(name)
    s.both("split")
    s.both("join")
    s.flow(s.start("ss"), "split", "a")
    _again(s, "a", "a", "join")
    s.flow("split", "b", "join", "x")
    _again(s, "x", s.end("bad", event("error", "E")), s.end("se"))
    p.boundary("bm", "s", message("M1"))
    p.boundary("bn", "s", message("M2"), interrupting=False)
    p.boundary("bt", "s", timer("cycle", '"R/PT5H"'), interrupting=False)
    p.boundary("be", "s", event("error", "E"))
    for name in ("n", "t", "e", "r"):
        p.user(name)
    p.xor("merge", default="dm")
    p.flow(p.start(), "s", "merge")
    p.flow("bm", "merge")
    p.flow("be", "e")
    _again(p, "e", "s", "merge")
    p.flow("bn", "n", p.end("en"))
    p.flow("bt", "t", p.end("et"))
    p.flow("merge", "r", name="dm")
    _again(p, "r", "s", p.end())
    return p


def calls() -> Process:
    p = Process()
    p.declare("error", "E")
    p.declare("error", "F")
    s = p.sub("s")
    s.call("c1", "k", several(cardinality="2", item="i"), eingaben="i")
    s.call("c2", "k", eingaben="i")
    s.boundary("b2", "c2", event("error", "F"))
    s.boundary("b3", "c2", timer("duration", '"PT3H"'), interrupting=False)
    s.user("a")
    s.user("b")
    s.both("split")
    s.both("join")
    s.flow(s.start("ss"), "split", "c1", "join")
    s.xor("merge", default="dm")
    s.flow("split", "c2", "merge")
    s.flow("merge", "join", name="dm")
    s.flow("join", s.end("se"))
    s.flow("b2", "a", "merge")
    s.flow("b3", "b", s.end("sb"))
    p.boundary("be", "s", event("error", "E"))
    p.user("e")
    p.user("r")
    p.flow(p.start(), "s", "r")
    p.flow("be", "e", "r")
    _again(p, "r", "s", p.end())
    return p


def terminating() -> Process:
    p = Process()
    s = p.sub("s")
    for name in ("a", "b", "c"):
        s.user(name)
    s.both("split")
    s.flow(s.start("ss"), "split", "a")
    s.flow("split", "b", s.end("eb"))
    s.flow("split", "c", s.end("ec"))
    _again(s, "a", s.end("et", event("terminate")), s.end("ea"))
    p.user("r")
    p.user("beside")
    p.both("fork")
    p.flow(p.start(), "fork", "s", "r")
    p.flow("fork", "beside", p.end("e2"))
    _again(p, "r", "s", p.end())
    return p


def several_tokens_at_one_join() -> Process:
    """Both forks lead into one merge, so tokens queue up at the join behind it."""
    p = Process()
    for name in ("a", "b", "c", "r"):
        p.user(name)
    p.both("split")
    p.both("join")
    p.xor("merge", default="dm")
    p.flow(p.start(), "split", "a", "merge")
    p.flow("split", "b", "merge")
    p.flow("split", "c", "join")
    p.flow("merge", "join", name="dm")
    p.flow("join", "r", p.end())
    return p


FIXED: dict[str, Callable[[], Process]] = {
    "join in a loop": join_in_a_loop,
    "nested forks, one join": nested_forks_one_join,
    "nested joins": nested_joins,
    "loop in a branch": loop_in_a_branch,
    "inclusive in a loop": inclusive_in_a_loop,
    "inclusive join of a parallel fork": inclusive_join_of_a_parallel_fork,
    "sub-process in a loop": sub_process_in_a_loop,
    "several in a loop": several_in_a_loop(sequential=False),
    "several in a loop, one by one": several_in_a_loop(sequential=True),
    "event gateway in a loop": event_gateway_in_a_loop,
    "borders": borders,
    "calls": calls,
    "terminating": terminating,
    "several tokens at one join": several_tokens_at_one_join,
}

#: Here two rounds can be under way at once and write the same variable; which write counts is not said by BPMN.
RACING = frozenset({"inclusive join of a parallel fork"})


class Blocks:
    """A random diagram out of blocks with one way in and one way out, nested up to a depth."""

    def __init__(self, seed: int, depth: int = 3) -> None:
        self.dice = random.Random(seed)
        self.depth = depth
        self.process = Process()
        self.process.message("M")
        self.process.declare("error", "E")
        self.count = 0

    def build(self) -> Process:
        p = self.process
        p.start()
        first, last = self.sequence(p, self.depth, in_several=False)
        p.flow("start", first)
        p.user("final")
        p.flow(last, "final")
        _again(p, "final", first, p.end())
        return p

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def sequence(self, scope: Scope, depth: int, *, in_several: bool) -> tuple[str, str]:
        blocks = [self.block(scope, depth, in_several=in_several) for _ in range(self.dice.randint(1, 2))]
        for (_, last), (first, _) in itertools.pairwise(blocks):
            scope.flow(last, first)
        return blocks[0][0], blocks[-1][1]

    def block(self, scope: Scope, depth: int, *, in_several: bool) -> tuple[str, str]:
        kinds = ["task"] if depth == 0 else ["task", "fork", "fork", "choice", "some", "loop", "sub", "border"]
        if depth and not in_several:
            kinds += ["several", "call"]
        kind = self.dice.choice(kinds)
        return getattr(self, f"_{kind}")(scope, depth - 1, in_several)  # type: ignore[no-any-return]

    def _task(self, scope: Scope, depth: int, in_several: bool) -> tuple[str, str]:
        task = scope.user(self.name("u"))
        return task, task

    def _call(self, scope: Scope, depth: int, in_several: bool) -> tuple[str, str]:
        call = scope.call(self.name("c"), "k", eingaben="i")
        return call, call

    def _fork(self, scope: Scope, depth: int, in_several: bool) -> tuple[str, str]:
        split, join = scope.both(self.name("a")), scope.both(self.name("j"))
        for _ in range(self.dice.randint(2, 3)):
            first, last = self.sequence(scope, depth, in_several=in_several)
            scope.flow(split, first)
            scope.flow(last, join)
        return split, join

    def _choice(self, scope: Scope, depth: int, in_several: bool) -> tuple[str, str]:
        return self._branching(scope, depth, in_several, scope.xor, ["1"])

    def _some(self, scope: Scope, depth: int, in_several: bool) -> tuple[str, str]:
        return self._branching(scope, depth, in_several, scope.some, ["1", "1", "2"])

    def _branching(
        self, scope: Scope, depth: int, in_several: bool, gateway: object, ways: list[str]
    ) -> tuple[str, str]:
        decide, split, default = scope.user(self.name("u")), self.name("x"), self.name("d")
        join, after = self.name("y"), self.name("d")
        gateway(split, default=default)  # type: ignore[operator]
        gateway(join, default=after)  # type: ignore[operator]
        scope.flow(decide, split)
        for value in [*ways, None]:
            first, last = self.sequence(scope, depth, in_several=in_several)
            condition = f"w_{decide} == {value}" if value else None
            scope.flow(split, first, when=condition, name=None if value else default)
            scope.flow(last, join)
        last = scope.user(self.name("u"))
        scope.flow(join, last, name=after)
        return decide, last

    def _loop(self, scope: Scope, depth: int, in_several: bool) -> tuple[str, str]:
        first, last = self.sequence(scope, depth, in_several=in_several)
        decide, after = scope.user(self.name("u")), scope.user(self.name("u"))
        enter = scope.xor(self.name("m"), default=f"e_{decide}")
        scope.flow(enter, first, name=f"e_{decide}")
        scope.flow(last, decide)
        _again(scope, decide, enter, after)
        return enter, after

    def _sub(self, scope: Scope, depth: int, in_several: bool, inner: str = "") -> tuple[str, str]:
        name = self.name("s")
        sub = scope.sub(name, inner)
        first, last = self.sequence(sub, depth, in_several=in_several or bool(inner))
        sub.flow(sub.start(f"{name}_s"), first)
        sub.flow(last, sub.end(f"{name}_e"))
        return name, name

    def _several(self, scope: Scope, depth: int, in_several: bool) -> tuple[str, str]:
        sequential = self.dice.random() < 0.5
        inner = several(cardinality=str(self.dice.randint(0, 3)), item="i", sequential=sequential)
        if self.dice.random() < 0.5:
            task = scope.user(self.name("u"), inner)
            return task, task
        return self._sub(scope, depth, in_several, inner)

    def _border(self, scope: Scope, depth: int, in_several: bool) -> tuple[str, str]:
        host, _ = self._sub(scope, depth, in_several)
        merge, default = self.name("m"), self.name("d")
        scope.xor(merge, default=default)
        kind = self.dice.choice(["message", "timer", "cycle"]) if not in_several else "error"
        interrupting = kind == "error" or (kind != "cycle" and self.dice.random() < 0.5)
        definition = {
            "message": message("M"),
            "timer": timer("duration", f'"PT{self.dice.randint(1, 9)}H"'),
            "cycle": timer("cycle", f'"R/PT{self.dice.randint(3, 9)}H"'),
            "error": event("error", "E"),
        }[kind]
        border = scope.boundary(self.name("b"), host, definition, interrupting)
        task = scope.user(self.name("u"))
        scope.flow(border, task, merge if interrupting else scope.end(self.name("e")))
        after = scope.user(self.name("u"))
        scope.flow(host, merge)
        scope.flow(merge, after, name=default)
        return host, after
