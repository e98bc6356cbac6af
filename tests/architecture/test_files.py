"""What may stand in a file of the project."""

import re
import tomllib

import pytest

from tests.architecture.project import ROOT, files, texts

# A letter of each stands in brackets, so that this file does not name what it looks for.
INDEX_ADDRESSES = (
    r"py[p]i\.(org|python\.org)",
    r"python[h]osted",
    r"(https?|file)://\S+/[s]imple\b",
    r"[r]egistry\.npm",
    r"(?<!emit-)index-[u]rl\s*[=: ]\s*\S*://",
    r"find-[l]inks\s*[=: ]\s*\S*/",
)
MACHINE_PATHS = (
    r"(?<![\w.<~])/([h]ome|[U]sers)/\w",
    r"(?<![\w.<~])/([r]oot|[w]ork|[t]mp)\b",
    r"\b[A-Z]:\\+[U]sers\\",
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


def test_exemptions_when_read_then_each_gives_its_reason() -> None:
    bare = re.compile(
        r"#\s*(noqa(:\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*)?|type:\s*ignore(\[[a-z, -]*\])?"
        r"|pragma: no cover|pylint: \S+)\s*$"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path, text in texts()
        if path.suffix == ".py"
        for number, line in enumerate(text.splitlines(), start=1)
        if bare.search(line)
    ]

    assert found == []


def test_files_when_tools_have_run_then_nothing_they_leave_is_followed() -> None:
    left = {".venv", "__pycache__", ".hypothesis", "bench.json"}

    assert [path for path in files() if left & set(path.relative_to(ROOT).parts)] == []


def test_changelog_when_read_then_it_has_an_entry_for_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(rf"^## {re.escape(project['version'])}\b", changelog, re.MULTILINE)
