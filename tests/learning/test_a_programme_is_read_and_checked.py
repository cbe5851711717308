"""The programme's page and papers, open to everybody; its file, checked before it is loaded."""

from __future__ import annotations

import shutil

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suyang.foundation import content
from suyang.learning import queries
from suyang.learning.models import Programme
from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def test_everybody_reads_it(bank):
    page = Client().get(reverse("programme", args=[afternoon.PROGRAMME]))
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<h1") == 1
    assert reverse("group-new") not in text
    script = Client().get(reverse("programme-script", args=[afternoon.PROGRAMME]))
    assert script.status_code == 200
    for name in ("programme-script-pdf", "programme-consent-pdf"):
        paper = Client().get(reverse(name, args=[afternoon.PROGRAMME]))
        assert paper.content.startswith(b"%PDF")


def test_a_trainer_can_start_there(bank, trainer):
    page = trainer.client.get(reverse("programme", args=[afternoon.PROGRAMME]))
    assert reverse("group-new") in page.content.decode()


def test_a_task_finds_its_programmes(bank):
    assert [one.slug for one in queries.programmes_for("kp2022-3.2")] == [afternoon.PROGRAMME]
    assert queries.programmes_for("kp2022-1.1") == []


def _copy(tmp_path, change):
    root = tmp_path / "content"
    shutil.copytree(settings.SUYANG_CONTENT, root)
    path = root / "programmes" / f"{afternoon.PROGRAMME}.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return root


def test_a_lesson_that_is_not_there_is_refused_with_its_line(bank, tmp_path):
    root = _copy(tmp_path, lambda data: data["lessons"].append("no-such-lesson"))
    (problem,) = content.load(root).problems
    assert "no-such-lesson" in problem.reason
    assert problem.line > 1


def test_a_changed_text_needs_a_new_version_once_groups_use_it(group, tmp_path):
    root = _copy(tmp_path, lambda data: data["title"].update(en="Another title"))
    (problem,) = content.load(root).problems
    assert "version" in problem.reason
    root = _copy(tmp_path / "next", lambda data: data.update(version=2))
    assert not content.load(root).problems
    assert Programme.objects.get(is_current=True).version == 2
    group.refresh_from_db()
    assert group.programme.version == 1


def test_the_same_half_twice_is_refused(tmp_path):
    root = _copy(tmp_path, lambda data: data["checks"]["after"].update(half="drawn"))
    assert any("halves" in one.reason for one in content.check(root, ["programmes"]))
