"""The command line: exit codes, formats, and bad input of every kind."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from checker.cli import command
from checker.errors import IrmcheckError

ROOT = Path(__file__).parent.parent
LATE = str(ROOT / "examples" / "ftd-late-contact.yaml")


def call(*words, data=None):
    """Run in a process of its own, as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "checker", *words],
        cwd=ROOT,
        input=data,
        capture_output=True,
        env={**os.environ, "NO_COLOR": "1"},
    )


def checked(*words):
    """Run inside this process; returns the exit code and the output."""
    result = CliRunner().invoke(command, list(words))
    if isinstance(result.exception, IrmcheckError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def write(tmp_path, text):
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_findings_make_exit_code_1_and_name_their_line():
    done = call("check", LATE)
    assert done.returncode == 1
    text = done.stdout.decode()
    assert "IRM 5.7.1.6" in text
    assert "+ 25 calendar days = 2026-10-11; 2 days late" in text
    assert "(line 26)" in text
    assert "\x1b[" not in text


def test_a_wrong_closing_option_says_which_one_fits():
    case = str(ROOT / "examples" / "ftd-closing-wrong-option.yaml")
    _, text = checked("check", case)
    assert "computed: fitting option: brought into compliance" in text
    _, found = checked("check", case, "--format", "json")
    breached = [
        f for f in json.loads(found)[0]["findings"] if f["status"] == "breached"
    ]
    assert [f["computed"] for f in breached] == [
        {"fitting_option": "brought_into_compliance"}
    ]


def test_json_follows_its_schema():
    code, output = checked("check", LATE, "--format", "json", "--all")
    assert code == 1
    rows = json.loads(output)
    code, schema = checked("schema", "--findings")
    assert code == 0
    Draft202012Validator(json.loads(schema)).validate(rows)
    [row] = rows
    late = next(f for f in row["findings"] if f["norm"] == "contact_within_term")
    assert late["status"] == "met_late"
    assert late["days_late"] == 2
    assert late["due"] == {
        "date": "2026-10-11",
        "arithmetic": "alert assigned 2026-09-16 + 25 calendar days = 2026-10-11",
    }
    assert late["done"] == {"entry": "c1", "date": "2026-10-13"}
    assert late["trigger"] == "A1.assigned_date"
    assert "ftd.contact-within-25-days" in late["covers"]
    skipped = [f for f in row["findings"] if f["status"] == "not_applicable"]
    assert skipped
    assert all(f["reason"] for f in skipped)


def test_a_case_on_standard_input_is_judged():
    data = Path(LATE).read_bytes()
    done = call("check", "-", "--format", "json", data=data)
    assert done.returncode == 1
    assert json.loads(done.stdout)[0]["case"] == "FTD-2026-0412"


def test_fail_on_law_passes_what_is_no_violation_of_law():
    assert checked("check", LATE, "--fail-on", "law")[0] == 0


def test_only_narrows_to_a_norm_an_entry_or_a_citation():
    for word in ("contact_within_term", "ftd.contact-within-25-days"):
        _, output = checked("check", LATE, "--format", "json", "--only", word)
        [row] = json.loads(output)
        assert [f["norm"] for f in row["findings"]] == ["contact_within_term"]
    assert checked("check", LATE, "--only", "no_such_norm")[0] == 2


def test_as_of_replaces_the_day_of_the_case():
    _, output = checked("check", LATE, "--as-of", "2026-10-11", "--format", "json")
    [row] = json.loads(output)
    status = {f["norm"]: f["status"] for f in row["findings"]}
    assert status["contact_within_term"] == "due"
    assert checked("check", LATE, "--as-of", "2026-02-30")[0] == 2


def test_html_masks_tins_and_is_one_file(tmp_path):
    text = Path(LATE).read_text().replace('"**-***4821"', '"12-3456789"')
    page = tmp_path / "report.html"
    code, _ = checked("check", write(tmp_path, text), "--html", str(page))
    assert code == 1
    html = page.read_text(encoding="utf-8")
    assert "12-3456789" not in html
    assert "***-**-6789" in html
    assert "src=" not in html
    assert '<link rel="stylesheet"' not in html
    checked("check", write(tmp_path, text), "--html", str(page), "--full-tins")
    assert "12-3456789" in page.read_text(encoding="utf-8")


def test_hostile_text_is_harmless_everywhere(tmp_path):
    nasty = '</script><script>alert(1)</script>"). violated(x'
    text = (
        Path(LATE)
        .read_text()
        .replace(
            "Spoke with the owner; deposits were used for rent.",
            json.dumps(nasty),
        )
    )
    page = tmp_path / "report.html"
    code, _ = checked("check", write(tmp_path, text), "--html", str(page))
    assert code == 1
    assert "<script>alert" not in page.read_text(encoding="utf-8")


def test_an_unknown_act_hides_nothing_else_that_is_wrong(tmp_path):
    text = (
        "case: a\ntaxpayers: [{id: T}]\nhistory:\n"
        "  - {id: x, on: 2026-02-30, act: levy_isued, taxpayer: Q, form: 668-A}\n"
        "  - {on: 2026-03-01, act: levy_released, levy: x}\n"
    )
    code, out = checked("check", write(tmp_path, text))
    assert code == 3
    for told in ("levy_issued", "2026-02-30", "`Q`"):
        assert told in out
    assert len([line for line in out.splitlines() if ": " in line]) == 3


BAD = {
    "malformed YAML": ("case: [", "1"),
    "unknown act": (
        "case: a\nhistory:\n  - {on: 2026-01-02, act: levy_isued}\n",
        "levy_issued",
    ),
    "unknown field": (
        "case: a\nhistory:\n  - {on: 2026-01-02, act: contact, withh: taxpayer}\n",
        "with",
    ),
    "impossible date": (
        "case: a\nhistory:\n  - {on: 2026-02-30, act: contact}\n",
        "3:",
    ),
    "duplicate id": (
        "case: a\ntaxpayers:\n  - {id: T}\n  - {id: T}\n",
        "T",
    ),
    "reference to nothing": (
        "case: a\nmodules:\n  - {id: M, taxpayer: Z}\n",
        "Z",
    ),
    "wrong type": (
        "case: a\nmodules:\n  - {id: M, balance: many}\n",
        "many",
    ),
    "empty file": ("", "no case"),
    "aliases that explode": (
        "case: a\nhistory:\n  - &a [1,1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"  - &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 10)}]\n"
            for n in range(8)
        ),
        "alias",
    ),
    "deep nesting": ("case: " + "[" * 3000, "nest"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_message_and_exit_code_3(tmp_path, name):
    text, hint = BAD[name]
    done = call("check", write(tmp_path, text))
    message = done.stderr.decode()
    assert done.returncode == 3, message
    assert "Traceback" not in message
    assert "case.yaml" in message
    assert hint in message


def test_files_that_cannot_be_read_get_a_message(tmp_path):
    binary = tmp_path / "rubbish.yaml"
    binary.write_bytes(bytes(range(256)) * 10)
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"# " + b"x" * 50_000_000)
    for path in (binary, huge, tmp_path, tmp_path / "missing.yaml"):
        done = call("check", str(path))
        assert done.returncode == 3
        assert b"Traceback" not in done.stderr
        assert str(path).encode() in done.stderr


