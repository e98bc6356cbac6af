"""What Windows shows in the properties of the program, in the words that PyInstaller reads."""

from __future__ import annotations

from pathlib import Path

_FRENCH_UNICODE = "040c04b0"

_TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable({table!r}, [{strings}])]),
    VarFileInfo([VarStruct('Translation', [0x040c, 1200])])
  ]
)
"""


def written_resource(output: Path, version: str) -> Path:
    """Write the resource for a version (`1.2.3`) into a file, and return it.

    Raises:
        ValueError: the version is not three numbers.
    """
    major, minor, patch = (int(part) for part in version.split("."))
    strings = {
        "CompanyName": "CTG Desktop",
        "FileDescription": "CTG Desktop",
        "FileVersion": version,
        "InternalName": "ctg-desktop",
        "LegalCopyright": "Licence MIT",
        "ProductName": "CTG Desktop",
        "ProductVersion": version,
    }
    told = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    text = _TEMPLATE.format(numbers=(major, minor, patch, 0), table=_FRENCH_UNICODE, strings=told)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    return output
