"""A file of scenarios -> cases, each with what is expected of it.

In:  a path, the vocabulary.
Out: `Scenario` records in the order of the file; `InputInvalid` with all that is
     wrong in the file.

    scenarios:
      - name: a letter on the tenth day is in time
        as_of: 2026-08-01
        history:
          - {id: r1, on: 2026-07-01, act: request_received}
          - {id: l1, on: 2026-07-11, act: letter_issued}
        expect: {met: [answer_request]}

      - name: a letter on the eleventh day is late
        like: a letter on the tenth day is in time
        change: {l1: {on: 2026-07-12}}
        expect: {met_late: [answer_request]}
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from checker.case import Case, Place
from checker.errors import InputInvalid, Problem
from checker.nodes import Flaw, Items, Node, Pairs, Text, decode, documents
from checker.read.cases import read_case
from checker.read.changes import altered
from checker.read.remarks import Remarks, shown
from checker.vocabulary import Vocabulary

#: Keys of a scenario that are no part of its case.
OWN_KEYS = ("name", "like", "change", "drop", "expect", "acts", "computed")


@dataclass(frozen=True, slots=True)
class Expected:
    """A norm that has a status.

    Attributes:
        subjects: The entries for which it has it; None where any will do.
    """

    norm: str
    subjects: tuple[str, ...] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case and what is expected of it. A norm that is not named is not judged.

    Attributes:
        expect: Status to norms.
        acts: Entry and the verdict on it.
        computed: Norm or subject to value: words, lists and mappings of words.
    """

    name: str
    case: Case
    expect: Mapping[str, tuple[Expected, ...]]
    acts: tuple[tuple[str, str], ...]
    computed: Mapping[str, object]
    place: Place


