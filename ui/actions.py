"""Every command of the window, once: its words, its shortcut, its menu.

A command whose `id` a page offers (see `Page.commands`) is carried out by the page on screen;
the others by the window. What nobody offers now is greyed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command: `text` is French, with `&` before its mnemonic; `menu` is a key of `MENUS`."""

    id: str
    text: str
    menu: str
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    opens_group: bool = False
    """Whether a line stands above it in its menu."""


MENUS = {
    "file": "&Fichier",
    "edit": "É&dition",
    "action": "&Action",
    "view": "Affi&chage",
    "help": "A&ide",
}

COMMANDS = (
    # Fichier
    CommandSpec("print", "&Aperçu et impression…", "file", "Ctrl+P", "print"),
    CommandSpec("export_actions", "Exporter les a&ctions…", "file", "", "export", opens_group=True),
    CommandSpec("export_contacts", "Exporter les c&ontacts…", "file", "", "export"),
    CommandSpec("export_all", "Exporter &tout le dossier…", "file", "", "export"),
    CommandSpec(
        "import_reference", "&Importer un référentiel…", "file", "", "import", opens_group=True
    ),
    CommandSpec("export_reference", "Publier le &référentiel…", "file", "", "export"),
    CommandSpec("back_up", "&Sauvegarder maintenant", "file", "Ctrl+S", "lock", opens_group=True),
    CommandSpec("verify", "&Vérifier le dossier…", "file", "", "check"),
    CommandSpec("open_demonstration", "&Essayer avec des données d’exemple", "file"),
    CommandSpec("quit", "&Quitter", "file", "Ctrl+Q", "close", opens_group=True),
    # Édition
    CommandSpec("undo", "&Annuler", "edit", "Ctrl+Z", "undo"),
    CommandSpec("redo", "&Rétablir", "edit", "Ctrl+Y", "redo"),
    CommandSpec("copy_rows", "&Copier les lignes", "edit", "Ctrl+C", "copy", opens_group=True),
    CommandSpec("search", "R&echercher dans la page", "edit", "Ctrl+F", "search", opens_group=True),
    CommandSpec("search_all", "Rechercher &partout", "edit", "Ctrl+Shift+F", "search"),
    CommandSpec("palette", "Palette de co&mmandes…", "edit", "Ctrl+K", "palette"),
    # Action (of the trade: the rows of the page on screen)
    CommandSpec("new", "&Nouvelle fiche", "action", "Ctrl+N", "plus"),
    CommandSpec("edit", "&Modifier", "action", "F2", "edit"),
    CommandSpec("duplicate", "&Dupliquer", "action", "Ctrl+D", "copy"),
    CommandSpec("bulk_edit", "Modifier &plusieurs actions…", "action", "Ctrl+M", "edit"),
    CommandSpec("delete", "Mettre à la cor&beille", "action", "Del", "trash", opens_group=True),
    CommandSpec("restore", "&Restaurer", "action", "Ctrl+R", "restore"),
    CommandSpec("show_bin", "Afficher la c&orbeille", "action", "Ctrl+B", "trash"),
    # Affichage
    CommandSpec("refresh", "&Actualiser", "view", "F5", "refresh"),
    CommandSpec("columns", "&Colonnes…", "view", "", "columns"),
    CommandSpec("larger", "Texte plus &grand", "view", "Ctrl++", "zoom-in", opens_group=True),
    CommandSpec("smaller", "Texte plus &petit", "view", "Ctrl+-", "zoom-out"),
    CommandSpec("usual_size", "Taille &normale", "view", "Ctrl+0"),
    # Aide
    CommandSpec("help", "&Aide sur cette page", "help", "F1", "help"),
    CommandSpec("glossary", "&Glossaire", "help"),
    CommandSpec("shortcuts", "&Raccourcis clavier", "help"),
    CommandSpec("about", "À &propos", "help", "", "info", opens_group=True),
)
"""The pages themselves (Ctrl+1 … Ctrl+9) come from `ui.pages.PAGES`, in the menu Affichage."""
