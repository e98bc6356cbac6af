"""Which actions ask for attention: each count of the Accueil is that of the list it leads to."""

from __future__ import annotations

from collections.abc import Mapping

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.listing import ActionQuery

UNDER_WAY = frozenset({Status.A_VENIR, Status.EN_COURS, Status.EN_PAUSE})
"""The statuses of actions whose étapes are told of."""

_RUNNING = frozenset({Status.EN_COURS})
_PLANNED = frozenset({Status.A_VENIR, Status.EN_COURS})

ATTENTION: Mapping[str, ActionQuery] = {
    "en_retard": ActionQuery(late=True, sort="ends_on"),
    "bloquee": ActionQuery(blocked=True),
    "sans_note": ActionQuery(statuses=_RUNNING, without=frozenset({"note"})),
    "sans_mesure": ActionQuery(statuses=_RUNNING, without=frozenset({"mesure"})),
    "sans_pilote": ActionQuery(statuses=_PLANNED, without=frozenset({"pilote"})),
    "sans_echeance": ActionQuery(statuses=_PLANNED, without=frozenset({"echeance"})),
    "reference_double": ActionQuery(without=frozenset({"numero"})),
}
"""What to look for among the actions that a folder watches over, the most pressing first."""
