"""The vocabulary: what it accepts, how it is found, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import RulebookInvalid
from checker.reference import reference_page
from checker.vocabulary import Vocabulary, fold, load_vocabulary
from tests.generated import ROOT, project_vocabulary

OURS = ROOT / "asp" / "vocabulary"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return project_vocabulary()


def test_what_was_once_accepted_stays_accepted(vocabulary: Vocabulary) -> None:
    listed = (ROOT / "tests" / "data" / "accepted-names.txt").read_text("utf-8")
    for line in listed.splitlines():
        what, *words = line.split(" ")
        match what, words:
            case "entity", [name, *spellings]:
                for spelling in spellings:
                    entity = vocabulary.entity(spelling)
                    assert entity is vocabulary.entities[name], line
            case "act", [name, *spellings]:
                for spelling in spellings:
                    act = vocabulary.act(spelling)
                    assert act is vocabulary.acts[name], line
            case "list", [name, spelling]:
                assert vocabulary.lists[spelling].name == name, line
            case "field", ["common", name, type_name, *_]:
                assert vocabulary.common[name].type == type_name, line
            case "field", [owner, name, type_name, *spellings]:
                kind = vocabulary.kind(owner)
                assert kind is not None, line
                for spelling in spellings:
                    assert kind.lookup[spelling].name == name, line
                assert kind.lookup[name].type == type_name, line
            case "value", [owner, name, *rest]:
                kind = vocabulary.kind(owner)
                assert kind is not None, line
                one = kind.fields[name]
                values = one.item.values if one.item else one.values
                assert " ".join(rest) in values, line
            case "word", [enum, main, *rest]:
                assert vocabulary.enums[enum].read(" ".join(rest)) == main, line
            case "parameter", [name]:
                assert name in vocabulary.parameters, line
            case _:
                pytest.fail(line)


def test_the_reference_page_is_what_the_vocabulary_says(
    vocabulary: Vocabulary,
) -> None:
    expected = ROOT / "docs" / "vocabulary.md"
    actual = ROOT / "tests" / "actual" / "vocabulary.md"
    page = reference_page(vocabulary)
    if page != expected.read_text("utf-8"):
        actual.parent.mkdir(exist_ok=True)
        actual.write_text(page, "utf-8")
        pytest.fail("if right: cp tests/actual/vocabulary.md docs/vocabulary.md")


def test_names_are_found_by_alias(vocabulary: Vocabulary) -> None:
    act = vocabulary.act("letter_sent")
    assert act is not None
    assert act.name == "letter_issued"
    assert act.lookup["form"].name == "letter"
    assert act.lookup["case_id"].name == "bankruptcy"
    assert vocabulary.act("taxpayer") is None
    assert vocabulary.entity("letter_sent") is None
    asset = vocabulary.entity("asset")
    assert asset is not None
    assert asset.name == "property"


def test_an_own_alias_goes_before_a_common_name(vocabulary: Vocabulary) -> None:
    assert vocabulary.acts["research"].lookup["system"].name == "source"
    assert vocabulary.acts["contact"].lookup["system"].name == "system"


@pytest.mark.parametrize("spelling", ["668-W", "668 w", "668_W", "668W"])
def test_enumerations_compare_by_their_folded_form(
    vocabulary: Vocabulary, spelling: str
) -> None:
    assert vocabulary.enums["forms"].read(spelling) == "668-W"
    assert fold(" Revenue-Officer ") == "revenue_officer"


def test_references_that_would_say_too_much_are_not_implied(
    vocabulary: Vocabulary,
) -> None:
    spouse = vocabulary.entities["taxpayer"].fields["spouse"]
    assert not spouse.implied
    assert spouse.beside
    assert vocabulary.common["modules"].implied
    assert vocabulary.common["alert"].implied
    assert not vocabulary.acts["form_prepared"].fields["payments"].implied


def test_defaults_have_the_type_of_their_field(vocabulary: Vocabulary) -> None:
    bankruptcy = vocabulary.entities["bankruptcy"]
    assert bankruptcy.fields["voluntary"].default is True
    assert vocabulary.entities["claim"].fields["claim_type"].default == "regular"
    assert vocabulary.entities["module"].fields["csed"].default is None


def rulebook(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "vocabulary.yaml").write_text(text, "utf-8")
    return folder


def test_a_rulebook_adds_kinds_fields_and_words(tmp_path: Path) -> None:
    added = rulebook(
        tmp_path / "library",
        """
