"""The wheel is complete: installed into an empty environment, it works."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from checker import __version__

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the source distribution, and the wheel from that."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "-o", folder, cwd=ROOT)
    [found] = folder.glob("*.whl")
    return found


def run(*command, cwd, expected=0):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout


def files(folder):
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.slow
def test_rules_and_templates_ship_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    data = files("asp") | files("templates")
    assert {f"checker/_data/{name}" for name in data} <= names
    assert files("checker") <= names
    assert not [name for name in names if name.startswith(("tests/", "examples/"))]


@pytest.mark.slow
def test_the_installed_wheel_checks_a_case_from_another_directory(wheel, tmp_path):
    home, elsewhere = tmp_path / "env", tmp_path / "elsewhere"
    elsewhere.mkdir()
    run(sys.executable, "-m", "venv", home, cwd=tmp_path)
    python, irmcheck = home / "bin" / "python", home / "bin" / "irmcheck"
    run(python, "-m", "pip", "install", "-q", wheel, cwd=tmp_path)

    assert __version__ in run(irmcheck, "--version", cwd=elsewhere)
    assert __version__ in run(python, "-m", "checker", "--version", cwd=elsewhere)
    case = ROOT / "examples" / "ftd-late-contact.yaml"
    command = [irmcheck, "check", case, "--html", "report.html"]
    assert "IRM 5.7.1.6" in run(*command, cwd=elsewhere, expected=1)
    assert "<html" in (elsewhere / "report.html").read_text(encoding="utf-8")


def test_the_version_is_written_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]


def test_the_readme_sets_up_with_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Set up")[2].partition("\n## ")[0]
    blocks = section.split("```sh\n")[1:]
    assert len(blocks) == 2
    for block in blocks:
        command = block.partition("```")[0].strip()
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && ")
