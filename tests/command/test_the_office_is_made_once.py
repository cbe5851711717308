def test_options_make_the_office_without_questions(place):
    done = place.suyang(
        *("init", "--office", "青石县", "--kind", "county", "--name", "王芳"),
        *("--username", "wangfang", "--json"),
    )
    assert done.code == 0, done.said
    assert len(done.data["one_time_password"]) >= 12
    again = place.suyang(
        *("init", "--office", "x", "--kind", "town", "--name", "y", "--username", "zzz", "--json"),
    )
    assert again.code == 1
    assert again.data["error"]["code"] == "exists"


def test_without_a_terminal_it_names_the_missing_option(place):
    done = place.suyang("init", "--office", "青石县")
    assert done.code == 2
    assert "--kind" in done.err


def test_a_weak_password_is_refused_in_words(place):
    done = place.suyang(
        *("init", "--office", "x", "--kind", "town", "--name", "y", "--username", "zzz"),
        *("--password-file", "-"),
        text="12345678\n",
    )
    assert done.code == 1
    assert "password" in done.err.lower()
    found = place.suyang("doctor", "--json").data["findings"]
    assert "office" in {one["about"] for one in found}


def test_a_password_is_reset_by_name_whatever_its_case(office):
    done = office.suyang("password", "reset", "WangFang", "--json")
    assert done.code == 0, done.said
    assert done.data["username"] == "wangfang"
    assert len(done.data["one_time_password"]) >= 8
    assert office.suyang("password", "reset", "nobody").code == 1
