"""What each error of opening means for a person: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ctg_desktop.errors import (
    CtgError,
    DamagedError,
    DiskFullError,
    FolderHeldError,
    FolderMissingError,
    ForeignFileError,
    ReadOnlyError,
    TooNewError,
    TooOldError,
)
from ctg_desktop.typography import quoted, typeset


class Way(Enum):
    """What can be done from the screen; `value` is its words."""

    TRY_AGAIN = "Réessayer"
    READ = "Consulter sans modifier"
    RESTORE = "Reprendre une copie de sécurité…"
    REBUILD = "Reconstruire d’après le journal"
    SHOW_BACKUPS = "Ouvrir le dossier des copies"
    OTHER = "Choisir un autre dossier…"
    ANEW = "Créer un nouveau dossier…"
    JOIN = "Rejoindre par une invitation…"
    QUIT = "Quitter"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words of the screen; `ways` begins with the one to be preferred."""

    title: str
    happened: str
    safe: str
    advice: str
    ways: tuple[Way, ...]


def explained(error: CtgError, folder: Path) -> Explanation:
    """Return what to say of an error of opening `folder`."""
    for kind, explain in _KINDS.items():
        if isinstance(error, kind):
            return _set(explain(error, _FOLDER), folder)
    return Explanation(
        "Ce dossier ne s’ouvre pas",
        error.sentence,
        "",
        "",
        (Way.TRY_AGAIN, Way.OTHER, Way.QUIT),
    )


_FOLDER = "DOSSIER"


def _set(told: Explanation, folder: Path) -> Explanation:
    """Set French spaces in the texts below, which have plain ones; a path stays as it is."""

    def words(text: str) -> str:
        return typeset(text).replace(_FOLDER, quoted(folder), 1)

    return Explanation(
        words(told.title), words(told.happened), words(told.safe), words(told.advice), told.ways
    )


def _missing(_error: CtgError, folder: str) -> Explanation:
    return Explanation(
        "Vos données ne sont plus là",
        f"Le dossier {folder} n’est plus là, ou ne contient plus de données de CTG Desktop.",
        "Rien n’a été créé à sa place.",
        "S’il est sur une clé, un disque ou un partage, rebranchez-le puis réessayez. S’il a été "
        "déplacé ou renommé, choisissez son nouvel emplacement. S’il est perdu, une copie de "
        "sécurité gardée ailleurs se reprend ici.",
        (Way.TRY_AGAIN, Way.OTHER, Way.RESTORE, Way.ANEW, Way.QUIT),
    )


def _held(error: CtgError, folder: str) -> Explanation:
    who = error.holder if isinstance(error, FolderHeldError) and error.holder else "ailleurs"
    return Explanation(
        "Ce dossier est déjà ouvert",
        f"Le dossier {folder} est ouvert {who}.",
        "Rien n’a été modifié : une seule fenêtre écrit à la fois, rien ne peut se mélanger.",
        "Fermez l’autre fenêtre puis réessayez, ou consultez le dossier sans le modifier : "
        "chercher et imprimer restent possibles. Pour y noter chacun de son côté, ayez chacun "
        "votre dossier : demandez une invitation à qui l’a ouvert, et rejoignez-le.",
        (Way.TRY_AGAIN, Way.READ, Way.JOIN, Way.OTHER, Way.QUIT),
    )


def _read_only(_error: CtgError, folder: str) -> Explanation:
    return Explanation(
        "Ce dossier ne se laisse pas modifier",
        f"L’emplacement {folder} n’accepte pas que l’on y écrive.",
        "Rien n’a été modifié.",
        "Consultez-le sans le modifier : chercher et imprimer restent possibles. Pour y noter "
        "quelque chose, demandez le droit d’écrire dans ce dossier.",
        (Way.READ, Way.TRY_AGAIN, Way.OTHER, Way.QUIT),
    )


def _full(_error: CtgError, folder: str) -> Explanation:
    return Explanation(
        "Le disque est plein",
        f"Il n’y a plus assez de place à côté de {folder} pour travailler.",
        "Ce qui était enregistré est intact.",
        "Libérez de la place (la corbeille, les téléchargements), puis réessayez. Consulter sans "
        "modifier reste possible.",
        (Way.TRY_AGAIN, Way.READ, Way.OTHER, Way.QUIT),
    )


def _damaged(error: CtgError, folder: str) -> Explanation:
    what = error.what if isinstance(error, DamagedError) and error.what else "elle ne se lit plus"
    return Explanation(
        "La base est endommagée",
        f"La base du dossier {folder} ne peut pas être ouverte : {what}.",
        "Rien n’a été modifié ni effacé, et les copies de sécurité ne sont pas touchées.",
        "Reprenez une copie de sécurité : la liste dit de quand date chacune, ce qui y a été noté "
        "en dernier et si elle est en bon état. Une copie gardée ailleurs (clé, autre ordinateur) "
        "se choisit par son fichier. Ce qui a été noté depuis est proposé ensuite, autant qu’il "
        "peut se lire. Sans copie, la base se reconstruit d’après son journal, où chaque "
        "changement est gardé. La base endommagée est rangée dans un dossier voisin, jamais "
        "effacée.",
        (
            *(Way.RESTORE, Way.REBUILD, Way.SHOW_BACKUPS),
            *(Way.TRY_AGAIN, Way.OTHER, Way.ANEW, Way.QUIT),
        ),
    )


def _foreign(_error: CtgError, folder: str) -> Explanation:
    return Explanation(
        "Ce fichier n’est pas de CTG Desktop",
        f"Le fichier ctg.sqlite du dossier {folder} vient d’un autre programme.",
        "Il n’a été ni ouvert ni modifié.",
        "Choisissez le dossier où sont vos données, ou créez-en un nouveau ailleurs.",
        (Way.OTHER, Way.ANEW, Way.TRY_AGAIN, Way.QUIT),
    )


def _too_new(_error: CtgError, folder: str) -> Explanation:
    return Explanation(
        "Il faut une version plus récente de CTG Desktop",
        f"Le dossier {folder} a été utilisé avec une version plus récente que celle-ci.",
        "Rien n’a été modifié.",
        "Installez cette version plus récente sur cet ordinateur, puis ouvrez de nouveau le "
        "dossier.",
        (Way.OTHER, Way.TRY_AGAIN, Way.QUIT),
    )


def _too_old(_error: CtgError, folder: str) -> Explanation:
    return Explanation(
        "Ce dossier est trop ancien pour cette version",
        f"Le dossier {folder} vient d’une version que celle-ci ne sait plus lire.",
        "Rien n’a été modifié.",
        "Ouvrez-le d’abord avec une version intermédiaire de CTG Desktop, qui le mettra à jour.",
        (Way.OTHER, Way.TRY_AGAIN, Way.QUIT),
    )


_KINDS: dict[type[CtgError], Callable[[CtgError, str], Explanation]] = {
    FolderMissingError: _missing,
    FolderHeldError: _held,
    ReadOnlyError: _read_only,
    DiskFullError: _full,
    DamagedError: _damaged,
    ForeignFileError: _foreign,
    TooNewError: _too_new,
    TooOldError: _too_old,
}
