"""An audit counts the violations that were planted in a population, and no others."""

from collections import Counter

import pyarrow as pa
import pytest

from checker.audit.batch import Terms, audit_batch
from checker.audit.source import record
from checker.audit.tables import RECORDS
from tests.planted import AS_OF, counts, population

SIZE = 48
#: Of so few records one or two are bad.
SEED = 6


@pytest.mark.slow
def test_every_planted_violation_is_counted(book):
    expected, bad = counts(SEED, SIZE)
    assert bad
    rows = [
        record("planted.jsonl", line, text.encode())
        for line, (text, _, _) in enumerate(population(SEED, SIZE), start=1)
    ]
    batch = pa.RecordBatch.from_pylist(rows, schema=RECORDS)
    outcomes = audit_batch(batch, Terms(book, as_of=AS_OF)).to_pylist()
    assert len(outcomes) == SIZE
    assert sum(each["rejected"] is not None for each in outcomes) == bad
    found = Counter(
        (finding["norm"], finding["status"])
        for each in outcomes
        for finding in each["findings"] or ()
    )
    assert {pair: found[pair] for pair in expected} == expected
