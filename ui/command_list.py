"""Every command of the window, once: its words, its shortcut, its menu.

A command whose `id` a page offers (see `Page.commands`) is carried out by the page on screen;
the others by the window. What nobody offers now is greyed, and the palette says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctg_desktop.typography import spaced

_NOT_HERE = "Ne sert pas sur cette page"
_NO_ROW = "Choisissez d’abord une ligne"


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command: `text` is French, with `&` before its mnemonic; `menu` is a key of `MENUS`."""

    id: str
    text: str
    menu: str
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    why: str = _NOT_HERE
    """What the palette says when nobody offers the command now."""
    opens_group: bool = False
    """Whether a line stands above it in its menu."""
    more_shortcuts: tuple[str, ...] = ()
    """Shortcuts that do the same, of those used to other programs or keyboards."""
    choice: str = ""
    """The group of commands of which one is in force; `is_switch` for one that is on or off."""
    is_switch: bool = False

    def __post_init__(self) -> None:
        """Set the words as French typography does."""
        for name in ("text", "tip", "why"):
            object.__setattr__(self, name, spaced(getattr(self, name)))

    @property
    def words(self) -> str:
        """The text without its mnemonic."""
        return self.text.replace("&&", "\0").replace("&", "").replace("\0", "&")


MENUS = {
    "file": "&Fichier",
    "edit": "É&dition",
    "action": "&Action",
    "view": "Affi&chage",
    "go": "A&ller",
    "help": "A&ide",
}

