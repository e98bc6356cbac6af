"""The pages of the help, as text: which there are, what they say, what a search finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import resources
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.levels import worded
from ctg_desktop.paths import command_name
from ctg_desktop.typography import spaced
from ui.command_list import COMMANDS, MENUS, french_shortcut, page_shortcut

_FOLDER = "help"
_CODE = r"(?s)(!\[|```.*?```|`[^`]*`|\]\([^)]*\))"
"""What is to be typed, or leads somewhere: it stays as it is."""

_COMMANDS_MARK = "<!-- COMMANDES -->"
_COMMAND_NAME = "python main.py"
"""How the pages call the program, which the delivered one is not called."""

ORDER = (
    "premiers_pas",
    "accueil",
    "actions",
    "fiche",
    "fiche_lignes",
    "strategie",
    "contacts",
    "territoire",
    "listes",
    "imprimer",
    "importer",
    "exporter",
    "echanges",
    "echanger",
    "arbitrer",
    "parametres",
    "sauvegardes",
    "donnees_personnelles",
    "raccourcis",
    "ligne_de_commande",
    "commandes_tableurs",
    "autre_convention",
    "fichier_communes",
    "administrateurs",
    "relais_administrateurs",
    "relais_serveur",
    "relais_pannes",
    "glossaire",
    "sources_des_donnees",
)
"""The pages as the contents list them."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of the contents."""

    topic: str
    title: str


def page_text(topic: str) -> str:
    """Return a page as Markdown, in the words of the convention.

    Raises:
        FileNotFoundError: there is no such page.
    """
    parts = list(_parts(topic))
    parts[::2] = map(worded, parts[::2])
    return "".join(parts)


@cache
def _parts(topic: str) -> tuple[str, ...]:
    """Return a page, whose file is written with plain spaces: text and code in turn."""
    text = resources.path(_FOLDER, f"{topic}.md").read_text(encoding="utf-8")
    text = text.replace(_COMMAND_NAME, command_name())
    parts = re.split(_CODE, text.replace(_COMMANDS_MARK, "\n".join(_shortcut_tables())))
    parts[::2] = [spaced(part, quotes_itself=True) for part in parts[::2]]
    return tuple(parts)


def page_title(topic: str) -> str:
    """Return the title of a page."""
    return page_text(topic).partition("\n")[0].removeprefix("# ")


def pages(words: str = "") -> list[HelpPage]:
    """Return the pages that hold every word (or its beginning), in their order; all of them."""
    wanted = fold(words).split()
    found = []
    for topic in ORDER:
        text = f" {fold(plain_text(topic))}"
        if all(f" {word}" in text for word in wanted):
            found.append(HelpPage(topic, page_title(topic)))
    return found


def plain_text(topic: str) -> str:
    """Return what a page says, without its signs of Markdown."""
    without_links = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", page_text(topic))
    return re.sub(r"[*`#|]+", " ", without_links)


def links(topic: str) -> list[str]:
    """Return where the links of a page lead; pictures are none."""
    return re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", page_text(topic))


def _shortcut_tables() -> Iterator[str]:
    """Yield the shortcuts of every menu, as the commands themselves tell them."""
    for key, title in MENUS.items():
        lines = [
            f"| {spec.words.rstrip('…')} | {french_shortcut(spec.shortcut)} |"
            for spec in COMMANDS
            if spec.menu == key and spec.shortcut
        ]
        if key == "go":
            keys = ", ".join(page_shortcut(number) for number in (1, 2, 3))
            lines.append(f"| Les pages de la navigation, de haut en bas | {keys}… |")
        if lines:
            yield f"## {title.replace('&', '')}"
            yield ""
            yield "| Commande | Touches |"
            yield "|---|---|"
            yield from lines
            yield ""
