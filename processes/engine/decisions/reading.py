"""Reads `.dmn` files: decision tables of any DMN version from 1.1, as dmn-js and other modellers write them."""

from collections.abc import Iterator

from lxml import etree

from processes.engine import expressions
from processes.engine.decisions import cells
from processes.engine.decisions.table import Decision, Input, InvalidDecision, Output, Rule
from processes.engine.expressions import ExpressionError
from processes.errors import Problem
from processes.words import N_

POLICIES = ("UNIQUE", "FIRST", "COLLECT")
AGGREGATIONS = {"": "", "SUM": "SUM", "MIN": "MIN", "MAX": "MAX", "COUNT": "COUNT", "LIST": ""}
SHORT_POLICIES = {"U": "UNIQUE", "F": "FIRST", "C": "COLLECT"}
MOST_RULES, MOST_CELLS = 2_000, 20_000


def parse(content: bytes) -> Decision:
    """The decision table in a `.dmn` file, the first when there are several. Raises InvalidDecision."""
    return parse_all(content)[0]


def parse_all(content: bytes) -> tuple[Decision, ...]:
    """All decision tables in a `.dmn` file, at least one. Raises InvalidDecision with every problem found."""
    root = _root(content)
    found = list(root.iter("{*}decision"))
    if not found:
        raise InvalidDecision(_problem("", N_("The file holds no decision.")))
    problems: list[Problem] = []
    decisions: list[Decision] = []
    for element in found:
        try:
            decisions.append(_decision(element))
        except InvalidDecision as error:
            problems.extend(error.problems)
    ids = [decision.id for decision in decisions]
    problems.extend(_problem(one, N_("This id is used more than once.")) for one in set(ids) if ids.count(one) > 1)
    if problems:
        raise InvalidDecision(*problems)
    return tuple(decisions)


