"""The oracle: a token game played by the rules of BPMN 2.0, chapter 13, written without a look at any engine.

Variables are shared by the whole instance. That is what merging at joins has to look like from outside as long as no
two branches write the same variable.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.oracle.diagram import Diagram, Flow, Node

#: What a person, a message, a child or the clock can act on: (element id, number of the instance or None).
Place = tuple[str, int | None]


@dataclass(eq=False)
class Scope:
    """One run of the process, of a sub-process, or of one instance of several."""

    name: str
    holder: "Activity | None"
    item: int | None = None
    activities: "list[Activity]" = field(default_factory=list)
    arrived: dict[str, list[Flow]] = field(default_factory=dict)
    over: bool = False


@dataclass(eq=False)
class Activity:
    """Something a token is in: a task, a sub-process, a call, or a wait for events."""

    node: Node
    scope: Scope
    born: int
    item: int | None = None
    inner: list[Scope] = field(default_factory=list)
    several: "list[Activity]" = field(default_factory=list)
    wrapper: "Activity | None" = None
    started: int = 0
    finished: int = 0
    armed: set[str] = field(default_factory=set)
    due: dict[str, int] = field(default_factory=dict)
    gone: bool = False


class Oracle:
    """One instance."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.hour = 0
        self.data: dict[str, int] = {}
        self.error: str | None = None
        self._born = 0
        self._todo: list[tuple[Scope, Flow]] = []
        self.root = Scope(diagram.key, None)
        self._begin(self.root)
        self._rest()

    # What can be seen

    @property
    def over(self) -> bool:
        return self.root.over

    def tasks(self) -> "Counter[Place]":
        return Counter((a.node.id, a.item) for a in self._waiting("userTask"))

    def calls(self) -> "Counter[Place]":
        return Counter((a.node.id, a.item) for a in self._waiting("callActivity"))

    def waits(self) -> "Counter[tuple[str, int]]":
        """(element that waits, hour it is due or -1 for messages)."""
        found: Counter[tuple[str, int]] = Counter()
        for activity in self._all(self.root):
            for node in self._events(activity):
                if node.event == "message":
                    found[node.id, -1] += 1
                elif node.event == "timer":
                    found[node.id, activity.due[node.id]] += 1
        return found

    # What can be done

    def complete(self, place: Place, **data: int) -> None:
        self.data.update(data)
        self._finish(next(a for a in self._waiting("userTask") if (a.node.id, a.item) == place))
        self._rest()

    def answer(self, place: Place) -> None:
        self._finish(next(a for a in self._waiting("callActivity") if (a.node.id, a.item) == place))
        self._rest()

    def fail(self, place: Place, code: str) -> bool:
        activity = next(a for a in self._waiting("callActivity") if (a.node.id, a.item) == place)
        caught = self._raise(activity, code)
        self._rest()
        return caught

    def message(self, element_id: str) -> None:
        for activity in self._all(self.root):
            for node in self._events(activity):
                if node.id == element_id:
                    self._happen(activity, node)
                    self._rest()
                    return
        raise AssertionError(f"nobody waits at {element_id}")

    def pass_time(self, hours: int) -> None:
        self.hour += hours
        while True:
            due = [
                (activity.due[node.id], activity.born, activity, node)
                for activity in self._all(self.root)
                for node in self._events(activity)
                if node.event == "timer" and activity.due[node.id] <= self.hour
            ]
            if not due:
                return
            for _, _, activity, node in sorted(due, key=lambda entry: entry[:2]):
                if not activity.gone:
                    self._happen(activity, node)
            self._rest()

    # The rules

    def _begin(self, scope: Scope) -> None:
        self._leave(scope, self.diagram.start(scope.name))

    def _leave(self, scope: Scope, node: Node) -> None:
        self._todo += [(scope, flow) for flow in node.outgoing]

    def _rest(self) -> None:
        """Pass tokens on until each waits; inclusive gateways are asked when nothing else moves."""
        while True:
            while self._todo:
                scope, flow = self._todo.pop(0)
                if not scope.over:
                    self._enter(scope, self.diagram.nodes[flow.target], flow)
            self._end_empty_scopes()
            if not self._todo and not self._open_inclusive():
                return

    def _enter(self, scope: Scope, node: Node, flow: Flow) -> None:
        match node.kind:
            case "exclusiveGateway":
                ways = [f for f in node.outgoing if f.id != node.default and self._true(f)]
                self._todo.append((scope, (ways or self._default(node))[0]))
            case "parallelGateway":
                arrived = scope.arrived.setdefault(node.id, [])
                arrived.append(flow)
                if all(f in arrived for f in node.incoming):
                    for incoming in node.incoming:
                        arrived.remove(incoming)
                    self._leave(scope, node)
            case "inclusiveGateway":
                scope.arrived.setdefault(node.id, []).append(flow)
            case "endEvent":
                self._end(scope, node)
            case "intermediateThrowEvent":
                self._leave(scope, node)
            case _:
                self._activate(scope, node)

    def _end(self, scope: Scope, node: Node) -> None:
        if node.event == "terminate":
            self._stop(scope)
            self._scope_done(scope)
        elif node.event == "error" and not (scope.holder and self._raise(scope.holder, str(node.reference))):
            self.error = node.reference
            self._stop(self.root)

    def _activate(self, scope: Scope, node: Node) -> None:
        self._born += 1
        activity = Activity(node, scope, self._born, item=scope.item)
        scope.activities.append(activity)
        activity.armed = set(node.borders)
        for waiting in self._events(activity):
            if waiting.event == "timer":
                activity.due[waiting.id] = self.hour + waiting.hours
        if node.instances is None:
            self._open(activity)
        elif node.instances == 0:
            self._finish(activity)
        else:
            for number in range(1 if node.sequential else node.instances):
                self._start_instance(activity, number)

    def _start_instance(self, wrapper: Activity, number: int) -> None:
        self._born += 1
        instance = Activity(wrapper.node, wrapper.scope, self._born, item=number, wrapper=wrapper)
        wrapper.started += 1
        wrapper.several.append(instance)
        self._open(instance)

    def _open(self, activity: Activity) -> None:
        if activity.node.kind == "subProcess":
            inner = Scope(activity.node.id, activity, item=activity.item)
            activity.inner.append(inner)
            self._begin(inner)

    def _finish(self, activity: Activity) -> None:
        """An activity is done: pass its token on, or count it as one of several."""
        wrapper = activity.wrapper
        activity.gone = True
        if wrapper is None:
            activity.scope.activities.remove(activity)
            self._leave(activity.scope, activity.node)
            return
        wrapper.several.remove(activity)
        wrapper.finished += 1
        if wrapper.finished == wrapper.node.instances:
            self._finish(wrapper)
        elif wrapper.node.sequential:
            self._start_instance(wrapper, wrapper.started)

    def _happen(self, activity: Activity, node: Node) -> None:
        """A message or time for `node`: the activity itself, a branch behind it, or an event on its border."""
        if node.host is None:
            activity.gone = True
            activity.scope.activities.remove(activity)
            self._leave(activity.scope, node)
            return
        if node.interrupts:
            self._withdraw(activity)
        elif node.event == "timer":
            if node.repeats:
                while activity.due[node.id] <= self.hour:
                    activity.due[node.id] += node.hours
            else:
                activity.armed.remove(node.id)
        self._leave(activity.scope, node)

    def _withdraw(self, activity: Activity) -> None:
        activity.gone = True
        if activity in activity.scope.activities:
            activity.scope.activities.remove(activity)
        for instance in activity.several:
            self._withdraw(instance)
        for inner in activity.inner:
            self._stop(inner)

    def _stop(self, scope: Scope) -> None:
        scope.over = True
        for activity in list(scope.activities):
            self._withdraw(activity)

    def _raise(self, activity: Activity | None, code: str) -> bool:
        while activity is not None:
            bearer = activity.wrapper or activity
            for border in (self.diagram.nodes[b] for b in bearer.node.borders):
                if border.event == "error" and border.reference in (None, code):
                    self._withdraw(bearer)
                    self._leave(bearer.scope, border)
                    return True
            activity = bearer.scope.holder
        return False

    def _end_empty_scopes(self) -> None:
        for scope in reversed(list(self._scopes(self.root))):
            pending = any(entry[0] is scope for entry in self._todo)
            if not (scope.over or pending or scope.activities or any(scope.arrived.values())):
                self._scope_done(scope)

    def _scope_done(self, scope: Scope) -> None:
        scope.over = True
        if scope.holder is not None:
            self._finish(scope.holder)

    def _open_inclusive(self) -> bool:
        for scope in reversed(list(self._scopes(self.root))):
            for name, flows in scope.arrived.items():
                node = self.diagram.nodes[name]
                if flows and node.kind == "inclusiveGateway" and not self._held_back(scope, node, flows):
                    for flow in {f.id: f for f in flows}.values():
                        flows.remove(flow)
                    ways = [f for f in node.outgoing if f.id != node.default and self._true(f)]
                    self._todo += [(scope, f) for f in ways or self._default(node)]
                    return True
        return False

    def _held_back(self, scope: Scope, gateway: Node, arrived: list[Flow]) -> bool:
        """BPMN 2.0, table 13.3: can a token elsewhere reach an empty way in, and no way in that has a token?"""
        tokens = [a.node for a in scope.activities]
        tokens += [self.diagram.nodes[b] for a in scope.activities for b in a.armed]
        tokens += [self.diagram.nodes[n] for n, flows in scope.arrived.items() if flows and n != gateway.id]
        for token in tokens:
            ways_in = {flow.id for flow in self._reachable(token, gateway)}
            here = {flow.id for flow in arrived}
            if ways_in - here and not ways_in & here:
                return True
        return False

    def _reachable(self, node: Node, gateway: Node) -> list[Flow]:
        """The flows into the gateway that a token at this node can get to without passing the gateway."""
        seen: dict[str, Flow] = {}
        todo = list(node.outgoing)
        while todo:
            flow = todo.pop()
            if flow.id not in seen:
                seen[flow.id] = flow
                target = self.diagram.nodes[flow.target]
                if target.id != gateway.id:
                    todo += [f for n in (target, *self._borders(target)) for f in n.outgoing]
        return [flow for flow in seen.values() if flow.target == gateway.id]

    # Looking around

    def _borders(self, node: Node) -> list[Node]:
        return [self.diagram.nodes[b] for b in node.borders]

    def _events(self, activity: Activity) -> list[Node]:
        """The events a token in this activity waits for."""
        if activity.wrapper is not None:
            return []
        node = activity.node
        if node.kind == "eventBasedGateway":
            return [self.diagram.nodes[flow.target] for flow in node.outgoing]
        own = [node] if node.kind == "intermediateCatchEvent" else []
        return own + [border for border in self._borders(node) if border.id in activity.armed]

    def _scopes(self, scope: Scope) -> Iterator[Scope]:
        yield scope
        for activity in scope.activities:
            for one in (activity, *activity.several):
                for inner in one.inner:
                    if not inner.over:
                        yield from self._scopes(inner)

    def _all(self, root: Scope) -> list[Activity]:
        return [a for scope in self._scopes(root) if not scope.over for a in scope.activities]

    def _waiting(self, kind: str) -> list[Activity]:
        found = []
        for activity in self._all(self.root):
            if activity.node.kind == kind:
                found += [activity] if activity.node.instances is None else activity.several
        return found

    def _true(self, flow: Flow) -> bool:
        name, operator, value = (flow.condition or "").split()
        assert operator == "=="
        return self.data[name] == int(value)

    def _default(self, node: Node) -> list[Flow]:
        return [flow for flow in node.outgoing if flow.id == node.default]
