"""What may stand in a file of the project."""

import re
import tomllib

import pytest

from tests.architecture.project import ROOT, files, texts

# Put together from parts, so that this file does not name what it looks for.
INDEX_ADDRESSES = (
    r"py" r"pi\.(org|python\.org)",
    "pythonhosted",
    r"(https?|file)://\S+/sim" r"ple\b",
    "registry" r"\.npm",
    r"(?<!emit-)(extra-)?index" r"-url\s*[=: ]\s*\S*://",
    "find" r"-links\s*[=: ]\s*\S*[:/]/",
)
MACHINE_PATHS = (
    r"(?<![\w.<~])/(ho" r"me|Us" r"ers)/\w",
    r"(?<![\w.<~])/(ro" r"ot|wo" r"rk|t" r"mp)(/|\b)",
    r"\b[A-Z]:\\+Us" r"ers\\",
)


@pytest.mark.parametrize("pattern", [*INDEX_ADDRESSES, *MACHINE_PATHS])
def test_files_when_read_then_none_names_an_index_or_a_machine(pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    ]

    assert found == []


def test_files_when_tools_have_run_then_nothing_they_leave_is_followed() -> None:
    left = {".venv", "__pycache__", ".hypothesis", "synthese.pdf", "bench.json"}

    assert [path for path in files() if left & set(path.relative_to(ROOT).parts)] == []


def test_changelog_when_read_then_it_has_an_entry_for_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(rf"^## {re.escape(project['version'])}\b", changelog, re.MULTILINE)