def _root(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InvalidDecision(_problem("", N_("The file is not well-formed XML."))) from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise InvalidDecision(_problem("", N_("A document type (DOCTYPE) is not allowed.")))
    if _local(root) != "definitions" or "DMN" not in (etree.QName(root).namespace or ""):
        raise InvalidDecision(_problem("", N_("The file is not a DMN file.")))
    return root


def _decision(element: etree._Element) -> Decision:
    identifier = element.get("id") or ""
    if not identifier:
        raise InvalidDecision(_problem("", N_("A decision has no id.")))
    table = element.find("{*}decisionTable")
    if table is None:
        raise InvalidDecision(_problem(identifier, N_("Only decision tables can be used: this decision holds none.")))
    problems = list(_shape_problems(identifier, table))
    if problems:
        raise InvalidDecision(*problems)
    inputs = [_input(one, problems) for one in table.iterfind("{*}input")]
    outputs = [_output(one, element, problems) for one in table.iterfind("{*}output")]
    names = [output.name for output in outputs]
    if len(set(names)) < len(names):
        problems.append(_problem(identifier, N_("Two outputs of the decision have the same name.")))
    headings = [_heading(one) for kind in ("input", "output") for one in table.iterfind(f"{{*}}{kind}")]
    rules = [_rule(number, one, headings, problems) for number, one in enumerate(table.iterfind("{*}rule"), 1)]
    if problems:
        raise InvalidDecision(*problems)
    policy, aggregation = _policy(table)
    return Decision(
        id=identifier,
        name=element.get("name") or identifier,
        policy=policy,
        aggregation=AGGREGATIONS[aggregation],
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        rules=tuple(rules),
    )


def _policy(table: etree._Element) -> tuple[str, str]:
    policy = (table.get("hitPolicy") or "UNIQUE").strip().upper()
    return SHORT_POLICIES.get(policy, policy), (table.get("aggregation") or "").strip().upper()


def _shape_problems(identifier: str, table: etree._Element) -> Iterator[Problem]:
    policy, aggregation = _policy(table)
    if policy not in POLICIES:
        yield _problem(
            identifier, N_("The hit policy %(policy)s is not supported: use UNIQUE, FIRST or COLLECT."), policy=policy
        )
    if aggregation not in AGGREGATIONS or (aggregation and policy != "COLLECT"):
        yield _problem(identifier, N_("This aggregation is not supported: use COLLECT with SUM, MIN, MAX or COUNT."))
    inputs, outputs, rules = (table.findall(f"{{*}}{kind}") for kind in ("input", "output", "rule"))
    if not outputs:
        yield _problem(identifier, N_("The decision table has no output."))
    if len(rules) > MOST_RULES or len(rules) * (len(inputs) + len(outputs)) > MOST_CELLS:
        yield _problem(identifier, N_("The decision table is too large: at most %(most)s rules."), most=MOST_RULES)
    for number, rule in enumerate(rules, 1):
        if len(rule.findall("{*}inputEntry")) != len(inputs) or len(rule.findall("{*}outputEntry")) != len(outputs):
            yield _problem(
                _id(rule, identifier), N_("Rule %(rule)s does not have one cell for each column."), rule=number
            )


def _input(element: etree._Element, problems: list[Problem]) -> Input:
    expression = _text(element.find("{*}inputExpression"))
    name = element.get("label") or expression
    if not expression:
        problems.append(_problem(_id(element, ""), N_("The input “%(input)s” has no expression."), input=name))
    else:
        try:
            expressions.check(expression)
        except ExpressionError as error:
            problems.append(_problem(_id(element, ""), INPUT_WRONG, input=name, why=_why(error)))
    return Input(_id(element, name), name, expression)


INPUT_WRONG = N_("The expression of the input “%(input)s” does not work: %(why)s")
CELL_WRONG = N_("Rule %(rule)s, column “%(column)s”: %(why)s")


def _output(element: etree._Element, decision: etree._Element, problems: list[Problem]) -> Output:
    variable = decision.find("{*}variable")
    label = element.get("label") or ""
    name = element.get("name") or (variable.get("name") if variable is not None else "") or label or ""
    if not name.isidentifier() or name.startswith("_"):
        problems.append(
            _problem(
                _id(element, ""), N_("An output needs a simple name: letters, digits and “_”. It becomes a variable.")
            )
        )
    return Output(_id(element, name), name)


def _rule(number: int, element: etree._Element, headings: list[str], problems: list[Problem]) -> Rule:
    inputs = [_text(entry) for entry in element.iterfind("{*}inputEntry")]
    outputs = [_text(entry) for entry in element.iterfind("{*}outputEntry")]
    read: list[cells.Cell] = []
    values: list[str] = []
    for column, text in enumerate([*inputs, *outputs]):
        try:
            if column < len(inputs):
                read.append(cells.read(text))
            else:
                values.append(_value(text))
        except ExpressionError as error:
            problems.append(
                _problem(_id(element, ""), CELL_WRONG, rule=number, column=headings[column], why=_why(error))
            )
    note = _text(element.find("{*}annotationEntry")) or (element.findtext("{*}description") or "").strip()
    return Rule(_id(element, str(number)), tuple(read), tuple(values), note)


def _value(text: str) -> str:
    if text in ("", "-"):
        return ""
    expressions.check(text)
    return text


def _heading(element: etree._Element) -> str:
    return element.get("label") or element.get("name") or _text(element.find("{*}inputExpression")) or "?"


def _text(element: etree._Element | None) -> str:
    """The expression in an element: in `text` (DMN), or in the element itself."""
    if element is None:
        return ""
    inner = element.find("{*}text")
    return "".join(map(str, (inner if inner is not None else element).itertext())).strip()


def _id(element: etree._Element, otherwise: str) -> str:
    return element.get("id") or otherwise


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _why(error: ExpressionError) -> object:
    from processes.words import Sentence

    return Sentence(error.template, error.params)


def _problem(element_id: str, template: str, **params: object) -> Problem:
    return Problem(element_id=element_id, template=template, params=params)
