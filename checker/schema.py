"""Vocabulary -> JSON Schemas: of a case file, of the findings.

In:  `Vocabulary`.
Out: JSON Schema 2020-12 as plain data, for completion in an editor and for
     programs that write cases or read findings.

    >>> schema = case_schema(vocabulary)
    >>> schema["$defs"]["act.contact"]["properties"]["channel"]["description"]
    'how something was said or sent'

An editor reads YAML by other rules than we do: there `971` is a number and `yes`
a word. So the schema takes numbers where a code or an enumeration is spelled in
digits. What the schema accepts may still be refused by `irmcheck check` (a
reference to nothing); the other way round only for the free spelling of
enumerations (`668 w` for `668-W`).
"""

from __future__ import annotations

from typing import Any

from checker.case import NONE
from checker.findings import SEVERITIES, STATUSES, VERDICTS
from checker.vocabulary import NONE_TYPES, Enumeration, Field, Kind, Vocabulary

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"


def case_schema(vocabulary: Vocabulary) -> Schema:
    """Return the schema of a case file (one document: a case, or a list)."""
    definitions: Schema = {
        f"enum.{name}": _enumeration(one) for name, one in vocabulary.enums.items()
    }
    for name, one in vocabulary.common.items():
        definitions[f"common.{name}"] = _field(one)
    for kind in vocabulary.entities.values():
        definitions[f"entity.{kind.name}"] = _kind(kind, vocabulary, ["id"])
    for kind in vocabulary.acts.values():
        definitions[f"act.{kind.name}"] = _kind(kind, vocabulary, ["act"])
    definitions["entry"] = _entry(vocabulary)
    definitions["gap"] = {
        "type": "object",
        "description": "records are missing; there, absence is unknown",
        "properties": {
            "from": _day("first day without records"),
            "until": _day("first day with records again"),
            "system": {"$ref": "#/$defs/enum.systems"},
        },
        "required": ["from", "until"],
        "additionalProperties": False,
    }
    definitions["case"] = _case(vocabulary)
    case = {"$ref": "#/$defs/case"}
    return {
        "$schema": DIALECT,
        "title": "irmcheck case file",
        "description": "What is known of a case, and what was done when.",
        "anyOf": [case, {"type": "array", "items": case}],
        "$defs": definitions,
    }


def _case(vocabulary: Vocabulary) -> Schema:
    amount = {**_scalar("money"), "description": "dollars with cents"}
    parameters = {
        name: {**amount, "description": one.doc}
        for name, one in vocabulary.parameters.items()
    }
    properties: Schema = {
        "case": {"type": ["string", "number"], "description": "id of the case"},
        "as_of": _day("day of the audit"),
        "parameters": {
            "type": ["object", "null"],
            "description": "amounts that the manual withholds, by name",
            "properties": parameters,
            "additionalProperties": False,
        },
        "gaps": _some({"$ref": "#/$defs/gap"}, "where records are missing"),
        "history": _some({"$ref": "#/$defs/entry"}, "the acts; order means nothing"),
    }
    for spelling, kind in vocabulary.lists.items():
        listed = _some({"$ref": f"#/$defs/entity.{kind.name}"}, kind.doc)
        if spelling != kind.list_name:
            listed = _also(listed, kind.list_name or kind.name)
        properties[spelling] = listed
    return {
        "type": "object",
        "properties": properties,
        "required": ["case"],
        "additionalProperties": False,
    }


def _entry(vocabulary: Vocabulary) -> Schema:
    """One act: its name decides which fields it may have."""
    names: list[Schema] = []
    chosen: list[Schema] = []
    for kind in vocabulary.acts.values():
        spellings = [kind.name, *kind.aliases]
        names.append({"enum": spellings, "description": kind.doc})
        chosen.append(
            {
                "if": {"properties": {"act": {"enum": spellings}}, "required": ["act"]},
                "then": {"$ref": f"#/$defs/act.{kind.name}"},
            }
        )
    return {
        "type": "object",
        "properties": {"act": {"anyOf": names, "description": "what was done"}},
        "required": ["act"],
        "allOf": chosen,
    }


