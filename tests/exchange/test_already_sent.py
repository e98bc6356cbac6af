"""What left before an action was marked confidential is said on its fiche."""

from pathlib import Path
from typing import Any

from ctg_desktop.exchange.already_sent import already_sent
from ctg_desktop.exchange.file_sending import Sending, send_and_note
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import Office, new_action, plain


def send(uow: UnitOfWork, office: Office, path: Path, **asked: Any) -> None:
    send_and_note(uow, office.folder, path, office.clock.now(), Sending(**asked))


def test_action_when_sent_and_then_marked_then_it_is_said_when_and_in_which_file(
    bethune: Path, tmp_path: Path
) -> None:
    office = Office.copied(bethune, tmp_path / "b")
    with office.open() as uow:
        marked = new_action(uow, "Marquée après").id
        hidden = new_action(uow, "Toujours tue", confidential=True).id
        send(uow, office, tmp_path / "un.ctg")
        assert already_sent(uow, office.folder, marked) == ""  # it is no secret yet
        actions.edit(uow, marked, {"confidential": True})
        send(uow, office, tmp_path / "deux.ctg")

        told = plain(already_sent(uow, office.folder, marked))

        assert told.startswith("Déjà envoyée le 15/09/2026")
        assert "« un.ctg »" in told
        assert "deux.ctg" not in told
        assert already_sent(uow, office.folder, hidden) == ""

        send(
            uow,
            office,
            tmp_path / "trois.ctg",
            passphrase="abri bague cactus dune emblème falaise",
            with_confidential=True,
        )
        assert "« trois.ctg »" in plain(already_sent(uow, office.folder, hidden))
