"""Rules of a rulebook as records: the one pass over the syntax of `.lp` files.

In:  the text of a file.
Out: `Statement`s, whose predicates are specialised on their constant names, so
     that gringo need not scan: `event(Case, E, levy_issued, D)` is grounded as
     `event__levy_issued(Case, E, D)`.

    >>> [rule] = parse("a(Case, E) :- event(Case, E, levy_issued, _).", "x.lp")
    >>> rule.body[0].text
    'event__levy_issued(Case,E,_)'

Keys name what a rule needs and gives, for the dependency graph:
`event:levy_issued`, `said:letter`, `trigger@answer_request`, `alert_quarter`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clingo import ast

from checker.case import Place
from checker.errors import Problem, RulebookInvalid

#: Case relations whose name argument is specialised: name -> (position, arity).
NAMED = {
    "entity": (2, 3),
    "event": (2, 4),
    "fact": (2, 4),
    "holds": (2, 6),
    "said": (2, 4),
    "about": (2, 4),
    "recorded": (2, 4),
}

#: Heads by which a norm speaks to the kernel: name -> allowed arities.
NORM_HEADS = {
    "trigger": (4,),
    "anchor": (4,),
    "performance": (5,),
    "excuse": (4, 5),
    "foreclosed": (5,),
    "record": (4,),
    "lacks": (4,),
    "spared": (4,),
    "ends": (4,),
    "lapse": (5,),
    "forbidden": (5,),
    "forbidden_during": (4,),
    "caught": (5,),
    "allowed": (4,),
    "knowing": (4,),
    "ending": (5,),
    "permits": (4,),
    "idle": (3,),
    "computed": (4,),
    "unsettled": (4,),
}

#: What the kernel gives back to norms: name -> arity.
KERNEL_GIVES = {
    "breached": 4,
    "settled": 4,
    "weighs": 3,
    "total": 3,
    "later_same_day": 3,
    "spell_on": 3,
    "spell_over": 3,
}

#: Heads that say over which days a prohibition binds.
BINDING = ("forbidden", "forbidden_during")

#: Case relations without a name argument, always there: name -> arity.
PLAIN_CASE = {
    "as_of": 2,
    "day": 3,
    "clock": 3,
    "implied": 3,
    "gap": 4,
    "parameter": 3,
}

#: Keys that every case has: those, and the cards of the norms.
GIVEN = frozenset(PLAIN_CASE) | {"figure", "part", "edition", "norm"}

#: Requests that any rule may make of the kernel: name -> arity.
REQUESTS = {
    "weigh": 4,
    "addend": 4,
    "asks_order": 3,
    "on_trial": 2,
    "notified": 4,
    "spell_begins": 3,
    "spell_ends": 3,
    "spell_asked": 2,
}

#: A term that is the same in every instance of a rule.
CONSTANT = re.compile(r'[a-z]\w*|"[^"\\]*"|-?\d+')


# Without slots: a cached rulebook of thousands of them is read in half the time.
@dataclass(frozen=True)
class Literal:
    """One body literal.

    Attributes:
        sign: `""`, `"not "` or `"not not "`.
        name: Predicate, or `""` for a comparison, aggregate or condition.
        args: Texts of its arguments as written.
        key: What it depends on; `""` where `name` is.
        inner: The literals inside an aggregate or condition.
        text: The literal as it is grounded, with its sign.
        variables: Its variables, in order, without anonymous ones.
    """

    sign: str
    name: str
    args: tuple[str, ...]
    key: str
    inner: tuple[Literal, ...]
    text: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One rule; `norm` is the norm that its head speaks for, if any."""

    name: str
    args: tuple[str, ...]
    key: str
    text: str
    body: tuple[Literal, ...]
    place: Place
    norm: str | None
    choice: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys without which the rule cannot fire."""
        return tuple(lit.key for lit in self.body if lit.key and not lit.sign)


_OF_SPELLS = ("spell_on", "spell_over")


def behind(name: str) -> tuple[str, ...]:
    """Return the keys of the spells that a head binds over, or that the kernel
    makes an answer of."""
    if name in _OF_SPELLS:
        return ("spell_begins", "spell_ends", "spell_asked")
    return ("spell_begins", "spell_ends") if name == "forbidden_during" else ()


def gives(rule: Rule) -> tuple[str, ...]:
    """Return the keys that a rule makes available, by itself or the kernel."""
    match rule.name:
        case "caught":
            return (rule.key, f"breached@{rule.norm}")
        case "unsettled":
            return (rule.key, f"settled@{rule.norm}")
        case "weigh":
            return (rule.key, "weighs")
        case "addend":
            return (rule.key, "total")
        case "asks_order":
            return (rule.key, "later_same_day")
        case "spell_asked" | "spell_begins" | "spell_ends":
            return (rule.key, *_OF_SPELLS)
    return (rule.key,)


@dataclass(frozen=True, slots=True)
class Declared:
    """`#defined name/arity.`"""

    name: str
    arity: int
    place: Place


Statement = Rule | Declared


def parse(text: str, file: str) -> list[Statement]:
    """Return the statements of one `.lp` file in order.

    Raises:
        RulebookInvalid: a syntax error, or a statement that norms may not use
            (`#script`, constraints, `#show`, optimisation ...).
    """
    nodes: list[ast.AST] = []
    messages: list[str] = []
    try:
        ast.parse_string(
            text, nodes.append, logger=lambda _code, note: messages.append(note)
        )
    except RuntimeError as error:
        raise RulebookInvalid(list(_syntax(messages, file, str(error)))) from None
    found: list[Statement] = []
    problems: list[Problem] = []
    for node in nodes:
        try:
            found.extend(_statement(node, file))
        except RulebookInvalid as error:
            problems.extend(error.problems)
    if problems:
        raise RulebookInvalid(problems)
    return found


def _syntax(messages: list[str], file: str, error: str) -> Iterator[Problem]:
    for note in messages or [error]:
        head, _, rest = note.partition(": error: ")
        parts = head.split(":")
        line, column = 1, 1
        if len(parts) >= 3 and parts[1].isdigit():
            line = int(parts[1])
            column = int(parts[2].split("-")[0] or 1)
        yield Problem(
            "not a rule that clingo can read: " + (rest or note).strip(),
            Place(file, line, column),
        )


def _place(node: ast.AST, file: str) -> Place:
    begin = node.location.begin
    return Place(file, begin.line, begin.column)


def _refuse(node: ast.AST, file: str, message: str) -> RulebookInvalid:
    return RulebookInvalid([Problem(message, _place(node, file))])


def _statement(node: ast.AST, file: str) -> Iterator[Statement]:
    kind = node.ast_type
    if kind in (ast.ASTType.Program, ast.ASTType.Comment):
        return
    if kind == ast.ASTType.Defined:
        yield Declared(node.name, node.arity, _place(node, file))
        return
    if kind == ast.ASTType.Script:
        raise _refuse(node, file, "#script is refused: a rulebook holds no code.")
    if kind != ast.ASTType.Rule:
        raise _refuse(
            node, file, f"a rulebook holds rules and #defined only, not: {node}"
        )
    yield _rule(node, file)


def _rule(node: ast.AST, file: str) -> Rule:
    head = node.head
    body = tuple(_literal(item) for item in node.body)
    place = _place(node, file)
    if head.ast_type == ast.ASTType.Literal and (
        head.atom.ast_type == ast.ASTType.SymbolicAtom
    ):
        name, args, key, text = _atom(head.atom.symbol)
        norm = args[0] if name in NORM_HEADS and args else None
        return Rule(name, args, key, _rule_text(text, body), body, place, norm)
    if head.ast_type == ast.ASTType.Literal:
        raise _refuse(
            node,
            file,
            "a norm never forbids with ':-'; say forbidden and caught instead.",
        )
    raise _refuse(
        node,
        file,
        "a norm has one atom in its head; leave choices to the kernel "
        "(unsettled/4 for an open reading).",
    )


def _rule_text(head: str, body: tuple[Literal, ...]) -> str:
    if not body:
        return head + "."
    return head + " :- " + "; ".join(lit.text for lit in body) + "."


def _literal(node: ast.AST) -> Literal:
    if node.ast_type == ast.ASTType.ConditionalLiteral:
        return _compound(node, "")
    sign = ("", "not ", "not not ")[node.sign]
    atom = node.atom
    if atom.ast_type == ast.ASTType.SymbolicAtom:
        name, args, key, text = _atom(atom.symbol)
        variables = _variables(atom)
        return Literal(sign, name, args, key, (), sign + text, variables)
    if atom.ast_type == ast.ASTType.Comparison:
        text = str(node)
        return Literal(sign, "", (text,), "", (), text, _variables(node))
    return _compound(node, sign)


def _compound(node: ast.AST, sign: str) -> Literal:
    special = _Specialise()
    text = str(special.visit(node))
    return Literal(
        sign, "", (str(node),), "", tuple(special.found), text, _variables(node)
    )


def relation_of(
    name: str, args: tuple[str, ...], key: str
) -> tuple[str, tuple[str, ...]]:
    """Return the relation and the arguments of an atom as it is grounded."""
    if ":" not in key:
        return name, args
    at = NAMED[name][0]
    return f"{name}__{args[at]}", args[:at] + args[at + 1 :]


def atom_text(name: str, args: tuple[str, ...], key: str) -> str:
    """Return an atom as it is grounded."""
    relation, rest = relation_of(name, args, key)
    return f"{relation}({','.join(rest)})"


def _atom(symbol: ast.AST) -> tuple[str, tuple[str, ...], str, str]:
    """Return name, argument texts, key and grounded text of an atom."""
    name = getattr(symbol, "name", "")
    args = tuple(str(arg) for arg in getattr(symbol, "arguments", ()))
    if name in NAMED and len(args) == NAMED[name][1]:
        at = NAMED[name][0]
        if _constant(symbol.arguments[at]):
            key = f"{name}:{args[at]}"
            return name, args, key, atom_text(name, args, key)
        return name, args, name, f"{name}({','.join(args)})"
    if args and (name in NORM_HEADS or name in ("breached", "settled")):
        return name, args, f"{name}@{args[0]}", str(symbol)
    return name, args, name, str(symbol)


def _constant(term: ast.AST) -> bool:
    return (term.ast_type == ast.ASTType.SymbolicTerm and str(term)[:1].islower()) or (
        term.ast_type == ast.ASTType.Function and not term.arguments
    )


class _Specialise(ast.Transformer):
    """Specialises the atoms inside aggregates and conditions."""

    def __init__(self) -> None:
        self.found: list[Literal] = []

    def visit_Literal(self, node: ast.AST) -> ast.AST:
        if node.atom.ast_type != ast.ASTType.SymbolicAtom:
            return node.update(**self.visit_children(node))
        literal = _literal(node)
        self.found.append(literal)
        if ":" not in literal.key:
            return node
        symbol = node.atom.symbol
        arguments = list(symbol.arguments)
        field = arguments.pop(NAMED[literal.name][0])
        name = f"{literal.name}__{field}"
        return node.update(
            atom=ast.SymbolicAtom(ast.Function(symbol.location, name, arguments, 0))
        )


class _Variables(ast.Transformer):
    def __init__(self) -> None:
        self.names: list[str] = []

    def visit_Variable(self, variable: ast.AST) -> ast.AST:
        if variable.name != "_" and variable.name not in self.names:
            self.names.append(variable.name)
        return variable


def _variables(node: ast.AST) -> tuple[str, ...]:
    collect = _Variables()
    collect.visit(node)
    return tuple(collect.names)
