"""What the sheet « Mode d'emploi » says: how a workbook is read, and what each column holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind, describe
from ctg_desktop.domain.spreadsheet_text import ERASE
from ctg_desktop.spreadsheet.layout import LISTS_TITLE, Column, sheet_title
from ctg_desktop.typography import quoted, spaced

READING = tuple(
    map(
        spaced,
        (
            "Chaque feuille est une liste ; chaque ligne, une fiche ; chaque colonne, un champ. "
            "La première colonne, masquée, porte l’identifiant de la fiche : laissez-la telle "
            "quelle, c’est par elle qu’une ligne modifiée retrouve sa fiche.",
            f"Une cellule vide n’efface rien : pour effacer un champ, écrivez {ERASE}. Plusieurs "
            "noms dans une cellule se séparent par un point-virgule. Une date s’écrit "
            "15/03/2027 ; les montants, sans le signe €.",
            f"Les valeurs à choisir sont dans la feuille {quoted(LISTS_TITLE)} et proposées dans "
            "les cellules. Une personne s’écrit Prénom NOM ; ce qui se rattache à une action "
            "(étapes, budget, indicateurs…) est dans sa feuille et nomme l’action.",
        ),
    )
)
"""How any workbook of ours is read and filled in."""

MODEL = spaced(
    "Remplissez à partir de la première ligne libre, dans les feuilles qui vous servent : toutes "
    "ne sont pas à remplir. Les lignes d’exemple montrent ce qui est attendu ; elles ne sont "
    "pas reprises à l’importation."
)
"""What a model says besides."""

_KINDS: Mapping[Kind, str] = {
    Kind.TEXT: "Un texte court",
    Kind.LONG_TEXT: "Un texte, de plusieurs lignes s’il le faut",
    Kind.INTEGER: "Un nombre entier",
    Kind.DECIMAL: "Un nombre",
    Kind.DATE: "Une date",
    Kind.BOOLEAN: "Oui ou non",
    Kind.EMAIL: "Une adresse électronique",
    Kind.PHONE: "Un numéro de téléphone",
    Kind.COLOUR: "Une couleur, comme #1F6FB2",
}


def column_lines(kind: EntityType, made: Sequence[Column]) -> Iterator[tuple[str, str, str]]:
    """Yield, for each column that shows, its sheet, its title and what it holds."""
    for column in made:
        if column.spec is not None:
            yield sheet_title(kind), column.title, _told(column.spec)
        elif column.ancestor is not None:
            yield sheet_title(kind), column.title, _row(column.ancestor)


def _told(spec: FieldSpec) -> str:
    """Return what a column holds: its kind, whether it is needed, the help of its field."""
    words = _held(spec)
    if spec.unit:
        words += f", en {spec.unit}"
    if not spec.typed:
        words += " ; rempli par le programme"
    elif spec.required:
        words += " ; à remplir"
    return spaced(f"{words}. {spec.help}".strip())


def _held(spec: FieldSpec) -> str:
    if spec.choices is not None:
        return "Au choix : " + ", ".join(choice.label for choice in spec.choices)
    if spec.is_multiple:
        return f"Une ou plusieurs fiches de {quoted(describe(spec.target).plural)}"
    if spec.target:
        return _row(describe(spec.target))
    return "Une année" if spec.is_year else _KINDS[spec.kind]


def _row(kind: EntityType) -> str:
    return f"{kind.label} : son nom, comme dans {quoted(kind.plural)}"
