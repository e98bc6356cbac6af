"""Where things stand, and names that would hide others."""

import sys

import pytest

from tests.architecture.project import PACKAGES, ROOT, files, modules


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