def test_one_bad_case_does_not_stop_the_others(tmp_path):
    text = "case: bad\nhistory:\n  - {on: 2026-01-02, act: nonsense}\n---\n"
    path = write(tmp_path, text + Path(LATE).read_text())
    code, output = checked("check", path, "--format", "json")
    assert code == 3
    rows = json.loads(output)
    assert rows[0]["case"] == "FTD-2026-0412"
    assert rows[1]["errors"][0]["line"] == 3


def test_next_lists_what_is_due_and_writes_a_calendar(tmp_path):
    calendar = tmp_path / "due.ics"
    code, output = checked(
        "next", LATE, "--as-of", "2026-09-20", "--ics", str(calendar)
    )
    assert code == 0
    assert "by 2026-10-11 (21 days left)" in output
    text = calendar.read_bytes().decode()
    assert "DTSTART;VALUE=DATE:20261011" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_norms_list_their_scenarios():
    code, output = checked("norms", "--format", "json")
    assert code == 0
    row = next(r for r in json.loads(output) if r["id"] == "assign_within_seven_days")
    assert "ftd.assign-within-7-days-of-hold-file-arrival" in row["covers"]
    assert row["editions"] == [
        {"from": None, "until": None, "term": "within(7,calendar_days)"}
    ]
    assert "an alert assigned on the eighth day is late" in row["scenarios"]


def test_a_foreign_rulebook_replaces_the_chapters(tmp_path):
    library = ROOT / "tests" / "rulebooks" / "library"
    code, output = checked("test", str(library), "--rulebook", str(library))
    assert code == 0
    assert "0 failed" in output


def test_a_broken_rulebook_names_file_and_line(tmp_path):
    (tmp_path / "rulebook.yaml").write_text("name: broken\n")
    (tmp_path / "a.lp").write_text("x(Case) :- event(Case, E, levy_isued, D).\n")
    code, output = checked("check", LATE, "--rulebook", str(tmp_path))
    assert code == 3
    assert "a.lp:1:1" in output
    assert "levy_issued" in output
    (tmp_path / "a.lp").write_text("#script(python)\nprint(1)\n#end.\n")
    assert (
        "#script is refused" in checked("check", LATE, "--rulebook", str(tmp_path))[1]
    )


def test_the_compiled_rulebook_is_used_again_and_made_anew(tmp_path, monkeypatch):
    from checker.compiled import rulebook_for
    from checker.places import asp_folder

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "book"
    shutil.copytree(ROOT / "tests" / "rulebooks" / "library", folder)
    first = rulebook_for(asp_folder(), folder)
    [kept] = (tmp_path / "cache" / "irmcheck").glob("*.rulebook")
    assert rulebook_for(asp_folder(), folder).hash == first.hash
    kept.write_bytes(b"no pickle")
    assert rulebook_for(asp_folder(), folder).hash == first.hash
    kept.chmod(0o666)
    assert rulebook_for(asp_folder(), folder).hash == first.hash
    norm_file = next(folder.glob("*.lp"))
    norm_file.write_text(norm_file.read_text() + "\n% another edition\n")
    assert rulebook_for(asp_folder(), folder).hash != first.hash


def test_without_a_place_for_a_cache_the_rulebook_is_read(tmp_path, monkeypatch):
    from checker.compiled import rulebook_for
    from checker.places import asp_folder

    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert rulebook_for(asp_folder()).norms
