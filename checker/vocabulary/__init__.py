"""Vocabulary files -> every name a case, a norm or a scenario may use.

In:  folders: first the project's `asp/vocabulary`, then rulebooks that add to it.
Out: `Vocabulary`, with kinds, fields and enumerations by name and by alias.

    >>> vocabulary = load_vocabulary([Path("asp/vocabulary")])
    >>> contact = vocabulary.act("contact_made")
    >>> contact.name, contact.lookup["party"].name
    ('contact', 'with')
    >>> vocabulary.enums["roles"].read("Revenue-Officer")
    'revenue_officer'
"""

from checker.vocabulary.load import load_vocabulary, vocabulary_files
from checker.vocabulary.names import (
    ACT_FRAME,
    NONE_TYPES,
    TYPES,
    Enumeration,
    Field,
    Kind,
    Vocabulary,
    fields_by_spelling,
    fold,
)

__all__ = [
    "ACT_FRAME",
    "NONE_TYPES",
    "TYPES",
    "Enumeration",
    "Field",
    "Kind",
    "Vocabulary",
    "fields_by_spelling",
    "fold",
    "load_vocabulary",
    "vocabulary_files",
]
