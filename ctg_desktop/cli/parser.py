"""The French options: what every command shares."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NoReturn, Protocol, TypeAlias

from ctg_desktop.cli.french import speak_french
from ctg_desktop.cli.output import remark
from ctg_desktop.domain.action import section_title
from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind
from ctg_desktop.domain.levels import own_keys
from ctg_desktop.errors import FieldError
from ctg_desktop.paths import command_name
from ctg_desktop.typography import NO_BREAK, capitalised, spaced

PROGRAM = command_name()
HELP_FLAGS = ("--aide", "--help", "-h")
GENERAL_FLAGS = ("--donnees", "--lecture-seule", "--avancement", "--version", "--auto-test")
"""Options that come before the command."""

FIELD_PREFIX = "champ_"
"""Begins the name of an option that is a field, among the parsed options."""

_NEGATIVE_NUMBER = re.compile(r"-\d[\d.]*,\d+")
Options: TypeAlias = argparse.Namespace


class FrenchParser(argparse.ArgumentParser):
    """A parser whose help is asked by `--aide` and whose errors are two lines."""

    asked: Collection[str] | None = None
    """The words that a person typed, among which its commands are; None where all are declared."""
    is_asked = True

    def __init__(self, *, examples: Sequence[str] = (), **rules: object) -> None:
        """Take the rules of argparse, and examples of use."""
        speak_french()
        if examples:
            lines = "\n".join(f"  {PROGRAM} {example}" for example in examples)
            rules["epilog"] = f"exemples :\n{lines}"
        rules.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(add_help=False, allow_abbrev=False, **rules)  # type: ignore[arg-type]  # argparse's own
        self.add_argument(*HELP_FLAGS, action="help", help="affiche cette aide")

    def format_help(self) -> str:
        """Return the help with the spaces of French typography."""
        return spaced(super().format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to get help; the exit code is 2."""
        told = re.sub(r"'([\w-]+)'", r"\1", message)
        remark(f"{self.prog} : {told}.", f"{self.prog} --aide montre l’usage.")
        raise SystemExit(2)


class _Unasked(FrenchParser):
    """A command that nobody typed: it has its line in the list, its options are let go.

    To declare those of all commands takes longer than most commands do.
    """

    is_asked = False

    def __init__(self, **_rules: object) -> None:
        """Keep nothing."""

    def add_argument(self, *_names: Any, **_rules: Any) -> Any:
        """Let an option go."""

    def add_mutually_exclusive_group(self, **_rules: Any) -> Any:
        """Let what is put into a group go as well."""
        return self

    def set_defaults(self, **_values: Any) -> None:
        """Let values go."""


def _command_parser(*, asked: Collection[str] | None, is_asked: bool, **rules: Any) -> FrenchParser:
    made = FrenchParser(**rules) if is_asked else _Unasked()
    made.asked = asked
    return made


class AddCommand(Protocol):
    """Adds a command with its line in the list, its description and its examples."""

    def __call__(self, name: str, summary: str, *, examples: Sequence[str] = ()) -> FrenchParser:
        """Return the parser of the new command."""


def sub_commands(parser: FrenchParser, *, required: bool = True) -> AddCommand:
    """Let a command have commands of its own; only those that are asked get their options."""
    asked = parser.asked
    made = parser.add_subparsers(  # type: ignore[call-overload] # whatever makes a parser will do
        title=f"commandes{NO_BREAK}",
        metavar="COMMANDE",
        dest="command" if parser.prog == PROGRAM else argparse.SUPPRESS,
        required=required,
        prog=parser.prog,
        parser_class=_command_parser,
    )

    def add(name: str, summary: str, *, examples: Sequence[str] = ()) -> FrenchParser:
        command: FrenchParser = made.add_parser(
            name,
            description=f"{capitalised(summary)}.",
            help=summary,
            examples=examples,
            asked=asked,
            is_asked=asked is None or name in asked,
        )
        return command

    return add


_FILTERS = (
    "statut=en_cours, ambition=3, structure=62119, sans=pilote, en_retard, texte=…, ou la clé d’un "
    "champ (nature=nouvelle, date_fin<=2026, sans=fiche_cadre) ; se répète"
)
MOST_LINES = 1_000_000_000
"""More lines than any folder has: a greater limit means this one."""


def add_format(parser: FrenchParser, *formats: str) -> None:
    """Add `--format`; the first format is the usual one."""
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help=f"{' ou '.join(formats)}"
    )


