"""`reglages`: the logo and the name that documents print."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ctg_desktop.cli.output import say, show_json
from ctg_desktop.cli.parser import FrenchParser, Options, add_format
from ctg_desktop.cli.session import Session
from ctg_desktop.folder.settings import Settings, load, printed_name, save
from ctg_desktop.paths import absolute


def declare(parser: FrenchParser) -> None:
    """Declare the options of `reglages`."""
    parser.add_argument("--logo", metavar="F", help="image PNG ou JPEG (vide : aucun logo)")
    parser.add_argument("--nom", metavar="TEXTE", help="nom imprimé (vide : celui du référentiel)")
    add_format(parser, "texte", "json")
    parser.set_defaults(run=prefer)


def prefer(session: Session, options: Options) -> None:
    """Change the settings given, then show them all."""
    with session.reading():  # refuses what is no data folder
        before = load(session.folder)
    after = _changed(before, options)
    if after != before:
        with session.writing():  # refuses what is held elsewhere
            save(session.folder, after)
    if options.format == "json":
        show_json({"logo": str(after.logo) if after.logo else None, "nom": after.structure_name})
        return
    say(
        f"Logo : {after.logo or 'aucun'}",
        f"Nom imprimé : {after.structure_name or 'celui de la structure'}",
    )


def _changed(before: Settings, options: Options) -> Settings:
    after = before
    if options.logo is not None:
        after = replace(after, logo=_checked_logo(options.logo))
    if options.nom is not None:
        after = replace(after, structure_name=printed_name(options.nom))
    return after


def _checked_logo(typed: str) -> Path | None:
    if not typed.strip():
        return None
    from ctg_desktop.printing.engine.logo import read_logo

    path = absolute(Path(typed))
    read_logo(path)
    return path
