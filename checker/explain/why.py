"""Why: what a finding rests on, over the life of its norm.

In:  a finding and the row it was made of, the answer, the derivations.
Out: its `Explanation`.

The steps of the kernel (a duty arose, its last day, nothing done by then) stand
between the finding and the instances of the norm's own rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clingo import Symbol

from checker.absence import either
from checker.answers import arguments
from checker.cards import Norm
from checker.details import bound, humane, iso, part_of, split
from checker.evidence import Evidence
from checker.explain.graph import Graph
from checker.explain.heldoff import HeldOff
from checker.explain.joining import Joining
from checker.explain.outcomes import outcomes
from checker.explain.questions import question_of
from checker.explain.short import short_answer
from checker.findings import Explanation, Finding
from checker.phrases import humanise, kind_and_name, name_in_words
from checker.statuses import Judged
from checker.trace import Instance, Premise
from checker.wanted import wanting_of
from checker.words import first_upper, plain

#: Acts that would have done it are listed up to this many.
_MOST_ACTS = 5
_NOT_APPLICABLE = {"not_applicable": "it does not apply"}
_DONE = {"met": "in_time", "met_late": "done_late"}


class Why:
    """Explains the findings of one case."""

    def __init__(self, evidence: Evidence) -> None:
        self._book = evidence.book
        self._as_of = evidence.as_of
        self._reading = evidence.reading
        self._derivations = evidence.derivations
        self._entries = evidence.entries
        self._teller = evidence.teller
        self._wanting = wanting_of(evidence.book)
        ground = evidence.ground
        self._heldoff = HeldOff(self._wanting, Joining(ground)) if ground else None

    def explain(self, each: Judged, finding: Finding) -> Explanation:
        """Return why a finding holds."""
        norm = self._book.norms[each.norm]
        graph = Graph(
            self._derivations,
            self._teller,
            self._entries,
            undetermined=each.status == "undetermined",
            heldoff=None if each.status == "undetermined" else self._heldoff,
        )
        root = graph.add("finding", _headline(finding), entries=())
        way = [graph.add("norm", _norm_text(finding), citation=_cited(finding))]
        if each.of_act or norm.force != "obligation":
            way += self._ban(graph, each, norm)
        else:
            way += self._duty(graph, each, finding, norm)
        if each.status == "undetermined":
            way += self._open(graph, each, finding, way)
        graph.under(root, way)
        steps = graph.steps()
        return Explanation(short_answer(finding, steps, self._entries), steps)

    # -- obligations ------------------------------------------------------

    def _duty(
        self, graph: Graph, each: Judged, finding: Finding, norm: Norm
    ) -> Iterator[int]:
        reading = self._reading
        yield from self._arose(graph, each, finding, norm)
        yield from self._excuses(graph, each)
        if each.status == "excused":
            return
        exceptions = self._wanting.flat(norm.id, "excuse")
        if exceptions and each.status != "undetermined":
            reasons = dict.fromkeys(
                humanise(flat.head[3])
                for flat in exceptions
                if flat.head[3][:1].islower() and "(" not in flat.head[3]
            )
            text = f"No exception is shown ({either(reasons)})."
            held = graph.told(self._held_off(each, "excuse"))
            yield graph.add("absent", text, [held] if held else (), role="unexcused")
        if finding.due:
            text = f"The last day is {finding.due.day}: {finding.due.arithmetic}."
            yield graph.rule("last", text, self._of("anchor", each))
        if norm.kind == "maintenance" and each.status != "undetermined":
            yield from self._kept(graph, each)
        elif each.status in _DONE:
            for row in reading.rows(_DONE[each.status], each.norm, each.subject):
                yield self._performed(graph, each, row)
        elif each.status in ("violated", "due"):
            yield from self._undone(graph, each, finding, norm)
        elif each.status == "undetermined":
            if "violated" in each.possible:
                yield from self._shut(graph, each)
            for name in _DONE.values():
                for row in reading.rows(name, each.norm, each.subject):
                    yield self._performed(graph, each, row)

    def _arose(
        self, graph: Graph, each: Judged, finding: Finding, norm: Norm
    ) -> Iterator[int]:
        part = split(each.subject)[1]
        days = self._reading.rows("arises", each.norm, each.subject)
        for (day,) in days[:1]:
            text = f"The duty arose on {iso(day.number)}."
            if part:
                about = self._named(plain(split(each.subject)[0]))
                text = f"{first_upper(about)} of {iso(day.number)} must satisfy it."
            instances = [
                instance
                for head in ("trigger", "record")
                for instance in self._of(head, each)
                if instance.head[3] == day
            ]
            yield graph.rule("arose", text, instances)
        if part:
            yield from self._content(graph, each, part)
        if part and each.status in ("violated", "met_late"):
            lacking = [i for i in self._of("lacks", each) if str(i.head[3]) == part]
            card = part_of(norm, part)
            words = (card.statement if card else None) or humanise(part)
            text = f"This is missing or wrong: {words.rstrip('.')}."
            if words == finding.statement:
                text = "What is recorded lacks it, or has it wrong."
            if lacking:
                yield graph.rule("missing", text, lacking)

    def _held_off(self, each: Judged, head: str, part: str = "") -> list[Premise]:
        """Return what holds off the rules of a head, in a case that is decided."""
        if self._heldoff is None or each.status == "undetermined":
            return []
        subject = split(each.subject)[0] if part else each.subject
        return self._heldoff.premises(each.norm, head, subject, part)

    def _content(self, graph: Graph, each: Judged, part: str) -> Iterator[int]:
        """Yield why the part is asked for, and by what the record has it."""
        asked = graph.told(self._held_off(each, "spared", part))
        if asked:
            yield graph.add("rule", "It is asked of this record.", [asked])
        there = graph.given(self._held_off(each, "lacks", part))
        if there and each.status == "met":
            yield graph.add("rule", "What is asked is there.", [there])

    def _excuses(self, graph: Graph, each: Judged) -> Iterator[int]:
        rows = self._reading.rows("excused", each.norm, each.subject)
        for (reason,) in rows:
            instances = [i for i in self._of("excuse", each) if i.head[3] == reason]
            verb = "may apply" if each.status == "undetermined" else "applies"
            text = f"An exception {verb}: {humane(reason)}."
            yield graph.rule("exception", text, instances)

    def _performed(self, graph: Graph, each: Judged, row: tuple[Symbol, ...]) -> int:
        doer, day = row
        instances = [
            i for i in self._of("performance", each) if i.head[3:] == (doer, day)
        ]
        if not instances and split(each.subject)[1]:
            instances = [
                i for i in self._of("record", each) if i.head[2:] == (doer, day)
            ]
        name = plain(split(doer)[0])
        if name == "gap":
            text = "It may have been done in the time whose records are missing."
        else:
            verb = "Perhaps done" if each.status == "undetermined" else "Done"
            text = f"{verb} by {self._named(name)} on {iso(day.number)}."
        return graph.rule("done", text, instances)

    def _undone(
        self, graph: Graph, each: Judged, finding: Finding, norm: Norm
    ) -> Iterator[int]:
        if each.status == "violated":
            yield from self._shut(graph, each)
        if self._of("lacks", each) and split(each.subject)[1]:
            return
        words = self._wanting.words(norm.id)
        until = self._as_of
        text = f"Nothing recorded until {until} does it."
        if words:
            more = " and the like" if len(words) > _MOST_ACTS else ""
            text += f" It takes {either(words[:_MOST_ACTS])}{more}."
        yield graph.add("absent", text, role="undone")
        early = [
            i
            for i in self._of("performance", each)
            if plain(split(i.head[3])[0]) in self._entries
        ]
        if early and each.status == "violated":
            last = max(i.head[4] for i in early)
            text = f"What was done, last on {iso(last.number)}, does not count here."
            yield graph.rule("act", text, early)

    def _shut(self, graph: Graph, each: Judged) -> Iterator[int]:
        for entry, day in self._reading.rows("shut", each.norm, each.subject)[:1]:
            instances = [
                i for i in self._of("foreclosed", each) if i.head[3:] == (entry, day)
            ]
            name = plain(entry)
            verb = "was" if each.status == "violated" else "may have been"
            text = f"From {iso(day.number)} it {verb} too late: {self._named(name)}."
            named = (name,) if name in self._entries else ()
            yield graph.rule("shut", text, instances, entries=named)

    def _kept(self, graph: Graph, each: Judged) -> Iterator[int]:
        broken = self._reading.rows("broken", each.norm, each.subject)
        for entry, day in broken[:1]:
            instances = [
                i for i in self._of("lapse", each) if i.head[3:] == (entry, day)
            ]
            name = self._named(plain(entry))
            yield graph.rule(
                "lapse", f"Not kept on {iso(day.number)}: {name}.", instances
            )
        if not broken:
            text = "Nothing recorded ends or breaks it."
            held = graph.told(self._held_off(each, "lapse"))
            yield graph.add("absent", text, [held] if held else (), role="undone")

    # -- prohibitions and permissions -------------------------------------

    def _ban(self, graph: Graph, each: Judged, norm: Norm) -> Iterator[int]:
        bans = self._of("forbidden", each)
        caught = self._of("caught", each)
        if each.of_act:
            subjects = {i.head[2] for i in caught}
            bans = [
                i
                for subject in sorted(subjects)
                for i in self._derivations.about("forbidden", each.norm, subject)
            ]
            bans = [i for i in bans if _covers(i, caught)]
        for ends, instances in _by_period(bans).items():
            start, end = (bound(each.number) for each in ends)
            text = f"It binds from {start or 'always'} until {end or 'further notice'}."
            yield graph.rule("bound", text, instances)
        if caught:
            entry = plain(caught[0].head[3])
            text = f"{first_upper(self._named(entry))} is such an act."
            yield graph.rule("act", text, caught)
        allowed = self._derivations.about("allowed", each.norm, each.subject)
        for reason in dict.fromkeys(i.head[3] for i in allowed):
            instances = [i for i in allowed if i.head[3] == reason]
            text = f"An exception covers it: {humane(reason)}."
            yield graph.rule("exception", text, instances)
        exceptions = self._wanting.flat(norm.id, "allowed")
        if each.status == "breached" and exceptions:
            reasons = dict.fromkeys(humanise(flat.head[3]) for flat in exceptions)
            text = f"No exception is shown ({either(reasons)})."
            held = graph.told(self._held_off(each, "allowed"))
            yield graph.add("absent", text, [held] if held else (), role="exception")
        known = self._derivations.about("knowing", each.norm, each.subject)
        for answer in dict.fromkeys(i.head[3] for i in known):
            instances = [i for i in known if i.head[3] == answer]
            text = "Notice was given before the act."
            if str(answer) != "yes":
                text = "Nothing recorded gave notice before the act."
            yield graph.rule("notice", text, instances)
        permits = self._of("permits", each)
        if permits:
            day = min(i.head[3] for i in permits)
            text = f"It is permitted from {iso(day.number)}."
            yield graph.rule("permit", text, permits)

    # -- what is open -----------------------------------------------------

    def _open(
        self, graph: Graph, each: Judged, finding: Finding, way: Sequence[int]
    ) -> Iterator[int]:
        possible = list(each.possible)
        if len(possible) == 1:
            possible.append("not_applicable")
        told = [_NOT_APPLICABLE.get(name) or humanise(name) for name in possible]
        text = f"Possible: {either(told)}."
        below = [
            graph.add("open", words, [steps] if steps else (), role=role)
            for role, words, steps in outcomes(
                possible, [(n, graph.role(n)) for n in way]
            )
        ]
        for name in finding.would_decide:
            owner = name.rpartition(".")[0]
            words = question_of(name, self._book, self._entries)
            entries = (owner,) if owner in self._entries else ()
            below.append(graph.add("open", words, entries=entries))
        yield graph.add("open", text, [below] if below else ())

    # -- details ----------------------------------------------------------

    def _of(self, head: str, each: Judged) -> list[Instance]:
        """Return the instances of a head for a subject, or for its whole."""
        about = self._derivations.about(head, each.norm, each.subject)
        if not about and arguments(each.subject):
            whole = each.subject.arguments[0]
            about = self._derivations.about(head, each.norm, whole)
        return sorted(about, key=lambda i: (len(i.premises), str(i.head)))

    def _named(self, name: str) -> str:
        entry = self._entries.get(name)
        return kind_and_name(entry) if entry else name_in_words(name)


def _covers(ban: Instance, caught: Iterable[Instance]) -> bool:
    return any(
        each.head[2] == ban.head[2] and ban.head[3] <= each.head[4] < ban.head[4]
        for each in caught
    )


def _by_period(
    bans: Iterable[Instance],
) -> Mapping[tuple[Symbol, Symbol], list[Instance]]:
    found: dict[tuple[Symbol, Symbol], list[Instance]] = {}
    for each in bans:
        found.setdefault((each.head[3], each.head[4]), []).append(each)
    return found


def _headline(finding: Finding) -> str:
    about = f" ({finding.subject})" if finding.subject else ""
    return f"{humanise(finding.status).capitalize()}{about}: {finding.statement}"


def _norm_text(finding: Finding) -> str:
    text = f"Norm {finding.norm}, {humanise(finding.force)} of the "
    text += humanise(finding.bearer)
    if finding.edition and finding.edition.start:
        text += f", wording in force from {finding.edition.start}"
    if finding.edition and finding.edition.end:
        text += f" until {finding.edition.end}"
    return text + "."


def _cited(finding: Finding) -> str:
    return "; ".join(each.text for each in finding.citations)
