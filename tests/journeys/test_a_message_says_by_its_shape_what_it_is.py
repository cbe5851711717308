"""Done is drawn as done and a warning as a warning: by shape and word, not by colour alone.

On the way the place of “My checks” is seen, in the menu and on the front page.
"""

from __future__ import annotations

import json

import pytest

from tests.journeys.conftest import PROJECT, Reader, Site
from tests.journeys.test_every_page_is_free_of_barriers import site

__all__ = ["site"]

SEED = f"""
import json, sys
sys.path.insert(0, {str(PROJECT)!r})
from django.contrib.sessions.backends.db import SessionStore
from suyang.assessment import actions
from suyang.foundation import jobs
from suyang.people.models import Account
from tests.assessment.profiles import answered
from tests.assessment.taking import somebody
person = somebody("李桂兰")
kept, gone = answered(person, "quick", each=1), answered(person, "quick", each=1, days_ago=9)
session = SessionStore()
session["person"] = str(person.id)
session.save()
office = Account.objects.get(username="zhang").person_id
done, failed = jobs.announce("plans.report", office, ""), jobs.announce("plans.report", office, "")
jobs.run(done.id, lambda progress: ("报告已经做好。", "/files/x/"))
def stop(progress):
    from suyang.foundation.permissions import Refused
    raise Refused("这个任务还没有数据。")
jobs.run(failed.id, stop)
print(json.dumps({{"gone": str(gone.id), "session": session.session_key,
                  "done": str(done.id), "failed": str(failed.id)}}))
"""
WAYS = [
    (320, "zh-CN", "light", False),
    (320, "en", "dark", False),
    (320, "zh-CN", "dark", True),
    (320, "en", "light", True),
]
MARKS = """node => {
  const own = getComputedStyle(node), mark = getComputedStyle(node, '::before');
  return {mark: mark.content, edge: own.borderInlineStartColor, ground: own.backgroundColor};
}"""


def drawn(page, kind: str) -> dict[str, str]:
    """The mark and the colours of the one message on the page, and how it is announced."""
    found = page.locator(f"main .{kind}")
    assert found.count() == 1
    role = found.get_attribute("role")
    return {"role": role or "", **found.evaluate(MARKS)}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
def test_done_and_warned(site: Site, reader, way):
    width, language, theme, elder = way
    seed = json.loads(site.manage(SEED).splitlines()[-1])
    name = "-".join(map(str, way))
    somebody: Reader = reader(
        site, "message", width=width, language=language, theme=theme, elder=elder
    )
    cookie = {"name": "suyang_session", "value": seed["session"], "url": site.url}
    somebody.context.add_cookies([cookie])

    somebody.open("/")
    assert somebody.page.locator("main a[href='/my-checks/']").count() == 1
    somebody.page.locator("header a[href='/my-checks/']").click()
    somebody.see(f"my-checks-{name}")

    page = somebody.open(f"/checks/{seed['gone']}/delete/")
    warned = drawn(page, "warning")
    page.locator("main button.danger").click()
    page.wait_for_load_state()
    done = drawn(page, "good")
    somebody.see(f"done-{name}")
    assert done["role"] == "status"
    assert "✓" in done["mark"]
    assert "▲" in warned["mark"]
    assert done["edge"] != warned["edge"]
    assert done["ground"] != warned["ground"]

    office: Reader = reader(site, "job", width=width, language=language, theme=theme, elder=elder)
    office.open("/accounts/login/")
    office.page.fill("[name=login]", "zhang")
    office.page.fill("[name=password]", "willow-village-26")
    office.page.keyboard.press("Enter")
    office.page.wait_for_url("**/work/")
    page = office.open(f"/jobs/{seed['done']}/")
    assert drawn(page, "good") == done
    office.see(f"ready-{name}")
    page = office.open(f"/jobs/{seed['failed']}/")
    assert drawn(page, "warning") == warned | {"role": "alert"}
    office.see(f"stopped-{name}")
