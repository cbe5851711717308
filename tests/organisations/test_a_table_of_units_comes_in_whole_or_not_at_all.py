"""Import of units from CSV and XLSX: all or nothing, repeatable, looked at before."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suyang.foundation import clock
from suyang.foundation.permissions import Denied
from suyang.organisations import actions, queries, tree
from suyang.organisations.models import Unit, UnitVersion

HEAD = "code,name_zh,name_en,kind,parent_code,valid_from\n"
GOOD = HEAD + "t1,河东镇,Hedong,town,,\nv1,东村,,village,t1,\nv2,西村,,村,t1,\n"


def taken_in(cast, text: str, top: Unit):
    return actions.import_units(cast.actor, text.encode(), top)


def test_a_table_makes_a_tree(administrator, county):
    preview = taken_in(administrator, GOOD, county)
    assert preview.errors == []
    assert [len(preview.new), len(preview.changed)] == [3, 0]
    codes = [Unit.objects.get(id=id).code for id in tree.below(county.id, clock.today())]
    assert codes == ["county", "t1", "v1", "v2"]


def test_the_rows_may_come_in_any_order(administrator, county):
    lines = GOOD.splitlines(keepends=True)
    assert not taken_in(administrator, lines[0] + "".join(reversed(lines[1:])), county).errors


def test_the_same_table_again_changes_nothing(administrator, county):
    dated = GOOD.replace(",,\n", ",,2024-03-01\n").replace("t1,\n", "t1,2030-01-01\n")
    taken_in(administrator, dated, county)
    before = list(UnitVersion.objects.order_by("id").values())
    again = taken_in(administrator, dated, county)
    assert again.errors == []
    assert len(again.same) == 3
    assert list(UnitVersion.objects.order_by("id").values()) == before


def test_a_changed_name_begins_on_its_day(administrator, county, town, village):
    day = clock.today() - dt.timedelta(days=3)
    text = HEAD + f"village,新柳村,,village,town,{day.isoformat()}\n"
    preview = taken_in(administrator, text, county)
    assert len(preview.changed) == 1
    assert queries.name_of(village.id, day - dt.timedelta(days=1)) == "柳树村"
    assert queries.version_of(village.id).name == {"zh-Hans": "新柳村", "en": "village"}


def test_an_older_table_does_not_overwrite_what_came_later(administrator, county, village):
    actions.rename_unit(administrator.actor, village, {"zh-Hans": "新柳村"})
    old = HEAD + "village,柳树村,,village,town,2021-01-01\n"
    assert len(taken_in(administrator, old, county).same) == 1
    older = HEAD + "village,古柳村,,village,town,2021-01-01\n"
    assert taken_in(administrator, older, county).errors
    assert queries.name_of(village.id) == "新柳村"


def test_a_workbook_comes_in_with_chinese_headings_and_words(administrator, county):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["代码", "名称", "类型", "上级代码", "生效日期"])
    sheet.append([330122001, "河东镇", "乡镇", None, dt.date(2025, 1, 1)])
    sheet.append([330122001201, "东村", "村", 330122001, dt.date(2025, 1, 1)])
    file = io.BytesIO()
    book.save(file)
    preview = actions.import_units(administrator.actor, file.getvalue(), county)
    assert preview.errors == []
    assert queries.version_of(Unit.objects.get(code="330122001201").id).valid_from.year == 2025


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ("t 1,河东镇,,town,,\n", 2),
        ("t1,,,town,,\n", 2),
        ("t1,河东镇,,planet,,\n", 2),
        ("t1,河东镇,,发布机构,,\n", 2),
        ("t1,河东镇,,town,nowhere,\n", 2),
        ("t1,河东镇,,town,,yesterday\n", 2),
        ("t1,河东镇,,town,,2024-02-31\n", 2),
        ("v1,东村,,village,,\nt1,河东镇,,town,v1,\n", 3),
        ("t1,河东镇,,town,,\nt1,河西镇,,town,,\n", 2),
        ("a,甲,,organisation,b,\nb,乙,,organisation,a,\n", 2),
        ("other-county,白沙县,,county,,\n", 2),
        ("=1+1,河东镇,,town,,\n", 2),
        ("t1," + "长" * 81 + ",,town,,\n", 2),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(
    administrator, county, other_county, row, number
):
    before = UnitVersion.objects.count()
    preview = taken_in(administrator, HEAD + "good,好村,,village,,\n" + row, county)
    assert preview.errors
    assert preview.errors[0].row == number + 1
    assert preview.errors[0].reason
    assert UnitVersion.objects.count() == before
    assert not Unit.objects.filter(code="good").exists()


def test_a_ring_through_units_that_the_table_does_not_name_is_found(administrator, county):
    taken_in(
        administrator,
        HEAD + "a,甲,,organisation,,\nb,乙,,organisation,a,\nc,丙,,organisation,b,\n",
        county,
    )
    assert taken_in(administrator, HEAD + "a,甲,,organisation,c,\n", county).errors


def test_units_of_another_office_are_not_taken_over(administrator, county, other_county, stranger):
    assert taken_in(administrator, HEAD + "t1,镇,,town,other-county,\n", county).errors
    with pytest.raises(Denied):
        taken_in(stranger, GOOD, county)


cells = st.text(alphabet='abt1-_ 村镇",;\n\r\t=@\x00\ufeff0129', max_size=8)
rows = st.lists(
    st.tuples(
        st.sampled_from(["t1", "t2", "v1", "county", "", "x y"]) | cells,
        st.sampled_from(["河东镇", "东村", ""]) | cells,
        st.sampled_from(["town", "village", "organisation", "村", ""]) | cells,
        st.sampled_from(["", "t1", "t2", "v1", "county"]) | cells,
        st.sampled_from(["", "2024-01-01", "2030-01-01", "soon"]) | cells,
    ),
    max_size=5,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(table=rows, noise=st.binary(max_size=30))
def test_whatever_is_sent_comes_in_whole_or_not_at_all(administrator, county, table, noise):
    import csv

    from django.db import transaction

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["code", "name_zh", "kind", "parent_code", "valid_from"])
    writer.writerows(table)
    with transaction.atomic():
        before = Unit.objects.count()
        preview = actions.import_units(administrator.actor, out.getvalue().encode(), county)
        assert Unit.objects.count() == before + (0 if preview.errors else len(preview.new))
        if not preview.errors:
            today = clock.today() + dt.timedelta(days=36500)
            for unit in Unit.objects.exclude(id=county.id).filter(
                code__in=[change.row.code for change in preview.changes]
            ):
                assert tree.path(unit.id, today)[-1] == county.id
            again = actions.import_units(administrator.actor, preview.as_csv.encode(), county)
            assert [again.errors, again.new, again.changed] == [[], [], []]
        actions.import_units(administrator.actor, noise, county)
        transaction.set_rollback(True)


def test_the_page_shows_what_would_change_and_writes_on_confirmation(administrator, county):
    client, address = administrator.client, reverse("unit-import")
    file = SimpleUploadedFile("units.csv", GOOD.encode())
    page = client.post(address, {"file": file})
    assert page.status_code == 200
    assert not Unit.objects.filter(code="t1").exists()
    table = page.context["confirm"].initial["table"]
    for _ in range(2):
        assert client.post(address, {"table": table}).status_code == 302
    assert Unit.objects.filter(code__in=["t1", "v1", "v2"]).count() == 3


def test_the_page_names_the_rows_to_be_mended(administrator, county):
    file = SimpleUploadedFile("units.csv", (HEAD + "t1,河东镇,,planet,,\n").encode())
    page = administrator.client.post(reverse("unit-import"), {"file": file})
    assert page.status_code == 422
    assert "planet" in page.content.decode()


@pytest.mark.parametrize("data", [{}, {"table": ""}, {"table": "x"}, {"table": "\x00"}])
def test_nonsense_in_the_form_is_answered_calmly(administrator, county, data):
    assert administrator.client.post(reverse("unit-import"), data).status_code in (200, 422)