def _kind(kind: Kind, vocabulary: Vocabulary, required: list[str]) -> Schema:
    properties: Schema = {}
    for spelling, one in kind.lookup.items():
        own = spelling in kind.fields or one.name in kind.fields
        if own and spelling == one.name:
            properties[spelling] = _field(one)
        elif own:
            properties[spelling] = _also(_field(one), one.name)
        else:
            referred: Schema = {"$ref": f"#/$defs/common.{one.name}"}
            if spelling != one.name:
                referred = _also(referred, one.name)
            properties[spelling] = referred
    described: Schema = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return {"description": kind.doc, **described} if kind.doc else described


def _also(schema: Schema, name: str) -> Schema:
    """Describe another spelling, which an editor need not suggest."""
    return {
        **schema,
        "description": f"another spelling of `{name}`",
        "deprecated": True,
        "doNotSuggest": True,
    }


def _field(one: Field) -> Schema:
    plain = _plain(one)
    if one.changes:
        span = {
            "type": "object",
            "properties": {
                "value": plain,
                "from": _day("first day on which it holds"),
                "until": _day("first day on which it no longer holds"),
            },
            "required": ["value"],
            "additionalProperties": False,
        }
        plain = {"anyOf": [plain, span, {"type": "array", "items": span}]}
    if one.default not in (None, NONE, ()):
        plain = {**plain, "default": one.default}
    words = one.doc or (one.enum.doc if one.enum is not None else "")
    if one.short_for is not None:
        words = f"{words}; " if words else ""
        words += f"may be given here or as the act {one.short_for}"
    return {**plain, "description": words} if words else plain


def _plain(one: Field) -> Schema:
    if one.type == "list" and one.item is not None:
        item = _plain(one.item)
        return {"anyOf": [item, {"type": "array", "items": item}]}
    if one.type == "record":
        return {
            "type": "object",
            "properties": {name: _field(part) for name, part in one.fields.items()},
            "additionalProperties": False,
        }
    if one.type == "enum" and one.enum is not None:
        if one.of is not None:
            return {"$ref": f"#/$defs/enum.{one.of}"}
        return _enumeration(one.enum)
    if one.among:
        words = [str(number) for number in one.among]
        return {"enum": [*one.among, *words, "unknown", None]}
    return _scalar(one.type)


def _enumeration(one: Enumeration) -> Schema:
    values: list[object] = [*one.values, *one.aliases]
    for word in tuple(values):
        if isinstance(word, str) and word.isdecimal() and str(int(word)) == word:
            values.append(int(word))
        elif word in ("true", "false"):
            values.append(word == "true")
    values.extend(word for word in ("unknown", "none") if word not in values)
    return {"enum": [*values, None], "description": one.doc}


def _scalar(type_name: str) -> Schema:
    """Return the schema of a single value, with the words it may be."""
    words = "unknown|none" if type_name in NONE_TYPES else "unknown"
    if type_name in ("text", "code", "ref"):
        return {"type": ["string", "number", "boolean", "null"]}
    if type_name == "boolean":
        return {"enum": [True, False, "true", "false", "yes", "no", "unknown", None]}
    patterns = {
        "date": _DAY,
        "time": _CLOCK,
        "datetime": f"{_DAY}[T ]{_CLOCK}",
        "money": r"[+-]?\d+(\.\d{1,2})?",
        "integer": r"[+-]?\d+",
        "decimal": r"[+-]?\d+(\.\d+)?",
    }
    types = {"money": "number", "integer": "integer", "decimal": "number"}
    named = types.get(type_name)
    allowed = ["string", "null"] if named is None else [named, "string", "null"]
    return {"type": allowed, "pattern": f"^({patterns[type_name]}|{words})$"}


def _day(words: str) -> Schema:
    return {**_scalar("date"), "description": words}


def _some(item: Schema, words: str) -> Schema:
    """Return the schema of a list, of which one item may stand alone."""
    return {
        "anyOf": [{"type": "array", "items": item}, item, {"type": "null"}],
        "description": words,
    }


def findings_schema() -> Schema:
    """Return the schema of `irmcheck check --format json`."""
    definitions = {
        "finding": _finding(),
        "verdict": _verdict(),
        "case": _result(),
        "rejected": _rejected(),
    }
    return {
        "$schema": DIALECT,
        "title": "irmcheck findings",
        "description": "One object for each case, or for each rejected file.",
        "type": "array",
        "items": {"anyOf": [{"$ref": "#/$defs/case"}, {"$ref": "#/$defs/rejected"}]},
        "$defs": definitions,
    }


