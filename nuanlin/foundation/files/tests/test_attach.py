import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.files import actions
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.files.tests.samples import PDF, picture, sent


def upload(client, data=PDF):
    return actions.store_upload(sent(data), by=client.actor)


def test_drafts_are_attached_in_the_order_asked_for(anna, folder, django_assert_num_queries):
    first, second, third = (upload(anna) for _ in range(3))
    with django_assert_num_queries(4):  # two, and the savepoint around them
        got = actions.attach([str(third.pk), first.pk, str(third.pk)], by=anna.actor)
    assert [file.pk for file in got] == [third.pk, first.pk]
    assert list(StoredFile.objects.filter(attached=True).order_by("created_at")) == [first, third]
    assert not StoredFile.objects.get(pk=second.pk).attached


def test_nothing_to_attach_asks_the_database_nothing(anna, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert actions.attach([], by=anna.actor) == []


def test_only_ones_own_unsent_files_can_be_attached(anna, ben, folder):
    mine, hers = upload(ben), upload(anna)
    for ids in ([mine.pk, hers.pk], [uuid.uuid4()], ["no id"], [""]):
        with pytest.raises(Refusal) as refusal:
            actions.attach(ids, by=ben.actor)
        assert (refusal.value.code, refusal.value.field) == ("file_gone", "file_ids")
    assert not StoredFile.objects.filter(attached=True).exists()
    actions.attach([mine.pk], by=ben.actor)
    with pytest.raises(Refusal):
        actions.attach([mine.pk], by=ben.actor)


def test_ten_files_are_too_many(anna, folder):
    ids = [upload(anna).pk for _ in range(10)]
    with pytest.raises(Refusal) as refusal:
        actions.attach(ids, by=anna.actor)
    assert refusal.value.code == "too_many_files"
    assert not StoredFile.objects.filter(attached=True).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_for_one_file_one_wins(anna, folder):
    file = upload(anna)
    started, results = threading.Barrier(2), []

    def claim():
        try:
            with transaction.atomic():
                started.wait()
                actions.attach([file.pk], by=anna.actor)
            results.append("attached")
        except Refusal as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["attached", "file_gone"]


@pytest.mark.django_db(transaction=True)
def test_two_arrivals_of_one_upload_keep_one_file(anna, storage):
    started, kept = threading.Barrier(2), []

    def arrive():
        try:
            started.wait()
            kept.append(actions.store_upload(sent(picture()), by=anna.actor.asking("tap")).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept[0] == kept[1]
    row = StoredFile.objects.get()
    folder = row.path.rpartition("/")[0]
    assert {f"{folder}/{name}" for name in storage.listdir(folder)[1]} == {
        row.path,
        row.thumbnail_path,
    }


def test_what_was_never_sent_is_swept_after_a_day(anna, storage):
    old, young, sent_on = upload(anna, picture()), upload(anna), upload(anna)
    actions.attach([sent_on.pk], by=anna.actor)
    before = timezone.now() - timedelta(hours=25)
    StoredFile.objects.exclude(pk=young.pk).update(created_at=before)
    assert actions.sweep() == 1
    assert set(StoredFile.objects.all()) == {young, sent_on}
    assert not storage.exists(old.path)
    assert not storage.exists(old.thumbnail_path)
    assert storage.exists(young.path)
    assert storage.exists(sent_on.path)
    assert actions.sweep() == 0


def test_bytes_of_a_transaction_that_rolled_back_are_swept(anna, storage, monkeypatch):
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = upload(anna, picture())
        raise RuntimeError
    kept = upload(anna, picture())
    assert storage.exists(lost.path)
    assert actions.sweep() == 0, "they may belong to a transaction that still runs"
    monkeypatch.setattr(actions, "DRAFT_LIFE", timedelta(seconds=-60))
    StoredFile.objects.update(attached=True)
    assert actions.sweep() == 2
    assert not storage.exists(lost.path)
    assert storage.exists(kept.path)
    assert storage.exists(kept.thumbnail_path)


def test_a_row_that_can_not_be_written_leaves_no_bytes(anna, folder):
    stranger = Actor(account_id=2**70, name="nobody")
    with pytest.raises(Exception, match=r"out of range|integer|too big"):
        actions.store_upload(sent(PDF), by=stranger)
    assert folder.listdir("")[0] == [] or not any(
        folder.listdir(f"{timezone.localtime():%Y/%m}")[1]
    )