COMMANDS = (
    # Fichier
    CommandSpec(
        "print",
        "&Aperçu et impression…",
        "file",
        "Ctrl+P",
        "print",
        "Montrer les pages de ce qui est à l’écran avant de les imprimer",
    ),
    CommandSpec(
        "save_pdf",
        "Enregistrer en &PDF…",
        "file",
        "Ctrl+Shift+S",
        "document",
        "Écrire dans un fichier les pages de l’aperçu",
        "Se fait depuis l’aperçu : Ctrl+P",
    ),
    CommandSpec(
        "save_word",
        "Enregistrer pour &Word…",
        "file",
        "",
        "edit",
        "Écrire le document de l’aperçu dans un fichier que Word et LibreOffice modifient",
        "Se fait depuis l’aperçu d’une fiche, du recueil ou du plan : Ctrl+P",
    ),
    CommandSpec(
        "open_pdf",
        "Ouvrir dans le &lecteur PDF",
        "file",
        "",
        "external",
        "Montrer les pages de l’aperçu dans le programme habituel pour les PDF",
        "Se fait depuis l’aperçu : Ctrl+P",
    ),
    CommandSpec(
        "export_actions",
        "Exporter les a&ctions…",
        "file",
        "",
        "export",
        "Pour Excel (classeur, CSV) ou pour un autre programme (JSON)",
        opens_group=True,
    ),
    CommandSpec(
        "export_contacts",
        "Exporter les c&ontacts…",
        "file",
        "",
        "export",
        "Pour Excel (classeur, CSV), un autre programme (JSON) ou un téléphone (vCard)",
    ),
    CommandSpec(
        "export_list",
        "E&xporter la liste…",
        "file",
        "",
        "export",
        "Pour Excel (classeur, CSV) ou pour un autre programme (JSON)",
        "Se fait depuis Territoire ou l’une des « Autres listes » du menu Aller",
    ),
    CommandSpec(
        "export_all",
        "Exporter &tout le dossier…",
        "file",
        "",
        "export",
        "Tout ce que contient le dossier : un classeur Excel complet, ou un fichier JSON",
    ),
    CommandSpec(
        "write_model",
        "Mo&dèle Excel à remplir…",
        "file",
        "",
        "export",
        "Un classeur Excel à remplir, avec les colonnes et les listes de ce dossier",
    ),
    CommandSpec(
        "import_rows",
        "Importer un ta&bleau…",
        "file",
        "Ctrl+I",
        "import",
        "Reprendre les lignes d’un fichier Excel, LibreOffice ou CSV, après un aperçu",
        "Le dossier est ouvert en lecture seule",
        opens_group=True,
    ),
    CommandSpec(
        "exchange_now",
        "Échan&ger maintenant",
        "file",
        "Ctrl+E",
        "exchange",
        "Prendre dans le relais ce que les autres ont noté, et y déposer ce qui est noté ici",
        "Le dossier est ouvert en lecture seule",
        opens_group=True,
    ),
    CommandSpec(
        "send_file",
        "Envoyer &un fichier d’échange…",
        "file",
        "",
        "mail",
        "Écrire dans un fichier ce qui est noté ici, pour des collègues (.ctg)",
    ),
    CommandSpec(
        "receive_files",
        "Recevoir un &fichier d’échange…",
        "file",
        "",
        "import",
        "Voir ce que changerait un fichier d’un collègue (.ctg), puis le reprendre ou non",
        "Le dossier est ouvert en lecture seule",
    ),
    CommandSpec(
        "import_reference",
        "&Importer un référentiel…",
        "file",
        "",
        "import",
        "Reprendre la convention envoyée par l’agglomération, après un aperçu",
        "Le dossier est ouvert en lecture seule",
        opens_group=True,
    ),
    CommandSpec(
        "import_delivered",
        "Exami&ner le référentiel livré…",
        "file",
        "",
        "book",
        "Voir ce que changerait la convention livrée avec ce programme, puis la reprendre ou non",
        "Le dossier est ouvert en lecture seule",
    ),
    CommandSpec(
        "export_reference",
        "Exporter le &référentiel…",
        "file",
        "",
        "export",
        "Écrire la convention dans un fichier à compléter ou à envoyer",
    ),
    CommandSpec(
        "back_up",
        "&Sauvegarder maintenant",
        "file",
        "Ctrl+S",
        "backup",
        "Faire une copie de sécurité vérifiée",
        "Le dossier est ouvert en lecture seule",
        opens_group=True,
    ),
    CommandSpec(
        "verify",
        "&Vérifier le dossier…",
        "file",
        "",
        "verify",
        "Contrôler le fichier, le journal et les tables, sans rien modifier",
    ),
    CommandSpec(
        "open_demonstration",
        "&Essayer avec des données d’exemple",
        "file",
        "",
        "",
        "Ouvrir un dossier à part, rempli d’actions inventées",
        "Les données d’exemple sont déjà ouvertes",
    ),
    CommandSpec(
        "leave_demonstration",
        "Revenir à &mes données",
        "file",
        "",
        "home",
        "Fermer les données d’exemple et rouvrir votre propre dossier",
        "Vous êtes déjà dans vos données",
    ),
    CommandSpec("quit", "&Quitter", "file", "Ctrl+Q", "quit", opens_group=True),
    # Édition
    CommandSpec("undo", "&Annuler", "edit", "Ctrl+Z", "undo", why="Il n’y a rien à annuler"),
    CommandSpec(
        "redo",
        "&Rétablir",
        "edit",
        "Ctrl+Y",
        "redo",
        why="Il n’y a rien à rétablir",
        more_shortcuts=("Ctrl+Shift+Z",),
    ),
    CommandSpec(
        "gestures",
        "&Historique…",
        "edit",
        "Ctrl+H",
        "history",
        "Tout ce qui a été fait dans le dossier, pour annuler un geste même ancien",
    ),
    CommandSpec(
        "copy_rows",
        "&Copier les lignes",
        "edit",
        "Ctrl+C",
        "copy",
        "Copier les lignes choisies avec leurs en-têtes, pour Excel",
        _NO_ROW,
        opens_group=True,
    ),
    CommandSpec(
        "paste_rows",
        "Co&ller des lignes…",
        "edit",
        "Ctrl+V",
        "import",
        "Importer les cellules copiées dans Excel ou LibreOffice, après un aperçu",
        "Se fait dans une liste, avec des cellules copiées",
    ),
    CommandSpec("search", "R&echercher dans la page", "edit", "Ctrl+F", "search", opens_group=True),
    CommandSpec("search_all", "Rechercher &partout", "edit", "Ctrl+Shift+F", "search"),
    CommandSpec("palette", "Palette de co&mmandes…", "edit", "Ctrl+K", "palette"),
    # Action (of the trade: the rows of the page on screen)
    CommandSpec(
        "new",
        "&Nouvelle action",
        "action",
        "Ctrl+N",
        "plus",
        why="Le dossier est ouvert en lecture seule",
    ),
    CommandSpec(
        "new_from_model",
        "Nouvelle action dep&uis un modèle…",
        "action",
        icon="plus",
        tip="Commencer une action par les textes et les lignes d’une fiche gardée pour cela",
        why="Le dossier est ouvert en lecture seule",
    ),
    CommandSpec("edit", "&Modifier", "action", "F2", "edit", why=_NO_ROW),
    CommandSpec("duplicate", "&Dupliquer", "action", "Ctrl+D", "duplicate", why=_NO_ROW),
    CommandSpec(
        "keep_model",
        "&Enregistrer comme modèle",
        "action",
        icon="star",
        tip="Garder une copie de la fiche pour resservir, hors des listes et des totaux",
        why=_NO_ROW,
    ),
    CommandSpec(
        "bulk_edit", "Modifier &plusieurs actions…", "action", "Ctrl+M", "bulk", why=_NO_ROW
    ),
    CommandSpec(
        "fill_in",
        "Compléter les communes en &tableau…",
        "action",
        "",
        "table",
        "Taper ou coller des colonnes : délibérations, qui suit chaque commune, SIVOM",
        "Se fait dans « Territoire », à l’agglomération",
    ),
    CommandSpec(
        "delete",
        "Mettre à la cor&beille",
        "action",
        "Del",
        "trash",
        why=_NO_ROW,
        opens_group=True,
    ),
    CommandSpec("restore", "&Restaurer", "action", "Ctrl+R", "restore", why=_NO_ROW),
    CommandSpec("show_bin", "Afficher la c&orbeille", "action", "Ctrl+B", "trash"),
    # Affichage
    CommandSpec("refresh", "&Actualiser", "view", "F5", "refresh"),
    CommandSpec("columns", "&Colonnes…", "view", "", "columns"),
    CommandSpec("navigation", "Navigation &réduite", "view", "F9", "sidebar", is_switch=True),
    CommandSpec(
        "theme_systeme",
        "Couleurs du &système",
        "view",
        icon="contrast",
        choice="theme",
        opens_group=True,
    ),
    CommandSpec("theme_clair", "Couleurs c&laires", "view", icon="sun", choice="theme"),
    CommandSpec("theme_sombre", "Couleurs s&ombres", "view", icon="moon", choice="theme"),
    CommandSpec(
        "theme_contraste", "Couleurs très con&trastées", "view", icon="eye", choice="theme"
    ),
    CommandSpec(
        "larger",
        "Texte plus &grand",
        "view",
        "Ctrl++",
        "zoom-in",
        why="Le texte a déjà sa plus grande taille",
        opens_group=True,
        more_shortcuts=("Ctrl+=",),
    ),
    CommandSpec(
        "smaller",
        "Texte plus &petit",
        "view",
        "Ctrl+-",
        "zoom-out",
        why="Le texte a déjà sa plus petite taille",
    ),
    CommandSpec(
        "usual_size",
        "Taille &normale",
        "view",
        "Ctrl+0",
        "text-size",
        why="Le texte a déjà sa taille normale",
        more_shortcuts=("Ctrl+À",),
    ),
    # Aller (the pages come from `ui.pages.PAGES`)
    CommandSpec(
        "back",
        "Page &précédente",
        "go",
        "Alt+Left",
        "chevron-left",
        why="Il n’y a pas de page précédente",
    ),
    CommandSpec(
        "forward",
        "Page &suivante",
        "go",
        "Alt+Right",
        "chevron-right",
        why="Il n’y a pas de page suivante",
    ),
    CommandSpec(
        "message",
        "Au m&essage affiché",
        "go",
        "F6",
        "info",
        "Mettre le clavier sur ce que propose le message, sur « Annuler » par exemple",
        "Aucun message n’est affiché",
    ),
    # Aide
    CommandSpec("help", "&Aide sur cette page", "help", "F1", "help"),
    CommandSpec("first_steps", "&Premiers pas", "help", "", "flag"),
    CommandSpec("glossary", "&Glossaire", "help", "", "book"),
    CommandSpec("shortcuts", "&Raccourcis clavier", "help", "", "keyboard"),
    CommandSpec("about", "À pr&opos de CTG Desktop", "help", "", "info", opens_group=True),
)
"""The pages themselves (Ctrl+1 … Ctrl+9) come from `ui.pages.PAGES`, in the menu Aller."""


def page_shortcut(number: int) -> str:
    """Return the shortcut of a page, counted from 1 in the order of the navigation."""
    return f"Ctrl+{number}"


def page_shortcuts(number: int) -> tuple[str, ...]:
    """Return all the shortcuts of a page: the digit, and its key on a French keyboard.

    There digits need Shift, and the key alone gives another sign. That of 6 gives `-`, which
    makes the text smaller: the sixth page has its digit alone.
    """
    signs = {1: "&", 2: "É", 3: '"', 4: "'", 5: "(", 7: "È", 8: "_", 9: "Ç"}
    french = (f"Ctrl+{signs[number]}",) if number in signs else ()
    return (page_shortcut(number), *french)


_KEYS = {
    "Shift": "Maj",
    "Del": "Suppr",
    "Left": "Gauche",
    "Right": "Droite",
    "Esc": "Échap",
}


def french_shortcut(shortcut: str) -> str:
    """Return a shortcut as French keyboards name its keys: `Ctrl+Maj+F`."""
    if shortcut.endswith("++"):
        return f"{shortcut[:-2]} et +"
    return "+".join(_KEYS.get(key, key) for key in shortcut.split("+"))
