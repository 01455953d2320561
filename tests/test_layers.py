"""The borders of the house: data flow one way, and some things have one place."""

import ast
import re
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "checker"

#: Rooms in the order of the flow; a module imports only from its own room or
#: an earlier one. A name ending in `.` stands for a whole package.
ROOMS = [
    ["checker"],
    ["case"],
    ["errors", "findings"],
    ["days", "money", "places", "caches", "nodes", "values", "phrases"],
    ["vocabulary."],
    ["schema", "reference"],
    ["read."],
    ["rules", "cards", "terms", "choices"],
    ["usage", "wellformed", "spans", "reach", "breakpoints", "functions", "domains"],
    ["flow"],
    ["rulebook"],
    ["compiled"],
    ["relations"],
    ["facts", "slices"],
    ["fireable"],
    ["answers", "solve"],
    ["statuses", "trace", "comparisons", "absence", "wanted", "worlds"],
    ["words", "deciders"],
    ["details", "evidence"],
    ["periods"],
    ["judge", "verdicts", "inapplicable", "liberties", "corrective"],
    ["explain.joining", "explain.questions"],
    ["explain.heldoff"],
    ["explain.graph", "explain.short", "explain.outcomes", "explain.why"],
    ["check"],
    ["scenarios"],
    ["catalogue"],
    ["explain."],
    ["report."],
    ["console"],
    ["explain.command", "audit.", "verify."],
    ["cli"],
    ["__main__"],
]
CLINGO = {
    "answers",
    "rules",
    "functions",
    "solve",
    "trace",
    "comparisons",
    "worlds",
    "words",
    "deciders",
    "statuses",
    "judge",
    "details",
    "verdicts",
    "periods",
}
MODULES = sorted(HOUSE.rglob("*.py"))


def name_of(path):
    parts = path.relative_to(HOUSE).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts) or "checker"


def room_of(name):
    for number, room in enumerate(ROOMS):
        if name in [each.rstrip(".") for each in room]:
            return number
    for number, room in enumerate(ROOMS):
        if any(each.endswith(".") and name.startswith(each) for each in room):
            return number
    raise AssertionError(f"{name} stands in no room; add it to ROOMS")


def module_of(imported):
    """Name the module of the house that `checker.x.y` stands in."""
    name = imported.removeprefix("checker.")
    inside = HOUSE / name.replace(".", "/")
    if inside.with_suffix(".py").exists() or inside.is_dir():
        return name
    return name.rpartition(".")[0] or "checker"


def imports_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "checker":
                yield from (f"checker.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_from_earlier_rooms(path):
    mine = name_of(path)
    for module in imports_of(path):
        if module.startswith("checker."):
            other = module_of(module)
            assert room_of(other) <= room_of(mine), f"{mine} imports {other}"


def test_no_modules_import_each_other_in_a_circle():
    graph = {
        name_of(path): {
            module_of(module)
            for module in imports_of(path)
            if module.startswith("checker.")
        }
        for path in MODULES
    }
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_are_absolute_and_take_nothing_private(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}"
            if (node.module or "").startswith("checker"):
                private = [each.name for each in node.names if each.name[0] == "_"]
                assert set(private) <= {"__version__"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_public_names_exist(path):
    # That `__all__` is sorted, ruff holds (RUF022).
    if name_of(path) == "__main__":
        return
    module = import_module(f"checker.{name_of(path)}".removesuffix(".checker"))
    names = getattr(module, "__all__", [])
    if path.name == "__init__.py" and any(imports_of(path)):
        assert names, "a package that passes names on lists them in __all__"
    assert [name for name in names if not hasattr(module, name)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_names_come_from_the_domain(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [path.stem] + [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]
    empty = re.compile(r"manager|helper|util|(^|_)base($|_)|(?-i:Base)|handler", re.I)
    assert [name for name in names if empty.search(name)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_clingo_and_jinja_have_their_places(path):
    mine = name_of(path)
    tops = {module.partition(".")[0] for module in imports_of(path)}
    if "clingo" in tops:
        assert mine in CLINGO or mine.startswith(("explain.", "verify.", "audit."))
    if "jinja2" in tops:
        assert mine == "report.html"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints_exits_and_knows_the_day(path):
    mine = name_of(path)
    if mine in ("cli", "__main__") or mine.startswith("cli."):
        return
    if mine.endswith(".command"):
        return  # a command of its own, which the command line takes up
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {
                "print",
                "click.echo",
                "click.secho",
                "sys.exit",
                "exit",
                "date.today",
                "datetime.now",
                "datetime.today",
                "datetime.utcnow",
                "os.getenv",
                "time.time",
            }, f"{called} at line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize(
    "path", sorted((ROOT / "asp").rglob("*.lp")), ids=lambda path: path.name
)
def test_a_norm_file_is_short_and_narrow(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 600
    words = ("says(", "part_says(", "question(", "means(", "lasts(")
    long = [line for line in lines if len(line) > 100 and not line.startswith(words)]
    assert long == []
