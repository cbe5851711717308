"""Sealing, taking in, and what is refused: another key, damage, what is known already."""

from __future__ import annotations

import pytest
import yaml

from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import NotFound, Refused
from suyang.items.models import Bank, ItemVersion, SealedPackage
from suyang.items.sealed import envelope, keys, loading, packing
from suyang.organisations.permissions import system
from tests.items.sealed.conftest import MARK, MARK_EN

pytestmark = pytest.mark.django_db
ACTOR = system("test")


def test_a_key_file_is_made_once_and_for_its_owner(tmp_path):
    path = tmp_path / "one.key"
    key = keys.make(path)
    assert path.stat().st_mode & 0o077 == 0
    assert keys.read(path) == key
    with pytest.raises(Refused):
        keys.make(path)
    assert keys.read(path) == key
    assert key.secret.hex() not in repr(key)


@pytest.mark.parametrize("written", ["", "suyang-key-1", "suyang-key-1 AAAA", "other x", "\u00e9"])
def test_what_is_no_key_is_told(tmp_path, written):
    path = tmp_path / "no.key"
    path.write_text(written, "utf-8")
    with pytest.raises(Refused):
        keys.read(path)


def test_a_package_holds_nothing_that_can_be_read(package):
    for mark in (MARK, MARK_EN):
        assert mark.encode() not in package


def test_the_same_package_twice_changes_nothing(package, key_file):
    before = list(ItemVersion.objects.values_list("id", flat=True))
    kept, is_new = loading.load(ACTOR, package, keys.read(key_file))
    assert not is_new
    assert list(ItemVersion.objects.values_list("id", flat=True)) == before
    assert kept.items == 30
    assert Bank.objects.filter(is_current=True).count() == 1


def test_another_key_damage_and_other_files_are_refused(package, key_file, tmp_path):
    key, other = keys.read(key_file), keys.make(tmp_path / "other.key")
    SealedPackage.objects.all()
    for data, code in (
        (package[:-1], "damaged"),
        (package[:-20] + bytes([package[-20] ^ 1]) + package[-19:], "damaged"),
        (package.replace(b'"items": 30', b'"items": 31'), "damaged"),
        (b"PK\x03\x04 something else", "wrong_kind"),
        (b"", "wrong_kind"),
        (envelope.FIRST + b"{}\n", "damaged"),
    ):
        with pytest.raises(Refused) as refused:
            loading.load(ACTOR, data, key)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        loading.load(ACTOR, package, other)
    assert refused.value.code == "wrong_key"
    assert other.fingerprint in refused.value.message


def test_a_name_of_the_public_bank_is_refused_and_nothing_is_loaded(bank, folder, key_file):
    known = bank.items.first().item.slug
    first = next(folder.rglob("*.yaml"))
    item = yaml.safe_load(first.read_text("utf-8")) | {"id": known}
    first.write_text(yaml.safe_dump(item, allow_unicode=True), "utf-8")
    key = keys.read(key_file)
    documents, problems = packing.read(folder)
    assert not problems
    data = envelope.close(packing.pack(documents, key), key)
    with pytest.raises(Refused) as refused:
        loading.load(ACTOR, data, key)
    assert known in refused.value.message
    assert not SealedPackage.objects.exists()
    assert not ItemVersion.objects.filter(package__isnull=False).exists()


def test_files_are_held_against_the_rules_of_items(folder):
    first = next(folder.rglob("*.yaml"))
    item = yaml.safe_load(first.read_text("utf-8"))
    item["controls"][0]["options"] = item["controls"][0]["options"][:1]
    item["pool"] = "practice"
    first.write_text(yaml.safe_dump(item, allow_unicode=True), "utf-8")
    _documents, problems = packing.read(folder)
    assert any(problem.file == str(first.relative_to(folder)) for problem in problems)


def test_a_withdrawn_package_leaves_the_bank_and_the_record_says_so(package):
    sealed = SealedPackage.objects.get()
    current = Bank.objects.get(is_current=True)
    assert current.items.filter(item__package=sealed).count() == 30
    loading.withdraw(ACTOR, sealed.id)
    loading.withdraw(ACTOR, sealed.id)
    now = Bank.objects.get(is_current=True)
    assert not now.items.filter(item__package__isnull=False).exists()
    assert now.items.count() == current.items.count() - 30
    lines = AuditEntry.objects.filter(stream_id=loading.STREAM).values_list("action", flat=True)
    assert list(lines) == ["sealed.loaded", "sealed.withdrawn"]
    with pytest.raises(NotFound):
        loading.withdraw(ACTOR, current.id)


def test_public_content_is_loaded_without_the_key_and_keeps_what_is_sealed(package, settings):
    from suyang.foundation import content

    settings.SUYANG_SEALED_KEYS = None
    keys.forget()
    loaded = content.load(settings.SUYANG_CONTENT)
    assert not loaded.problems
    current = Bank.objects.get(is_current=True)
    assert current.items.filter(item__package__isnull=False).count() == 30
