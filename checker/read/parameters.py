"""A file of withheld amounts -> cents by name.

In:  YAML, `{name: dollars}`, at top level or under `parameters`.
Out: a mapping from parameter to cents.
"""

from __future__ import annotations

from pathlib import Path

from checker.errors import InputInvalid, Problem
from checker.nodes import Flaw, Pairs, decode, documents
from checker.read.cases import read_parameters
from checker.read.files import LARGEST
from checker.read.remarks import Remarks
from checker.vocabulary import Vocabulary


def read_parameter_file(path: Path, vocabulary: Vocabulary) -> dict[str, int]:
    """Return the amounts that a file supplies, in cents.

    Raises:
        InputInvalid: the file cannot be read, or names no known parameter.
    """
    remarks = Remarks(str(path))
    text: str | Flaw
    try:
        text = decode(path.read_bytes()[:LARGEST])
    except OSError as error:
        text = Flaw(f"cannot be read: {error.strerror}", 1, 1)
    if isinstance(text, Flaw):
        raise InputInvalid(str(path), [Problem(text.message, remarks.place(text))])
    amounts: dict[str, int] = {}
    for document in documents(text):
        for flaw in document.flaws:
            remarks.problem(flaw.message, remarks.place(flaw))
        node = document.node
        if isinstance(node, Pairs) and "parameters" in node.entries:
            node = node.entries["parameters"].value
        amounts |= read_parameters(node, vocabulary, remarks)
    if remarks.problems:
        raise InputInvalid(str(path), remarks.problems)
    return amounts