def add_filter(parser: FrenchParser, told: str = _FILTERS) -> None:
    """Add `--filtre`."""
    parser.add_argument(
        "--filtre", action="append", default=[], metavar="CONDITION", help=told.replace("%", "%%")
    )


def add_order(parser: FrenchParser, told: str) -> None:
    """Add the options that sort and cut a list."""
    parser.add_argument("--tri", metavar="CHAMP", help=told)
    parser.add_argument("--decroissant", action="store_true", help="du dernier au premier")
    parser.add_argument("--limite", type=int, metavar="N", help="N lignes au plus")


def line_limit(typed: int | None) -> int | None:
    """Return the number of lines at which a list is cut; None for no limit.

    Raises:
        FieldError: the number is not positive.
    """
    if typed is not None and typed < 1:
        raise FieldError("limite", "La limite est un nombre de lignes, à partir de 1.")
    return None if typed is None else min(typed, MOST_LINES)


def add_confidential(parser: FrenchParser) -> None:
    """Add the option that lets confidential actions leave."""
    parser.add_argument(
        "--confidentielles", action="store_true", help="avec les actions confidentielles"
    )


# --- options that are fields ---------------------------------------------------------------


def add_fields(
    parser: FrenchParser,
    kind: EntityType,
    *,
    words: str = "",
    without: Iterable[str] = (),
    needed: Collection[str] = (),
) -> None:
    """Add one option per field that people type, by section; see `fields_given`.

    `words` are those that come before the options in the line of usage; `needed` the names of
    the fields that cannot be left out.

    A key with `_` may be written with `-` as well; the convention's own word for a level stands
    beside its key.
    """
    if not parser.is_asked:
        return
    left_out, levels = set(without), own_keys(kind)
    adders: dict[str, Callable[..., object]] = {}
    for spec in kind.fields.values():
        if not spec.typed or spec.name in left_out:
            continue
        if spec.section not in adders:
            group = parser.add_argument_group(_head(spec.section) + NO_BREAK)
            adders[spec.section] = group.add_argument
        add = adders[spec.section]
        dest = FIELD_PREFIX + spec.key
        told = _help(spec, is_needed=spec.name in needed)
        own = [word for word, key in levels.items() if key == spec.key]
        add(f"--{spec.key}", action="append", dest=dest, metavar=_metavar(spec), help=told)
        for word in (spec.key, *own):
            spelling = f"--{word.replace('_', '-')}"
            if spelling == f"--{spec.key}":
                continue
            add(spelling, action="append", dest=dest, help=argparse.SUPPRESS)
    parser.usage = " ".join(f"%(prog)s {words} [options] [--CHAMP VALEUR …]".split())
    parser.set_defaults(fields_of=kind, writes=True)


def _head(section: str) -> str:
    return section_title(section).lower() if section else "champs"


def _metavar(spec: FieldSpec) -> str:
    by_kind = {
        Kind.DATE: "DATE",
        Kind.INTEGER: "NOMBRE",
        Kind.DECIMAL: "NOMBRE",
        Kind.BOOLEAN: "OUI|NON",
        Kind.CHOICE: "CHOIX",
        Kind.REFERENCE: "NOM",
        Kind.REFERENCES: "NOMS",
    }
    return by_kind.get(spec.kind, "TEXTE")


def _help(spec: FieldSpec, *, is_needed: bool) -> str:
    parts = [spec.label]
    if spec.choices is not None:
        parts.append(f"({', '.join(choice.value for choice in spec.choices)})")
    if spec.is_multiple:
        parts.append("(séparés par « ; » ou option répétée)")
    if is_needed:
        parts.append("(nécessaire)")
    text = " ".join(parts) + (f". {spec.help}" if spec.help else "")
    return text.replace("%", "%%")


def fields_given(options: Options) -> dict[str, list[str]]:
    """Return the fields given as options, by their French key."""
    return {
        name.removeprefix(FIELD_PREFIX): value
        for name, value in vars(options).items()
        if name.startswith(FIELD_PREFIX) and value is not None
    }


def joined_negatives(arguments: Sequence[str]) -> list[str]:
    """Tie a negative number with a comma to its option, which argparse would take for another."""
    tied: list[str] = []
    for argument in arguments:
        is_value = _NEGATIVE_NUMBER.fullmatch(argument) and tied and tied[-1].startswith("--")
        if is_value and "=" not in tied[-1]:
            tied[-1] = f"{tied[-1]}={argument}"
        else:
            tied.append(argument)
    return tied