def read_scenarios(
    path: str | Path,
    vocabulary: Vocabulary,
    *,
    as_of: date | None = None,
    statuses: Collection[str] = (),
    verdicts: Collection[str] = (),
) -> tuple[Scenario, ...]:
    """Return the scenarios of a file.

    Args:
        path: The file.
        vocabulary: All names.
        as_of: Replaces the day of the audit that the scenarios give.
        statuses: Where given, `expect` names only these.
        verdicts: Where given, `acts` names only these.

    Raises:
        InputInvalid: The file or one of its scenarios is wrong.
    """
    name = str(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        problem = Problem(f"cannot be read: {error.strerror}", Place(name, 1, 1))
        raise InputInvalid(name, [problem]) from error
    reader = _File(Remarks(name), vocabulary, statuses, verdicts)
    reader.collect(data)
    scenarios = [reader.scenario(node, as_of) for node in reader.nodes]
    if reader.remarks.problems:
        ordered = sorted(
            dict.fromkeys(reader.remarks.problems),
            key=lambda one: (one.place.line, one.place.column),
        )
        raise InputInvalid(name, ordered)
    return tuple(one for one in scenarios if one is not None)


@dataclass(slots=True)
class _File:
    remarks: Remarks
    vocabulary: Vocabulary
    statuses: Collection[str]
    verdicts: Collection[str]
    nodes: list[Pairs] = field(default_factory=list)
    named: dict[str, Pairs] = field(default_factory=dict)
    whole: dict[str, Pairs] = field(default_factory=dict)

    def collect(self, data: bytes) -> None:
        """Find the scenarios and their names."""
        text = decode(data)
        if isinstance(text, Flaw):
            self.remarks.problem(text.message, self.remarks.place(text))
            return
        for document in documents(text):
            for flaw in document.flaws:
                self.remarks.problem(flaw.message, self.remarks.place(flaw))
            if document.node is not None:
                self._collect(document.node)

    def _collect(self, node: Node) -> None:
        listed = node.get("scenarios") if isinstance(node, Pairs) else None
        if not isinstance(node, Pairs) or not isinstance(listed, Items):
            message = "a file of scenarios holds a list `scenarios`"
            self.remarks.problem(message, self.remarks.place(node))
            return
        for key, _ in node.entries.values():
            if key.value != "scenarios":
                message = f"a file of scenarios has no part {shown(key.value)}"
                self.remarks.problem(message, self.remarks.place(key))
        for item in listed.items:
            name = item.get("name") if isinstance(item, Pairs) else None
            if not isinstance(item, Pairs) or not isinstance(name, Text):
                message = "a scenario is a mapping with a `name`"
                self.remarks.problem(message, self.remarks.place(item))
                continue
            if name.value in self.named:
                message = f"two scenarios are named {shown(name.value)}"
                self.remarks.problem(message, self.remarks.place(name))
            self.named.setdefault(name.value, item)
            self.nodes.append(item)

    def scenario(self, node: Pairs, as_of: date | None) -> Scenario | None:
        """Return one scenario, or None where it is wrong."""
        name = node.entries["name"].value
        assert isinstance(name, Text)
        content = self._content(node, (name.value,))
        expect, acts, computed = self._expectation(node)
        if content is None:
            return None
        remarks = Remarks(self.remarks.file)
        try:
            case = read_case(
                content, self.vocabulary, remarks, as_of=as_of, name=name.value
            )
        except InputInvalid as error:
            self.remarks.problems.extend(error.problems)
            return None
        place = self.remarks.place(name)
        return Scenario(name.value, case, expect, tuple(acts), computed, place)

    def _content(self, node: Pairs, chain: tuple[str, ...]) -> Pairs | None:
        """Return the case of a scenario, with what it takes from another."""
        own = Pairs(
            {key: pair for key, pair in node.entries.items() if key not in OWN_KEYS},
            node.line,
            node.column,
        )
        like = node.get("like")
        if like is None:
            for key in ("change", "drop"):
                if key in node.entries:
                    place = self.remarks.place(node.entries[key].key)
                    self.remarks.problem(f"`{key}` goes with `like`", place)
            return own
        known = like.value if isinstance(like, Text) else ""
        base = self.named.get(known)
        if base is None or known in chain:
            message = f"`like` names {shown(known)}, which is no other scenario here"
            place = self.remarks.place(like)
            self.remarks.problem(message, place, found=known, known=self.named)
            return None
        content = self._content(base, (*chain, known))
        if content is None:
            return None
        return altered(content, own, node, self.vocabulary, self.remarks)

    def _expectation(
        self, node: Pairs
    ) -> tuple[
        dict[str, tuple[Expected, ...]], list[tuple[str, str]], dict[str, object]
    ]:
        expect: dict[str, tuple[Expected, ...]] = {}
        acts = list(self._verdicts(node.get("acts")))
        computed = _mapping(node.get("computed"))
        given = node.get("expect")
        if given is None or (isinstance(given, Text) and given.empty):
            return expect, acts, computed
        if not isinstance(given, Pairs):
            message = "`expect` is a mapping from status to norms"
            self.remarks.problem(message, self.remarks.place(given))
            return expect, acts, computed
        for key, value in given.entries.values():
            if key.value == "acts":
                acts.extend(self._verdicts(value))
            elif key.value == "computed":
                computed.update(_mapping(value))
            elif self.statuses and key.value not in self.statuses:
                self.remarks.problem(
                    f"there is no status {shown(key.value)}",
                    self.remarks.place(key),
                    found=key.value,
                    expected=", ".join(self.statuses),
                    known=self.statuses,
                )
            else:
                expect[key.value] = tuple(self._norms(value))
        return expect, acts, computed

    def _norms(self, node: Node) -> Iterable[Expected]:
        """Yield `norm`, `{norm: [ids]}`, or a list of such."""
        for item in node.items if isinstance(node, Items) else (node,):
            if isinstance(item, Text):
                if not item.empty:
                    yield Expected(item.value, None, self.remarks.place(item))
            elif isinstance(item, Pairs):
                for key, value in item.entries.values():
                    subjects = self._subjects(value)
                    yield Expected(key.value, subjects, self.remarks.place(key))
            else:
                message = "a norm, or `{norm: [ids]}`, is expected here"
                self.remarks.problem(message, self.remarks.place(item))

    def _subjects(self, node: Node) -> tuple[str, ...] | None:
        if isinstance(node, Text):
            return None if node.empty else (node.value,)
        if isinstance(node, Items):
            texts = [item.value for item in node.items if isinstance(item, Text)]
            if len(texts) == len(node.items):
                return tuple(texts)
        message = "ids of entries are expected here"
        self.remarks.problem(message, self.remarks.place(node))
        return None

    def _verdicts(self, node: Node | None) -> Iterable[tuple[str, str]]:
        """Yield entry and verdict of `[{entry, verdict}]` or `{entry: verdict}`."""
        if node is None or (isinstance(node, Text) and node.empty):
            return
        for item in node.items if isinstance(node, Items) else (node,):
            pairs = item if isinstance(item, Pairs) else Pairs({}, 1, 1)
            listed = set(pairs.entries) == {"entry", "verdict"}
            found = (
                [(pairs.get("entry"), pairs.get("verdict"))]
                if listed
                else [(pair.key, pair.value) for pair in pairs.entries.values()]
            )
            if not found:
                message = "`acts` is a list of `{entry, verdict}`"
                self.remarks.problem(message, self.remarks.place(item))
            for entry, verdict in found:
                if isinstance(entry, Text) and isinstance(verdict, Text):
                    self._check_verdict(verdict)
                    yield entry.value, verdict.value
                else:
                    message = "an entry and its verdict are one word each"
                    self.remarks.problem(message, self.remarks.place(item))

    def _check_verdict(self, verdict: Text) -> None:
        if self.verdicts and verdict.value not in self.verdicts:
            self.remarks.problem(
                f"there is no verdict {shown(verdict.value)}",
                self.remarks.place(verdict),
                found=verdict.value,
                expected=", ".join(self.verdicts),
                known=self.verdicts,
            )


def _mapping(node: Node | None) -> dict[str, object]:
    value = None if node is None else _plain(node)
    return value if isinstance(value, dict) else {}


def _plain(node: Node) -> object:
    """Return a node as words, lists and mappings."""
    if isinstance(node, Text):
        return None if node.empty else node.value
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return {key: _plain(pair.value) for key, pair in node.entries.items()}
