"""Scripts: assignments, if, for over lists, calls. Everything else is refused with a sentence."""

import ast
from collections.abc import Callable
from typing import Any

from processes.engine.expressions.access import element
from processes.engine.expressions.budget import WEIGHT
from processes.engine.expressions.compiler import binary, check_name, compile_expression
from processes.engine.expressions.comprehensions import target_names, unpack
from processes.engine.expressions.error import BudgetExceeded, EmptyValue, ExpressionError
from processes.engine.expressions.run import Code, Run
from processes.engine.expressions.values import key
from processes.words import N_

#: Names the engine provides; a script cannot give them another meaning.
RESERVED = frozenset({"record", "instanz", "heute", "jetzt", "business_key"})
BREAK, CONTINUE = "break", "continue"
REFUSED: dict[type[ast.AST], str] = {
    ast.Import: N_("“import” is not possible in a script."),
    ast.ImportFrom: N_("“import” is not possible in a script."),
    ast.FunctionDef: N_("Own functions (def) are not possible in a script."),
    ast.ClassDef: N_("“class” is not possible in a script."),
    ast.While: N_("“while” is not possible in a script. Use for … in a list."),
    ast.Delete: N_("“del” is not possible in a script. Use ohne(…) or assign None."),
    ast.Try: N_("“try” is not possible in a script."),
    ast.With: N_("“with” is not possible in a script."),
    ast.Return: N_("“return” is not possible in a script. Assign the result to a name."),
}
NOT_ALLOWED = N_("“%(what)s” is not possible in a script.")
Store = Callable[[Run, Any], None]


def compile_script(body: list[ast.stmt]) -> Code:
    """The function that runs a script's statements; raises ExpressionError."""
    return _block(body)


def changes_inside(body: list[ast.stmt]) -> bool:
    """Whether a script assigns into lists or tables."""
    return any(
        isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        for statement in body
        for node in ast.walk(statement)
    )


def assigned_names(body: list[ast.stmt]) -> frozenset[str]:
    """The names a script assigns (not those that only its loops fill)."""
    found: set[str] = set()
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                stored = (part for target in targets for part in ast.walk(target))
                found.update(p.id for p in stored if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store))
    return frozenset(found)


def _block(body: list[ast.stmt], *, in_loop: bool = False) -> Code:
    parts = [(_statement(statement, in_loop=in_loop), statement.lineno) for statement in body]

    def run_block(run: Run) -> Any:
        for part, line in parts:
            run.step()
            try:
                signal = part(run)
            except ExpressionError as error:
                if error.line is None:
                    error.line = line
                raise
            if signal is not None:
                return signal
        return None

    return run_block


def _statement(node: ast.stmt, *, in_loop: bool = False) -> Code:
    try:
        if isinstance(node, ast.Assign):
            return _assign(node)
        if isinstance(node, ast.AugAssign):
            return _augment(node)
        if isinstance(node, ast.If):
            return _if(node, in_loop=in_loop)
        if isinstance(node, ast.For):
            return _for(node)
        if isinstance(node, ast.Expr):
            return _expression(node)
        if isinstance(node, ast.Pass):
            return lambda run: None
        if isinstance(node, ast.Break | ast.Continue) and in_loop:
            signal = BREAK if isinstance(node, ast.Break) else CONTINUE
            return lambda run: signal
        sentence = REFUSED.get(type(node))
        raise ExpressionError(sentence or NOT_ALLOWED, {} if sentence else {"what": type(node).__name__})
    except ExpressionError as error:
        if error.line is None:
            error.line = node.lineno
        raise


def _expression(node: ast.Expr) -> Code:
    value = node.value
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return lambda run: None
    if not isinstance(value, ast.Call):
        raise ExpressionError(N_("This line does nothing: assign the value to a name."))
    inner = compile_expression(value)

    def perform(run: Run) -> None:
        inner(run)

    return perform


def _assign(node: ast.Assign) -> Code:
    value, stores = compile_expression(node.value), [_store(target) for target in node.targets]

    def assign(run: Run) -> None:
        result = value(run)
        for store in stores:
            store(run, result)

    return assign