_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_MAYBE: Schema = {"type": ["string", "null"]}
_DATE: Schema = {"type": "string", "pattern": f"^{_DAY}$"}
_NUMBER: Schema = {"type": ["integer", "null"]}
_MAYBE_DATE: Schema = {"type": ["string", "null"], "pattern": f"^{_DAY}$"}
_ENTRIES: Schema = {
    **_TEXTS,
    "description": "ids of entries; `#3` for the third act of the history",
}


def _finding() -> Schema:
    because = _object({"text": _TEXT, "entries": _ENTRIES})
    done = _maybe({"entry": _TEXT, "date": _MAYBE_DATE})
    named = dict.fromkeys(("key", "norm", "statement", "subject"), _TEXT)
    corrective = _object({**named, "status": {"enum": list(STATUSES)}})
    return _object(
        {
            "key": {**_TEXT, "description": "stable over runs"},
            "norm": _TEXT,
            "force": _TEXT,
            "bearer": _TEXT,
            "covers": _TEXTS,
            "citations": _TEXTS,
            "edition": _period("validity of the wording that governed"),
            "status": {"enum": list(STATUSES)},
            "severity": {"enum": list(SEVERITIES)},
            "reason": _MAYBE,
            "repaired": {"type": "boolean"},
            "subject": _TEXT,
            "trigger": _MAYBE,
            "due": _maybe({"date": _DATE, "arithmetic": _TEXT}),
            "done": done,
            "days_late": _NUMBER,
            "entries": _ENTRIES,
            "because": {"type": "array", "items": because},
            "would_decide": {**_TEXTS, "description": "`id.field` of unknown facts"},
            "satisfied_by": {**_TEXTS, "description": "acts that fulfil an open duty"},
        },
        {
            "statement": _TEXT,
            "links": {"type": "array", "items": _MAYBE},
            "knowing": {"type": ["boolean", "null"]},
            "computed": {"type": "object"},
            "notice": {**done, "description": "what first told of the ban"},
            "corrective": {"type": "array", "items": corrective},
            "uncorrected": {**_MAYBE, "description": "why no duty follows a breach"},
            "part": {**_MAYBE, "description": "the required part that is judged"},
            "trigger_date": _MAYBE_DATE,
            "days_elapsed": _NUMBER,
            "period": _period("days over which a prohibition holds"),
            "ends": {**_MAYBE, "description": "what ends a prohibition, or would"},
            "holds_for": {**_MAYBE, "description": "of a breach: whom it protects"},
            "chapter": _MAYBE,
            "stage": _MAYBE,
        },
    )


def _verdict() -> Schema:
    return _object(
        {
            "entry": _TEXT,
            "verdict": {"enum": list(VERDICTS)},
            "norms": _TEXTS,
            "detail": _TEXTS,
            "question": _MAYBE,
        }
    )


def _result() -> Schema:
    counts = {"type": "object", "additionalProperties": {"type": "integer"}}
    note = _object({"text": _TEXT}, {"line": _NUMBER, "column": _NUMBER})
    return _object(
        {
            "case": _TEXT,
            "as_of": _DATE,
            "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}},
            "acts": {"type": "array", "items": {"$ref": "#/$defs/verdict"}},
            "computed": {"type": "object"},
            "counts": _object({"status": counts, "severity": counts}),
            "version": _TEXT,
            "rulebook": {**_TEXT, "description": "a hash"},
        },
        {
            "file": _TEXT,
            "notes": {"type": "array", "items": note},
            "lines": {
                "type": "object",
                "additionalProperties": {"type": "integer"},
                "description": "entry to its line in the file",
            },
            "parameters": {
                "type": "object",
                "additionalProperties": _TEXT,
                "description": "withheld amounts that were supplied, in dollars",
            },
            "rulebook_name": _TEXT,
            "schema": {**_TEXT, "description": "version of this schema"},
        },
    )


def _rejected() -> Schema:
    error = _object(
        {"message": _TEXT},
        {
            "line": _NUMBER,
            "column": _NUMBER,
            "found": _MAYBE,
            "expected": _MAYBE,
            "nearest": _MAYBE,
        },
    )
    return _object({"file": _TEXT, "errors": {"type": "array", "items": error}})


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    """Return an object that has the one properties and may have the others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
    }


def _maybe(properties: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, _object(properties)]}


def _period(words: str) -> Schema:
    days = {"from": _MAYBE_DATE, "until": _MAYBE_DATE}
    return {**_maybe(days), "description": words}
