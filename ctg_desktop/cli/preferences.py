"""`reglages`: the logos and the name that documents print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from ctg_desktop.cli.output import say, show_json, warn
from ctg_desktop.cli.parser import FrenchParser, Options, add_format
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.people import Institution
from ctg_desktop.errors import FieldError, FileFormatError
from ctg_desktop.folder.settings import Settings, load, printed_name, save
from ctg_desktop.paths import absolute
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conventions import signing_institutions
from ctg_desktop.services.lookup import find_named


def declare(parser: FrenchParser) -> None:
    """Declare the options of `reglages`."""
    parser.add_argument("--logo", metavar="F", help="image PNG ou JPEG (vide : aucun logo)")
    parser.add_argument(
        "--logo-signataire",
        action="append",
        default=[],
        metavar="SIGNATAIRE=F",
        help="logo d’un signataire, plusieurs fois possible (CAF= : aucun)",
    )
    parser.add_argument("--nom", metavar="TEXTE", help="nom imprimé (vide : celui du référentiel)")
    add_format(parser, "texte", "json")
    parser.set_defaults(run=prefer)


def prefer(session: Session, options: Options) -> None:
    """Change the settings given, then show them all."""
    with session.reading() as uow:  # refuses what is no data folder
        before = load(session.folder)
        after = _changed(uow, before, options)
        names = signing_institutions(uow)
    if after != before:
        with session.writing():  # refuses what is held elsewhere
            save(session.folder, after)
    logos = {
        name: after.signatory_logos[institution]
        for institution, name in names.items()
        if institution in after.signatory_logos
    }
    if options.format == "json":
        told = {name: str(path) for name, path in logos.items()}
        logo = str(after.logo) if after.logo else None
        show_json({"logo": logo, "nom": after.structure_name, "logos_signataires": told})
        return
    say(
        f"Logo : {after.logo or 'aucun'}",
        *(f"Logo de {name} : {path}" for name, path in logos.items()),
        f"Nom imprimé : {after.structure_name or 'celui de la structure'}",
    )
    warn(*_faults(after, logos))


def _faults(after: Settings, logos: Mapping[str, Path]) -> Iterator[str]:
    """Yield what is to be known of logos that will not be seen on paper."""
    from ctg_desktop.printing.engine.logo import read_logo

    for path in (after.logo, *logos.values()):
        if path is None:
            continue
        try:
            logo = read_logo(path)
        except FileFormatError as error:
            yield error.sentence
        else:
            yield from [f"{path.name} : {logo.note}"] if logo.note else []


def _changed(uow: UnitOfWork, before: Settings, options: Options) -> Settings:
    after = before
    if options.logo is not None:
        after = replace(after, logo=_checked_logo(options.logo))
    for typed in options.logo_signataire:
        after = replace(after, signatory_logos=_with_logo(uow, after.signatory_logos, typed))
    if options.nom is not None:
        after = replace(after, structure_name=printed_name(options.nom))
    return after


def _with_logo(uow: UnitOfWork, logos: Mapping[str, Path], typed: str) -> dict[str, Path]:
    """Return the logos with the one that « CAF=logo.png » gives, or without that of « CAF= ».

    Raises:
        FieldError: it has no « = », or the institution signs nothing.
    """
    name, sign, file = typed.partition("=")
    if not sign:
        raise FieldError("logo-signataire", "Donnez le signataire, puis le fichier : CAF=caf.png.")
    row = cast(Institution, find_named(uow, Institution.TYPE.name, name.strip()))
    names = signing_institutions(uow)
    if row.id not in names:
        raise FieldError(
            "logo-signataire",
            f"« {name.strip()} » ne signe pas la convention. Les signataires : "
            f"{', '.join(names.values()) or 'aucun'}.",
        )
    path = _checked_logo(file)
    others = {each: kept for each, kept in logos.items() if each != row.id}
    return others if path is None else {**others, row.id: path}


def _checked_logo(typed: str) -> Path | None:
    if not typed.strip():
        return None
    from ctg_desktop.printing.engine.logo import read_logo

    path = absolute(Path(typed))
    read_logo(path)
    return path
