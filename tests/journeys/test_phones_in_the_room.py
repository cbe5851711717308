"""A room without any network but the laptop's hotspot: the laptop and a phone are two hosts, each
in a network namespace of its own, with a cable between them and no way to anywhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Playwright

from tests.foundation.test_qr import modules
from tests.journeys import steps
from tests.journeys.conftest import FLAGS, PROJECT, Reader, Site, chromium

pytestmark = pytest.mark.long

TASK = "kp2022-3.2"
LAPTOP = "10.42.0.1"
PHONE = "10.42.0.7"
PORT = "8000"


@dataclass(frozen=True)
class Room:
    """The names of two hosts, to start programs on."""

    laptop: str
    phone: str

    def on(self, host: str, *command: str) -> list[str]:
        return ["ip", "netns", "exec", host, *command]


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    if os.getuid() or not shutil.which("ip"):
        pytest.fail("two hosts need root and the package iproute2: sudo apt-get install iproute2")
    mark = os.getpid() % 10_000
    room = Room(f"laptop{mark}", f"phone{mark}")
    cables = (f"lap{mark}", f"pho{mark}")
    for host in (room.laptop, room.phone):
        _ip("netns", "add", host)
    try:
        _ip("link", "add", cables[0], "type", "veth", "peer", "name", cables[1])
        for host, cable, address in zip(
            (room.laptop, room.phone), cables, (LAPTOP, PHONE), strict=True
        ):
            _ip("link", "set", cable, "netns", host)
            _ip("-n", host, "addr", "add", f"{address}/24", "dev", cable)
            _ip("-n", host, "link", "set", cable, "up")
            _ip("-n", host, "link", "set", "lo", "up")
        yield room
    finally:
        for host in (room.laptop, room.phone):
            _ip("netns", "del", host)


@pytest.fixture(scope="module")
def site(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`suyang serve --lan` on the laptop, which has no network but its own."""
    home = tmp_path_factory.mktemp("laptop")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("SUYANG_", "DJANGO_"))},
        "SUYANG_HOME": str(home),
        "PORT": PORT,
        "PYTHONPATH": str(PROJECT / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    log = home / "serve.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "suyang.website.command", "serve", "--lan"]
        process = subprocess.Popen(
            room.on(room.laptop, *command), env=environment, stdout=output, stderr=output
        )
    for _ in range(480):
        said = log.read_text()
        if "Ready after" in said or "就绪" in said or process.poll() is not None:
            break
        time.sleep(0.25)
    assert f"http://{LAPTOP}:{PORT}" in said, said
    yield Site(f"http://{LAPTOP}:{PORT}", home, environment, process)
    process.terminate()
    process.wait(20)


@contextmanager
def somebody(
    playwright: Playwright, room: Room, host: str, site: Site, folder: Path, **window: Any
) -> Iterator[Reader]:
    """A Chromium that runs on one of the two hosts and knows only that host's network."""
    starter = folder / f"chromium-{host}"
    starter.write_text(f'#!/bin/sh\nexec ip netns exec {host} {chromium()} "$@"\n')
    starter.chmod(0o755)
    running = playwright.chromium.launch(executable_path=str(starter), args=FLAGS)
    context = running.new_context(
        viewport=window.pop("viewport", {"width": 360, "height": 740}), locale="zh-CN", **window
    )
    context.set_default_timeout(20_000)
    try:
        yield Reader(context, context.new_page(), site, host.rstrip("0123456789"))
    finally:
        running.close()


def test_a_phone_joins_over_the_hotspot_and_finds_the_result(
    room: Room, site: Site, playwright: Playwright, tmp_path: Path
) -> None:
    wide = {"width": 1280, "height": 900}
    with somebody(playwright, room, room.laptop, site, tmp_path, viewport=wide) as office:
        steps.set_up_office(office)
        steps.import_units(office)
        page = office.open(f"/groups/new/?task={TASK}")
        page.fill("[name=name]", "柳树村周六班")
        if page.locator("select[name=unit]").count():
            page.select_option("select[name=unit]", index=1)
        steps.go_on(page)
        office.see("group")
        code = steps.code_shown(page).replace("-", "")
        assert page.locator(".warning .code").count() == 0, "it can be reached: no warning"
        join = f"{site.url}/join/{code}/"
        expected = [[int(bit) for bit in row] for row in segno.make_qr(join, error="m").matrix]
        drawn = page.locator(".qr svg").first.evaluate("node => node.outerHTML")
        assert modules(drawn) == expected, "the QR code holds the address of the hotspot"
    with somebody(playwright, room, room.phone, site, tmp_path, is_mobile=True) as farmer:
        page = farmer.page
        page.goto(join)
        farmer.see("join")
        for _ in range(5):
            if page.locator("main [name=name]:visible").count():
                page.fill("[name=name]", "王秀英")
            for choice in page.locator("main fieldset").all():
                choice.locator("input[type=radio]").first.check()
            steps.go_on(page)
            if page.locator(".code-big").count():
                break
        farmer.see("own-code")
        page = farmer.open("/my-group/")
        steps.go_on(page)
        steps.go_on(page)
        assert steps.take_check(page) == 12
        farmer.see("after-the-check")
