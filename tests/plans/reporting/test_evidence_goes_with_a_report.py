"""Papers and photos are kept with a report, without the place where a photo was taken."""

from __future__ import annotations

import io
import struct
import uuid
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.foundation import files, pictures
from suyang.foundation.permissions import Denied, Refused
from suyang.plans.models import ReportFile
from suyang.plans.reporting import actions, evidence
from tests.plans.reporting.conftest import GIVEN, PDF, typed

pytestmark = pytest.mark.django_db
# The figures of GIVEN as the form sends them.
WRITTEN = {
    "trained|total|value": "40",
    "trained|sex:female|value": "22",
    "trained|sex:male|value": "18",
    "attended|total|value": "95",
    "villages|total|n": "3",
    "villages|total|of": "12",
}
# 31°13'00" N, as a phone writes it.
PLACE = struct.pack(">6I", 31, 1, 13, 1, 0, 1)


def exif(order: str = ">", orientation: int = 6) -> bytes:
    """An Exif segment with orientation and GPS latitude, big or little endian."""
    gps_at = 8 + 2 + 2 * 12 + 4
    place_at = gps_at + 2 + 12 + 4
    ifd = struct.pack(f"{order}H", 2)
    ifd += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    ifd += struct.pack(f"{order}HHII", 0x8825, 4, 1, gps_at) + struct.pack(f"{order}I", 0)
    gps = struct.pack(f"{order}H", 1) + struct.pack(f"{order}HHII", 2, 5, 3, place_at)
    start = (b"MM" if order == ">" else b"II") + struct.pack(f"{order}HI", 42, 8)
    return b"Exif\0\0" + start + ifd + gps + struct.pack(f"{order}I", 0) + PLACE


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg(*segments: bytes, after: bytes = b"") -> bytes:
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    start = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + start + b"".join(segments) + scan + b"\xff\xd9" + after


@pytest.mark.parametrize("order", [">", "<"])
def test_a_photo_keeps_how_it_is_turned_and_loses_where_it_was_taken(order):
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<GPSLatitude>31,13N")
    note = segment(0xFE, b"31.2 N")
    photo = jpeg(segment(0xE1, exif(order)), xmp, note, after=jpeg(segment(0xE1, exif(order))))
    bare = pictures.without_place(photo)
    assert PLACE not in bare
    assert b"GPSLatitude" not in bare
    assert b"31.2 N" not in bare
    assert bare.endswith(b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9"), "the picture itself is the same"
    assert bare.count(b"\xff\xd8") == 1, "no second picture behind it"
    at = bare.index(b"Exif\0\0")
    assert pictures._orientation(bare[at + 6 :]) == 6
    assert pictures.without_place(bare) == bare


def test_a_drawing_loses_its_notes():
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    rest = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    noted = start + chunk(b"tEXt", b"GPS\x0031N") + chunk(b"eXIf", PLACE) + rest + b"behind"
    assert pictures.without_place(noted) == start + rest


def test_a_damaged_picture_is_refused_with_words():
    for damaged in (jpeg()[:30], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0"):
        with pytest.raises(Refused) as refused:
            pictures.without_place(damaged)
        assert refused.value.code == "damaged"


def send(client, report, file, **more):
    fields = {**typed(report), "do": "attach", "key": str(uuid.uuid4()), "file": file, **more}
    return client.post(reverse("report", args=[report.id]), fields)


def test_a_sheet_from_the_phone_is_added_once_with_what_was_typed(opened, town_officer, reviewer):
    key = str(uuid.uuid4())
    for revision in (0, 0):
        photo = SimpleUploadedFile("IMG.jpg", jpeg(segment(0xE1, exif())), "image/jpeg")
        answer = send(
            town_officer.client,
            opened,
            photo,
            revision=str(revision),
            key=key,
            of="attended",
            caption="签到表",
            **{"attended|total|value": "95"},
        )
        assert answer.status_code == 302
    opened.refresh_from_db()
    assert opened.values == {"attended": {"total": 95}}
    (kept,) = ReportFile.objects.all()
    assert (kept.caption, kept.indicator.slug) == ("签到表", "attended")
    path = reverse("file", args=[kept.file_id])
    assert PLACE not in reviewer.client.get(path).content
    page = town_officer.client.get(reverse("report", args=[opened.id])).content.decode()
    assert path in page


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"MZ\x90\x00 a program", "wrong_kind"),
        ("a.docx", b"PK\x03\x04 no package", "wrong_kind"),
        ("a.svg", b"<svg onload='x'/>", "wrong_kind"),
        ("a.jpg", jpeg()[:30], "damaged"),
    ],
)
def test_what_a_file_is_follows_from_its_bytes(opened, town_officer, name, data, said):
    with pytest.raises(Refused) as refused:
        evidence.attach(town_officer.actor, opened, data, name=name)
    assert refused.value.code == said
    assert not ReportFile.objects.exists()
    answer = send(town_officer.client, opened, SimpleUploadedFile(name, data))
    assert answer.status_code == 422


