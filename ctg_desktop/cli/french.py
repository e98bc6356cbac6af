"""The sentences of argparse in French.

argparse looks its sentences up through two functions of its module, those of gettext; this
module puts a table in their place. A test compares the table with argparse's own sentences.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "usage: ": "Usage : ",
    "positional arguments": "arguments ",
    "options": "options ",
    "subcommands": "commandes ",
    "show this help message and exit": "affiche cette aide",
    "show program's version number and exit": "affiche la version",
    "%(heading)s:": "%(heading)s:",
    " (default: %(default)s)": " (sinon : %(default)s)",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s, attention : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il manque l’un de : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "l’option %(option)s est ambiguë : %(matches)s"
    ),
    "expected one argument": "attend une valeur (écrivez --option=valeur si elle commence par -)",
    "expected at most one argument": "attend une valeur au plus",
    "expected at least one argument": "attend une valeur au moins",
    "expected %s argument": "attend %s valeur",
    "expected %s arguments": "attend %s valeurs",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "« %(value)s » n’est pas possible (au choix : %(choices)s)"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "la commande « %(parser_name)s » n’existe pas (au choix : %(choices)s)"
    ),
    "invalid %(type)s value: %(value)r": "« %(value)s » n’est pas une valeur possible",
    "not allowed with argument %s": "ne va pas avec %s",
    "ignored explicit argument %r": "n’attend pas de valeur (%r)",
    "unexpected option string: %s": "option inattendue : %s",
    "can't open '%(filename)s': %(error)s": ("« %(filename)s » ne s’ouvre pas : %(error)s"),
    'argument "-" with mode %r': "« - » n’est pas possible ici (%r)",
    "argument '%(argument_name)s' is deprecated": "%(argument_name)s va disparaître",
    "option '%(option)s' is deprecated": "l’option %(option)s va disparaître",
    "command '%(parser_name)s' is deprecated": "la commande %(parser_name)s va disparaître",
}
"""The sentences that a person may meet, in argparse's English and in French."""


def translated(sentence: str) -> str:
    """Return a sentence of argparse in French."""
    return SENTENCES.get(sentence, sentence)


def translated_plural(singular: str, plural: str, count: object) -> str:
    """Return the sentence for a number of things; one and none are singular in French."""
    return translated(singular if count in (0, 1) else plural)


def speak_french() -> None:
    """Make argparse speak French from now on."""
    vars(argparse).update(_=translated, ngettext=translated_plural)
