"""The wheel is complete: installed into an empty environment, it works."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_installed_wheel_checks_a_case_from_another_directory(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    home = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", wheel], check=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    case = ROOT / "examples" / "ftd-late-contact.yaml"
    done = subprocess.run(
        [home / "bin" / "irmcheck", "check", case, "--html", "report.html"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    assert "IRM 5.7.1.6" in done.stdout
    assert "<html" in (elsewhere / "report.html").read_text(encoding="utf-8")
    version = subprocess.run(
        [python, "-m", "checker", "--version"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "irmcheck" in version.stdout
