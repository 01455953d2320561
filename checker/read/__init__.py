"""Case files and scenario files -> typed, checked cases.

In:  YAML or JSON as `docs/vocabulary.md` describes it.
Out: `Case` records, and `InputInvalid` for what cannot be judged.

    >>> reading = read_path("examples/late-contact.yaml", vocabulary)
    >>> [case.id for case in reading.cases]
    ['late-contact']
"""

from checker.read.cases import read_parameters
from checker.read.files import LARGEST, Reading, read_cases, read_path
from checker.read.remarks import Remarks
from checker.read.scenarios import Expected, Scenario, read_scenarios

__all__ = [
    "LARGEST",
    "Expected",
    "Reading",
    "Remarks",
    "Scenario",
    "read_cases",
    "read_parameters",
    "read_path",
    "read_scenarios",
]
