"""Tables: the shapes in which an audit moves its data.

In:  nothing (schemas only).
Out: `RECORDS`, what a kernel reads; `OUTCOMES`, one row for each case it judged
     or rejected; `FINDING`, the row of a finding. `docs/audit.md` describes the
     columns for those who read the Parquet files.

A record is one whole case file (`part` empty) or one entry of a case that came
from tables (`part` is the name of the list, as `alerts` or `history`). The
records of a case stand together.
"""

from __future__ import annotations

from dataclasses import fields

import pyarrow as pa

from checker.findings import Correction

_text = pa.string()
_texts = pa.list_(_text)

RECORDS = pa.schema(
    [
        ("source", _text),  # the file
        ("line", pa.int64()),  # where the record begins in it
        ("case", _text),  # empty where the record itself says it
        ("part", _text),
        ("position", pa.int64()),  # order within case and part
        ("record", pa.binary()),  # YAML or JSON
    ]
)

#: A duty that a breach calls for: its finding and what became of it.
_correction = pa.struct([(each.name, _text) for each in fields(Correction)])

FINDING = [
    ("case", _text),
    ("source", _text),
    ("line", pa.int64()),
    ("as_of", pa.date32()),
    ("key", _text),
    ("norm", _text),
    ("status", _text),
    ("severity", _text),
    ("force", _text),
    ("bearer", _text),
    ("statement", _text),
    ("subject", _text),
    ("part", _text),
    ("covers", _texts),
    ("citations", _texts),
    ("links", _texts),
    ("edition_from", pa.date32()),
    ("edition_until", pa.date32()),
    ("reason", _text),
    ("repaired", pa.bool_()),
    ("knowing", pa.bool_()),
    ("notice_entry", _text),
    ("notice_date", pa.date32()),
    ("trigger", _text),
    ("trigger_date", pa.date32()),
    ("due_date", pa.date32()),
    ("due_arithmetic", _text),
    ("done_entry", _text),
    ("done_date", pa.date32()),
    ("days_late", pa.int64()),
    ("days_elapsed", pa.int64()),
    ("period_from", pa.date32()),
    ("period_until", pa.date32()),
    ("ends", _text),
    ("holds_for", _text),
    ("corrective", pa.list_(_correction)),
    ("uncorrected", _text),
    ("computed", _text),  # values about the entry at fault, by norm, as JSON
    ("entries", _texts),
    ("because", pa.list_(pa.struct([("text", _text), ("entries", _texts)]))),
    ("would_decide", _texts),
    ("satisfied_by", _texts),
    ("stage", _text),
    ("chapter", _text),
    ("office", _text),
    ("dollars", pa.int64()),  # balance of the modules concerned, in cents
]

FINDINGS = pa.schema(FINDING)

OUTCOMES = pa.schema(
    [
        ("case", _text),
        ("source", _text),
        ("line", pa.int64()),
        ("rejected", _text),  # why, as JSON; null for a judged case
        ("findings", pa.list_(pa.struct(FINDING))),
    ]
)
