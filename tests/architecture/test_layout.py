"""Where things stand, and names that would hide others."""

import re
import sys

import pytest

from tests.architecture.project import PACKAGES, ROOT, files, modules, texts


def test_root_when_listed_then_the_eight_names_stand_side_by_side() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in files()}

    assert {*PACKAGES, "packaging", "tests", "main.py", "pyproject.toml"} <= names


@pytest.mark.parametrize("folder", ["packaging", "tests"])
def test_folder_when_it_is_no_package_then_it_has_no_init(folder: str) -> None:
    # `packaging/__init__.py` would hide the library of that name, and `tests/ui/__init__.py`
    # would be found by `import ui`.
    assert [path for path in modules(folder) if path.name == "__init__.py"] == []


def test_packaging_when_listed_then_no_module_bears_a_standard_name() -> None:
    names = {module.stem for module in modules("packaging")}

    assert not names & (sys.stdlib_module_names | {"build"})


def test_modules_when_listed_then_each_is_named_after_what_it_holds() -> None:
    vague = {"common", "helpers", "manager", "misc", "utils"}

    assert [path for path in modules() if vague & {path.stem, *path.relative_to(ROOT).parts}] == []


def test_main_when_read_then_it_only_calls_bootstrap() -> None:
    lines = (ROOT / "main.py").read_text(encoding="utf-8").splitlines()
    code = [line.strip() for line in lines if line and not line.startswith(('"""', "if "))]

    assert code == ["from ctg_desktop.bootstrap import main", "raise SystemExit(main())"]


def test_page_of_the_house_when_it_names_a_place_then_it_is_there() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    full = set(re.findall(r"`((?:ctg_desktop|db|ui)/[\w./]+)`", page))
    folder = ""
    for line in page.splitlines():
        if match := re.match(r"\| (· )?((?:`[\w./]+`(?:, )?)+) \|", line):
            names = re.findall(r"`([\w./]+)`", match[2])
            folder = folder if match[1] else names[0]
            full |= {folder + name for name in names} if match[1] else set(names)

    assert len(full) > 30
    assert [name for name in full if not (ROOT / name).exists()] == []


_TO_BE_ABSENT = {"packaging/__init__.py", "tests/ui/__init__.py"}


def test_texts_when_they_name_a_file_or_a_module_then_it_is_there() -> None:
    a_file = re.compile(r"`((?:ctg_desktop|db|packaging|resources|tests|ui)/[\w./-]+)`")
    a_module = re.compile(r"`((?:ctg_desktop|db|domain|services|ui)(?:\.[a-z_]+)+)[`.(]")
    named = 0
    gone = set()
    for path, text in texts():
        if path.suffix in {".md", ".py"}:
            files_named = set(a_file.findall(text)) - _TO_BE_ABSENT
            modules_named = set(a_module.findall(text))
            named += len(files_named) + len(modules_named)
            gone |= {(path.name, name) for name in files_named if not (ROOT / name).exists()}
            gone |= {(path.name, name) for name in modules_named if not _is_there(name)}

    assert named > 90
    assert gone == set()


def _is_there(name: str) -> bool:
    """Whether a dotted name is a module, or stands in the one that its beginning names."""
    package, *parts = name.split(".")
    at = ROOT / package if (ROOT / package).is_dir() else ROOT / "ctg_desktop" / package
    for part in parts:
        if (at / part).is_dir() or (at / f"{part}.py").is_file():
            at /= part
        else:
            module = at / "__init__.py" if at.is_dir() else at.with_suffix(".py")
            return bool(re.search(rf"\b{part}\b", module.read_text(encoding="utf-8")))
    return True


@pytest.mark.parametrize(
    ("sought", "told"),
    [
        ("est plein : rien de plus n’a été enregistré", "db/error_map.py"),
        ('text("intitule", "Intitulé"', "ctg_desktop/domain/"),
        ('"Échéance"', "ui/pages/actions/list_columns.py"),
        ("PORTRAIT = PageFormat", "ctg_desktop/printing/engine/style.py"),
        ("PRAGMA trusted_schema", "db/driver.py"),
        ("def check_status_step", "ctg_desktop/domain/action.py"),
        ("def is_late", "ctg_desktop/domain/rules.py"),
    ],
)
def test_page_of_the_house_when_something_is_looked_for_then_it_leads_there(
    sought: str, told: str
) -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    here = ROOT / told
    texts = (
        [path.read_text(encoding="utf-8") for path in here.glob("*.py")]
        if here.is_dir()
        else [here.read_text(encoding="utf-8")]
    )

    assert f"`{told}`" in page.partition("## Where things are")[0]
    assert any(sought in text for text in texts)
