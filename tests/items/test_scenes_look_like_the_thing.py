"""Each scene as HTML: what is there in words, in which order it is read, what stands below what."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from suyang.items import rendering, scoring
from tests.assessment.taking import right, wrong
from tests.items import samples
from tests.items.samples import LONG, MATCH, all_of_them, everyday


def page(body: dict, language: str = "en", **how) -> str:
    with translation.override(language):
        drawn = rendering.draw(body, **how)
        return render_to_string("items/item_form.html", {"item": drawn, "heading": "h1"})


def words(html: str) -> str:
    """What is read, in its order."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def in_order(said: str, *expected: str) -> bool:
    places = [said.find(one) for one in expected]
    return -1 not in places and places == sorted(places)


def test_search_results_stand_in_their_order_and_an_advertisement_is_called_so():
    said = words(page(samples.search()))
    assert in_order(said, "Searched for: rain this year", "report", "Advertisement", "shop", "talk")


def test_a_permission_says_how_it_is_set():
    said = words(page(samples.permissions()))
    assert in_order(said, "Location", "Set to: While using the app", "To show your weather")


def test_a_consent_question_says_what_is_on():
    said = words(page(samples.consent()))
    assert in_order(said, "Your privacy", "Your order", "Always on", "Set to: On", "Agree to all")


def test_a_sheet_has_letters_numbers_and_a_chosen_cell():
    html = page(samples.spreadsheet(), "zh-hans")
    assert in_order(words(html), "选中的单元格： D3", "编辑栏： =B3", "A B C D", "1 月份", "2 一月")
    assert html.count('<th scope="col">') == 4
    assert html.count('<th scope="row">') == 4
    assert html.count("chosen") == 1
    # As it would be typed, in both languages; short rows are filled up.
    assert "3100.5<" in html
    assert html.count("<td") == 17


def test_files_are_nested_as_deep_as_their_folders():
    html = page(samples.files())
    assert html.count('<ul class="files"') == 4
    assert in_order(words(html), "Photos", "harvest.jpg", "Papers", "Old", "loan contract.docx")
    assert in_order(words(html), "prize.exe", "Program · 2 MB")


def test_a_suggestion_is_told_in_words_too():
    said = words(page(samples.document()))
    assert in_order(said, "Li Mei owner", "Wang Qiang can suggest", "Everybody is invited.")
    assert in_order(
        said,
        "Suggested: strike out Friday at nine. and write instead Saturday at two.",
        "Comment by Wang Qiang I heard it was changed.",
        "Ask him",
    )


BELOW = {
    "inbox": ["This letter : The bank, You have won", "What kind of letter is each? The school, "],
    "chat": ["What do you do? Son, Mum, new number. Lend me two thousand."],
    "permissions": ["Location", "Contacts"],
    "files": ["Which one do you not open? prize.exe"],
    "document": ["This suggestion : Saturday at two."],
}


@pytest.mark.parametrize("kind", BELOW)
def test_what_stands_below_a_part_says_so_and_nothing_twice(kind):
    html = page((everyday() | all_of_them())[kind])
    legends = [words(one) for one in re.findall(r"<legend.*?</legend>", html)]
    assert len([one for one in legends if one]) >= len(BELOW[kind])
    for name, legend in zip(BELOW[kind], legends, strict=False):
        assert legend.startswith(name)
        assert name.endswith(" ") or legend == name


def test_a_long_part_is_called_by_its_beginning():
    body = everyday()["chat"]
    body["scene"]["lines"][0]["says"] = {"en": "word " * 30, "zh-Hans": "字" * 60}
    found = re.findall(r"<legend.*?</legend>", page(body))
    assert words(found[0]) == "What do you do? Son, " + ("word " * 8).strip() + "…"


@pytest.mark.parametrize("kind", all_of_them())
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_of_the_other_language_and_nothing_of_the_key_is_drawn(kind, language):
    body = all_of_them()[kind]
    html = page(body, language)
    assert 'lang="' not in html
    assert not re.search(r"✓|-belongs|not fit|a reason for it|有道理|不合适|=B3-C3", html)


