"""Why a server cannot be used, in French, with what to do.

The server's own words are never repeated: they may quote what somebody wrote.
"""

from __future__ import annotations

import socket
import ssl

from pg8000.exceptions import DatabaseError, InterfaceError
from pg8000.exceptions import Error as PostgresError
from scramp import ScramException

from ctg_desktop.exchange.carriers import GapError, PasswordError, RelayError
from ctg_desktop.folder.relay_address import Server


class WeakError(PostgresError):
    """The server would take the password otherwise than by SCRAM, or none at all."""


LATER = frozenset({"53300", "57P03"})
"""Too many are connected, or the server is starting."""


def code_of(error: DatabaseError) -> str:
    """Return the SQLSTATE of what a server refused; empty for none."""
    told = error.args[0] if error.args else None
    return str(told.get("C", "")) if isinstance(told, dict) else ""


_SAFE = "ce que vous avez enregistré est intact et partira plus tard."
_BY_CODE = {
    "28P01": "password",
    "28000": "role",
    "3D000": "base",
    "42501": "rights",
    "42P01": "unprepared",
    "3F000": "unprepared",
    "42883": "unprepared",
    "53100": "full",
    "53200": "crowded",
    "53300": "crowded",
    "57P03": "crowded",
    "25006": "frozen",
    "55P03": "crowded",
    "57014": "crowded",
    "55000": "gap",
}
_SENTENCES = {
    "password": "refuse le mot de passe de {role} : " + _SAFE + " Vérifiez-le, ou demandez-le à "
    "l’administrateur du serveur.",
    "role": "n’admet pas {role} depuis cet ordinateur : " + _SAFE + " L’administrateur du serveur "
    "doit l’admettre (pg_hba.conf).",
    "base": "n’a pas de base « {base} » : " + _SAFE + " Vérifiez l’adresse.",
    "rights": "ne donne pas à {role} le droit de faire cela : " + _SAFE + " L’administrateur du "
    "serveur le lui donne en exécutant de nouveau la préparation du relais.",
    "unprepared": "n’est pas préparé, ou ne l’est qu’à moitié : " + _SAFE + " L’administrateur du "
    "serveur doit exécuter la préparation du relais.",
    "full": "n’a plus de place sur son disque : "
    + _SAFE
    + " Prévenez l’administrateur du serveur.",
    "crowded": "est trop occupé en ce moment : " + _SAFE + " Il n’y a rien à faire ; si cela dure, "
    "prévenez l’administrateur du serveur.",
    "frozen": "est en lecture seule : " + _SAFE + " Prévenez l’administrateur du serveur.",
    "gap": "a perdu ce qui précède cet envoi : " + _SAFE + " Le prochain échange l’y remet.",
    "certificate": "présente un certificat qui n’est pas reconnu ({reason}) : rien ne lui a été "
    "dit, et " + _SAFE + " Vérifiez l’adresse ; si l’autorité de certification est celle de votre "
    "organisation, donnez son fichier avec l’adresse.",
    "clear": "refuse les échanges chiffrés : rien ne lui a été dit, et "
    + _SAFE
    + " L’administrateur du serveur doit y activer TLS.",
    "weak": "demande le mot de passe autrement que par SCRAM : il ne lui a pas été donné, et "
    + _SAFE
    + " L’administrateur du serveur doit y régler scram-sha-256.",
    "unknown": "a un nom que le réseau ne connaît pas : " + _SAFE + " Vérifiez l’adresse, et que "
    "cet ordinateur est relié au réseau.",
    "absent": "ne répond pas : " + _SAFE + " Vérifiez la connexion ; si cela dure, prévenez "
    "l’administrateur du serveur.",
    "other": "a refusé (erreur {code}) : " + _SAFE + " Prévenez l’administrateur du serveur.",
}


def refusal(server: Server, error: BaseException) -> RelayError:
    """Return why a server cannot be used, in French, with what to do."""
    kind, code, reason = _kind_of(error)
    sentence = _SENTENCES[kind].format(
        role=f"« {server.role} »", base=server.base, code=code, reason=reason
    )
    sentence = f"Le serveur « {server.host} » {sentence}"
    if kind == "password":
        return PasswordError(sentence, server)
    return GapError(sentence) if kind == "gap" else RelayError(sentence)


def _kind_of(error: BaseException) -> tuple[str, str, str]:
    """Return the kind of a refusal, the server's code, and the reason of a certificate's."""
    if isinstance(error, DatabaseError):
        code = code_of(error)
        kind = "crowded" if code.startswith("57P") else "other"
        return _BY_CODE.get(code, kind), code, ""
    if isinstance(error, WeakError | ScramException):
        return "weak", "", ""
    causes = [error, *filter(None, (error.__cause__, error.__context__))]
    for each in causes:
        if isinstance(each, ssl.SSLCertVerificationError):
            return "certificate", "", _reason(each)
        if isinstance(each, socket.gaierror):
            return "unknown", "", ""
    if isinstance(error, InterfaceError) and "refuses SSL" in str(error):
        return "clear", "", ""
    return "absent", "", ""


def _reason(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == 10:
        return "il est périmé"
    if error.verify_code in (62, 64):
        return "il est celui d’un autre serveur"
    return "son autorité est inconnue ici"