def test_an_office_file_is_known_by_what_is_in_it(opened, town_officer):
    import docx
    import openpyxl

    for make, kind in ((openpyxl.Workbook, files.XLSX), (docx.Document, files.DOCX)):
        data = io.BytesIO()
        make().save(data)
        kept = evidence.attach(town_officer.actor, opened, data.getvalue(), name="misnamed.pdf")
        assert kept.file.media_type == kind


def test_it_is_taken_away_until_approved_and_stays_in_the_history(
    opened, town_officer, reviewer, administrator
):
    kept = evidence.attach(town_officer.actor, opened, PDF, name="a.pdf")
    stays = evidence.attach(town_officer.actor, opened, PDF, name="b.pdf")
    page = reverse("report", args=[opened.id])
    answer = town_officer.client.post(page, {**typed(opened), "remove": str(kept.id)})
    assert answer.status_code == 302
    assert evidence.of(opened) == [stays]
    assert reviewer.client.get(reverse("file", args=[kept.file_id])).status_code == 404
    review = reviewer.client.get(reverse("report-review", args=[opened.id])).content.decode()
    assert "a.pdf" in review
    with pytest.raises(Denied):
        evidence.take_away(reviewer.actor, stays)
    type(opened).objects.filter(id=opened.id).update(state="approved")
    for act in (
        lambda: evidence.take_away(town_officer.actor, stays),
        lambda: evidence.attach(town_officer.actor, opened, PDF, name="c.pdf"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "state"


@pytest.mark.parametrize("do", ["save", "count", "submit"])
def test_photos_chosen_on_the_form_go_along_with_every_button(opened, town_officer, do):
    pdf, photo = SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.jpg", jpeg())
    saved = actions.save(town_officer.actor, opened, GIVEN, {}, 0)
    page = reverse("report", args=[opened.id])
    fields = {**typed(saved), **WRITTEN, "do": do, "key": str(uuid.uuid4()), "file": [pdf, photo]}
    assert town_officer.client.post(page, fields).status_code == 302
    assert sorted(one.file.name for one in evidence.of(opened)) == ["a.pdf", "b.jpg"]
    opened.refresh_from_db()
    assert opened.state == ("submitted" if do == "submit" else "draft")


def test_a_wrong_figure_does_not_lose_the_photo_chosen_beside_it(opened, town_officer):
    photo = SimpleUploadedFile("b.jpg", jpeg())
    answer = send(town_officer.client, opened, photo, do="save", **{"attended|total|value": "many"})
    assert answer.status_code == 422
    (kept,) = evidence.of(opened)
    assert reverse("file", args=[kept.file_id]) in answer.content.decode()


def test_a_file_that_is_not_kept_is_named_beside_a_wrong_figure(opened, town_officer):
    file = SimpleUploadedFile("a.svg", b"<svg/>")
    wrong = {"attended|total|value": "many"}
    answer = send(town_officer.client, opened, file, do="save", **wrong)
    assert answer.status_code == 422
    assert "a.svg" in answer.content.decode()


def test_nothing_is_handed_up_without_the_file_chosen_for_it(opened, town_officer):
    fields = {**WRITTEN, "do": "submit", "key": str(uuid.uuid4())}
    files_sent = [SimpleUploadedFile("a.svg", b"<svg/>"), SimpleUploadedFile("b.jpg", jpeg())]
    page = reverse("report", args=[opened.id])
    fields = {**typed(opened), **fields, "file": files_sent}
    answer = town_officer.client.post(page, fields)
    assert answer.status_code == 422
    assert "a.svg" in answer.content.decode()
    opened.refresh_from_db()
    assert (opened.state, opened.values) == ("draft", GIVEN)
    assert [one.file.name for one in evidence.of(opened)] == ["b.jpg"]


def test_another_file_from_the_same_page_is_another(opened, town_officer):
    key = str(uuid.uuid4())
    for number, name in enumerate(("a", "b")):
        opened.refresh_from_db()
        photo = SimpleUploadedFile(f"{name}.jpg", jpeg(segment(0xE0, name.encode())))
        answer = send(town_officer.client, opened, photo, key=key)
        assert answer.status_code == 302
        assert len(evidence.of(opened)) == number + 1
