"""Local disks, network shares, synchronised folders."""

from pathlib import Path

import pytest

from db.folder.places import file_system, is_shared

MOUNTS = """\
22 28 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:33 / /mnt/partage rw - cifs //serveur/ctg rw
31 22 0:34 / /mnt/mon\\040nuage rw shared:3 master:1 - fuse.rclone nuage: rw
32 22 8:17 / /media/cle rw - vfat /dev/sdb1 rw
33 32 0:40 / /media/cle rw - exfat /dev/sdc1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/ctg", "ext4"),
        ("/mnt/partage", "cifs"),
        ("/mnt/partage/petite enfance/ctg", "cifs"),
        ("/mnt/partagee", "ext4"),
        ("/mnt/mon nuage/ctg", "fuse.rclone"),
        ("/media/cle/ctg", "exfat"),
    ],
)
def test_file_system_when_mounts_are_nested_then_the_deepest_tells(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    "name",
    [
        "OneDrive",
        "OneDrive - Ville de Béthune",
        "Nextcloud2",
        "ownCloud",
        "Dropbox (Personnel)",
        "Google Drive",
        "Mon Drive",
        "kDrive",
    ],
)
def test_folder_when_a_program_synchronises_it_then_it_is_shared(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "ctg"
    folder.mkdir(parents=True)

    assert is_shared(folder)


@pytest.mark.parametrize("name", ["Megaphone", "Mégalis", "OneDrives", "Dropboxes", "ctg"])
def test_folder_when_its_name_only_begins_like_one_then_it_is_local(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir()

    assert not is_shared(tmp_path / name)


def test_folder_when_a_synchroniser_left_its_mark_above_then_it_is_shared(tmp_path: Path) -> None:
    folder = tmp_path / "commun" / "ctg"
    folder.mkdir(parents=True)
    (tmp_path / ".dropbox.cache").mkdir()

    assert is_shared(folder)