def test_long_options_of_a_match_are_read_before_their_letters_are_chosen():
    options = [MATCH["options"][0] | {"text": LONG}, *MATCH["options"][1:]]
    body = samples.item("long", "matching", ("问", "Ask"), MATCH | {"options": options})
    drawn = rendering.draw(body).controls[0]
    assert [one.letter for one in drawn.letters] == ["A", "B", "C"]
    assert [one.text for one in drawn.letters] == [one.text for one in drawn.picks[0].choices]
    assert not rendering.draw(samples.matching()).controls[0].letters


def test_fields_say_which_place_is_taken_twice_and_which_has_none():
    body = samples.ordering()
    answer = scoring.clean(body, {"steps": ["save:2", "copy:2", "edit:1", ""]})
    with translation.override("en"):
        drawn = rendering.draw(body, answer, errors={"steps": "!"}).controls[0]
    said = {pick.text["en"]: pick.error for pick in drawn.picks}
    assert said["Save the original"] == "Place 2 is also given to: Make a copy"
    assert said["Make a copy"] == "Place 2 is also given to: Save the original"
    assert said["Change the copy"] == ""
    assert said["Send the copy that you changed"] == "Choose a place here."
    chosen = {one.value for pick in drawn.picks for one in pick.choices if one.chosen}
    assert sorted(chosen) == ["copy:2", "edit:1", "save:2"]
    assert "own" in drawn.error


def test_while_nothing_is_chosen_it_is_said_once():
    for body in (samples.ordering(), samples.matching()):
        name = body["controls"][0]["id"]
        drawn = rendering.draw(body, {}, errors={name: "!"}).controls[0]
        assert drawn.error
        assert not any(pick.error for pick in drawn.picks)


def test_a_row_without_an_option_is_named():
    drawn = rendering.draw(samples.matching(), {"pairs": ["form:mail"]}, errors={"pairs": "!"})
    assert [bool(pick.error) for pick in drawn.controls[0].picks] == [True, False, True]


@pytest.mark.parametrize("kind", all_of_them())
def test_feedback_says_what_is_right(kind):
    body = all_of_them()[kind]
    assert ">Right.<" in page(body, answer=right(body), feedback=True)
    missed = page(body, answer=wrong(body), feedback=True)
    assert "Not yet." in missed
    assert "There is a reason for it." in missed
    assert rendering.draw(body, right(body)).right is None


def test_feedback_of_an_order_names_the_places_and_of_a_match_the_options():
    said = words(
        page(samples.ordering(), answer={"steps": ["save", "send", "edit", "copy"]}, feedback=True)
    )
    assert said.count("This is right") == 2
    assert "Belongs at place 2" in said
    assert "Belongs at place 4" in said
    said = words(
        page(
            samples.matching(),
            answer={"pairs": ["fire:call", "form:post", "feast:mail"]},
            feedback=True,
        )
    )
    assert "Partly right: 1 of 3." in said
    assert "Right is: E-mail" in said


def test_feedback_without_an_answer_shows_the_answer():
    said = words(page(samples.ordering(), feedback=True))
    assert said.count("Belongs at place") == 4
    assert "Not yet" not in said


def test_an_entry_says_whether_it_was_right():
    body = samples.spreadsheet()
    assert "This is right" in page(body, answer={"formula": "=b3-c3"}, feedback=True)
    assert "Not right yet" in page(body, answer={"formula": "=1"}, feedback=True)


def test_two_items_on_one_page_keep_apart():
    both = page(samples.ordering(), prefix="a-") + page(samples.ordering(), prefix="b-")
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids))
    assert 'name="a-steps"' in both


def test_a_scene_may_lack_its_title():
    body = samples.files()
    del body["scene"]["title"]
    opening = page(body).split('<div class="scene')[1].split(">")[0]
    assert 'role="group"' in opening
    assert "aria-labelledby" not in opening