def _augment(node: ast.AugAssign) -> Code:
    apply, value, store = binary(node.op), compile_expression(node.value), _store(node.target)
    if isinstance(node.target, ast.Name):
        current = compile_expression(ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target))
    elif isinstance(node.target, ast.Subscript):
        target = ast.Subscript(node.target.value, node.target.slice, ast.Load())
        current = compile_expression(ast.copy_location(target, node.target))
    else:
        raise ExpressionError(NOT_ALLOWED, what="+=")

    def augment(run: Run) -> None:
        store(run, apply(run, current(run), value(run)))

    return augment


def _store(target: ast.expr) -> Store:
    if isinstance(target, ast.Name):
        return _store_name(_own_name(target.id))
    if isinstance(target, ast.Tuple | ast.List):
        return _store_parts([_store(part) for part in target.elts])
    if isinstance(target, ast.Subscript):
        return _store_element(target)
    if isinstance(target, ast.Attribute):
        raise ExpressionError(
            N_("Assign with […]: %(name)s[“…”] = …"), name=ast.unparse(target.value)[:40].replace('"', "'")
        )
    raise ExpressionError(N_("Nothing can be assigned to this."))


def _own_name(name: str) -> str:
    if name in RESERVED:
        raise ExpressionError(N_("“%(name)s” is provided by the engine and cannot be assigned."), name=name)
    return check_name(name)


def _store_name(name: str) -> Store:
    def store(run: Run, value: Any) -> None:
        run.local[name] = value

    return store


def _store_parts(stores: list[Store]) -> Store:
    def store(run: Run, value: Any) -> None:
        for one, part in zip(stores, unpack(run, value, len(stores)), strict=True):
            one(run, part)

    return store


def _store_element(target: ast.Subscript) -> Store:
    base = target.value
    while isinstance(base, ast.Subscript):
        base = base.value
    if not isinstance(base, ast.Name):
        raise ExpressionError(N_("Nothing can be assigned to this."))
    _own_name(base.id)
    if isinstance(target.slice, ast.Slice):
        raise ExpressionError(N_("A range of a list cannot be assigned."))
    container, index = compile_expression(target.value), compile_expression(target.slice)

    def store(run: Run, value: Any) -> None:
        place(run, container(run), index(run), value)

    return store


def place(run: Run, container: Any, index: Any, value: Any) -> None:
    """Put `value` into a list or table; raises ExpressionError."""
    _not_inside(run, container, value)
    if type(container) is dict:
        if len(container) >= WEIGHT:
            raise BudgetExceeded
        container[key(index)] = value
    elif type(container) is list:
        element(run, container, index)
        container[index] = value
    elif container is None:
        raise EmptyValue(N_("There is nothing before “[…]”."))
    else:
        raise ExpressionError(N_("Only lists and tables can be changed inside."))
    run.charge(1)


def _not_inside(run: Run, container: Any, value: Any) -> None:
    """A list that holds itself would have no end."""
    if not isinstance(value, list | dict | tuple):
        return
    run.weigh(value)
    stack = [value]
    while stack:
        part = stack.pop()
        if part is container:
            raise ExpressionError(N_("A list or table cannot hold itself."))
        inner = part.values() if isinstance(part, dict) else part
        stack.extend(one for one in inner if isinstance(one, list | dict | tuple))


def _if(node: ast.If, *, in_loop: bool = False) -> Code:
    test = compile_expression(node.test)
    yes, no = (_block(part, in_loop=in_loop) for part in (node.body, node.orelse))
    return lambda run: yes(run) if test(run) else no(run)


def _for(node: ast.For) -> Code:
    if node.orelse:
        raise ExpressionError(NOT_ALLOWED, what="for … else")
    names, apart = target_names(node.target, _own_name)
    source, body = compile_expression(node.iter), _block(node.body, in_loop=True)

    def loop(run: Run) -> None:
        for one in run.items(source(run)):
            run.step()
            if apart:
                run.local.update(zip(names, unpack(run, one, len(names)), strict=True))
            else:
                run.local[names[0]] = one
            if body(run) == BREAK:
                return

    return loop
