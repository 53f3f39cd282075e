"""An administrator is made, everything is backed up, and comes back as it was."""

import stat

import psycopg
import pytest

from nuanlin.lib.embedded_database import running as database
from tests.test_start import Folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return Folder(tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="module")
def backup(folder, tmp_path_factory):
    """A backup of an installation with one administrator and one upload."""
    made = folder.nuanlin(
        "create-admin", "--name", "蔡管理", "--phone", "138 0000 0001", typed="correct horse 7\n"
    )
    assert made.returncode == 0, made.stderr
    upload = folder.var / "files" / "ab" / "leak.jpg"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"a picture")
    file = tmp_path_factory.mktemp("backups") / "one.zip"
    done = folder.nuanlin("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def usernames(folder: Folder) -> list[str]:
    with database(folder.var, purpose="a test") as url, psycopg.connect(url) as session:
        rows = session.execute("select username from accounts_user order by 1").fetchall()
    return [row[0] for row in rows]


def rename_administrator(folder: Folder) -> None:
    with database(folder.var, purpose="a test") as url, psycopg.connect(url) as session:
        session.execute("update accounts_user set username = 'changed'")


def test_an_administrator_signs_in_by_phone_and_weak_passwords_are_refused(folder, backup):
    assert usernames(folder) == ["+8613800000001"]
    weak = folder.nuanlin("create-admin", "--name", "弱", "--phone", "13800000002", typed="1234\n")
    assert weak.returncode == 1
    assert "password" in weak.stderr
    twice = folder.nuanlin(
        "create-admin", "--name", "又", "--phone", "13800000001", typed="correct horse 7\n"
    )
    assert twice.returncode == 1
    assert usernames(folder) == ["+8613800000001"]


def test_a_backup_is_private_and_never_overwritten(folder, backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    before = backup.read_bytes()
    again = folder.nuanlin("backup", str(backup))
    assert again.returncode == 1
    assert again.stderr == f"{backup} is there already: choose another name.\n"
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_data_is_given_up_only_when_asked_for(folder, backup):
    refused = folder.nuanlin("restore", str(backup))
    assert refused.returncode == 1
    assert "add --replace" in refused.stderr


def test_a_restore_brings_rows_and_files_back(folder, backup):
    rename_administrator(folder)
    upload = folder.var / "files" / "ab" / "leak.jpg"
    upload.write_bytes(b"changed")
    (folder.var / "files" / "later.jpg").write_bytes(b"later")
    key = (folder.var / "secret_key").read_text()
    (folder.var / "secret_key").write_text("another")
    done = folder.nuanlin("restore", "--replace", str(backup))
    assert done.returncode == 0, done.stderr
    assert usernames(folder) == ["+8613800000001"]
    assert upload.read_bytes() == b"a picture"
    assert not (folder.var / "files" / "later.jpg").exists()
    assert (folder.var / "secret_key").read_text() == key
    assert not list(folder.var.glob("restore-*"))


def test_a_new_machine_is_filled_from_a_backup(backup, tmp_path):
    fresh = Folder(tmp_path / "var")
    done = fresh.nuanlin("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert usernames(fresh) == ["+8613800000001"]
    assert (fresh.var / "files" / "ab" / "leak.jpg").read_bytes() == b"a picture"


@pytest.mark.parametrize("damage", ["cut off", "altered", "not a backup"])
def test_a_damaged_backup_changes_nothing(folder, backup, tmp_path, damage):
    whole = backup.read_bytes()
    middle = len(whole) // 2
    contents = {
        "cut off": whole[:middle],
        "altered": whole[:middle] + bytes(8) + whole[middle + 8 :],
        "not a backup": b"hello",
    }
    file = tmp_path / "damaged.zip"
    file.write_bytes(contents[damage])
    before = usernames(folder)
    done = folder.nuanlin("restore", "--replace", str(file))
    assert done.returncode == 1
    assert "is not a backup, or it is damaged" in done.stderr
    assert usernames(folder) == before


def test_the_doctor_says_what_is_well_and_what_to_do(folder, backup):
    said = folder.nuanlin("doctor").stdout
    assert "✓ PostgreSQL" in said
    assert "✓ search finds Chinese" in said
    assert "✓ database is up to date" in said
    assert "✗ No static files: run bin/start." in said
