"""`suyang units` and `suyang accounts`: a table comes in once, a broken tree is mended."""

from __future__ import annotations

import sqlite3

from tests.command.test_the_doctor_finds_what_is_wrong import found

TABLE = "code,name_zh,kind,parent_code\nt-1,河口镇,town,\nv-1,柳树村,village,t-1\n"


def test_a_table_comes_in_once_and_a_broken_tree_is_mended(office, tmp_path):
    table = tmp_path / "units.csv"
    table.write_text(TABLE, "utf-8")
    first = office.suyang("units", "import", str(table), "--json")
    assert first.code == 0, first.said
    assert first.data["counts"] == {"new": 2, "changed": 0, "same": 0}
    again = office.suyang("units", "import", str(table), "--json")
    assert again.data["counts"] == {"new": 0, "changed": 0, "same": 2}
    assert found(office)["ancestry"]["state"] == "ok"
    (file,) = office.home.glob("*.sqlite3")
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM organisations_ancestry WHERE depth = 2")
        database.commit()
    broken = found(office)["ancestry"]
    assert broken["state"] == "wrong"
    assert "suyang units lay" in broken["remedy"]
    assert office.suyang("units", "lay", "--check").code == 1
    assert office.suyang("units", "lay").code == 0
    assert office.suyang("units", "lay", "--check").code == 0
    assert found(office)["ancestry"]["state"] == "ok"


def test_a_wrong_row_is_named_and_nothing_is_taken(office, tmp_path):
    table = tmp_path / "wrong.csv"
    table.write_text(TABLE + "v-2,没有上级,village,nowhere\n", "utf-8")
    done = office.suyang("units", "import", str(table))
    assert done.code == 1
    assert "nowhere" in done.said + done.err


def test_the_only_administrator_is_named_with_what_to_do(office):
    accounts = office.suyang("accounts", "--json").data["accounts"]
    assert [one["why"] for one in accounts] == [["powerful", "endless"]]
