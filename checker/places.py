"""temporary stub, being replaced"""

from pathlib import Path


def asp_folder():
    return Path(__file__).resolve().parent.parent / "asp"


def templates_folder():
    return Path(__file__).resolve().parent.parent / "templates"