entities:
  loan:
    list: loans
    doc: A book lent.
    fields:
      reader: {type: ref, to: taxpayer}
  taxpayer:
    fields:
      card: {type: code}
acts:
  book_returned:
    fields: {loan: {type: ref, to: loan}, shelf: {type: enum, of: shelves}}
roles:
  values: [librarian]
enums:
  shelves: {values: [upper, lower]}
  channels: {values: [pneumatic_post]}
parameters:
  fine_ceiling: {type: money}
""",
    )
    vocabulary = load_vocabulary([OURS, added])
    assert vocabulary.lists["loans"].fields["id"].type == "code"
    assert vocabulary.entities["taxpayer"].fields["card"].type == "code"
    assert "name" in vocabulary.entities["taxpayer"].fields
    assert vocabulary.acts["book_returned"].lookup["by"].enum is not None
    assert vocabulary.enums["roles"].read("librarian") == "librarian"
    assert vocabulary.enums["channels"].read("fax") == "fax"
    assert vocabulary.acts["contact"].fields["channel"].values[-1] == "pneumatic_post"
    assert "fine_ceiling" in vocabulary.parameters


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("acts:\n  contact:\n    fields: {with: {type: date}}\n", 3, "defined"),
        ("acts:\n  phone_call: {aliases: [contact_made]}\n", 2, "`contact_made`"),
        ("acts:\n  taxpayer: {doc: x}\n", 2, "both an act and"),
        ("entities:\n  loan: {list: alerts}\n", 2, "same `list`"),
        ("acts:\n  lent: {fields: {a: {type: data}}}\n", 2, "no known type"),
        ("acts:\n  lent: {fields: {a: {type: ref, to: loan}}}\n", 2, "`loan`"),
        ("acts:\n  lent: {fields: {a: {type: enum, of: hues}}}\n", 2, "`hues`"),
        ("acts:\n  Lent: {doc: x}\n", 2, "snake_case"),
        ("acts:\n  lent: {feilds: {}}\n", 2, "`feilds`"),
        ("akts: {}\n", 1, "`akts`"),
        ("acts: [\n", 2, "YAML"),
        ("enums:\n  roles: {aliases: {boss: chief}}\n", 2, "`chief`"),
        ("acts:\n  lent: {fields: {a: {type: boolean, default: 3}}}\n", 2, "default"),
        ("acts:\n  lent: {fields: {a: {type: date, last_of: week}}}\n", 2, "quarter"),
        (
            "acts:\n  lent:\n    fields:\n      a: {type: code, aliases: [b]}\n"
            "      c: {type: code, aliases: [b]}\n",
            2,
            "both",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    added = rulebook(tmp_path / "added", text)
    with pytest.raises(RulebookInvalid) as caught:
        load_vocabulary([OURS, added])
    problem = caught.value.problems[0]
    assert problem.place.file.endswith("vocabulary.yaml")
    assert problem.place.line == line
    assert says in problem.message


def test_a_rulebook_of_another_subject_may_replace(tmp_path: Path) -> None:
    text = (
        "acts:\n"
        "  contact: {fields: {with: {type: text}}}\n"
        "  letter_sent: {fields: {to: {type: text}}}\n"
        "entities:\n"
        "  cheque: {list: checks, fields: {loan: {type: ref, to: loan}}}\n"
        "  loan: {fields: {amount: {type: integer}}}\n"
        "common:\n"
        "  system: {type: text}\n"
    )
    added = rulebook(tmp_path / "other", text)
    vocabulary = load_vocabulary([OURS, added], replacing=True)
    assert vocabulary.acts["contact"].fields.keys() == {"with"}
    act = vocabulary.act("letter_sent")
    assert act is not None
    assert act.name == "letter_sent"
    assert "letter_issued" in vocabulary.acts
    assert vocabulary.lists["checks"].name == "cheque"
    assert vocabulary.lists["loans"].name == "loan"
    assert vocabulary.common["system"].type == "text"


def test_a_folder_without_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookInvalid, match="no vocabulary files"):
        load_vocabulary([tmp_path])
