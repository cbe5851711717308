import re

import pytest

from suyang.website.command import words

COMMANDS = [
    ["serve"],
    ["init"],
    ["demo"],
    ["doctor"],
    ["backup"],
    ["restore"],
    ["migrate"],
    ["group"],
    ["group", "list"],
    ["group", "export"],
    ["group", "import"],
    ["password"],
    ["password", "reset"],
    ["content"],
    ["content", "check"],
    ["content", "load"],
    ["framework"],
    ["framework", "import"],
    ["framework", "export"],
    ["simulate"],
    ["audit"],
    ["audit", "verify"],
    ["outbox"],
    ["outbox", "drain"],
    ["worker"],
]


def test_help_lists_every_command_and_the_exit_codes(place):
    done = place.suyang("--help")
    assert done.code == 0
    for name in {command[0] for command in COMMANDS}:
        assert re.search(rf"^  {name} ", done.out, re.MULTILINE), name
    assert "Exit codes: 0 done" in done.out


def test_help_is_chinese_when_the_terminal_is(place):
    done = place.suyang("--help", LANG="zh_CN.UTF-8")
    assert "用法：" in done.out
    assert "退出码" in done.out
    assert "Show" not in done.out


def test_the_option_wins_over_the_terminal_wherever_it_stands(place):
    assert "Usage:" in place.suyang("--language", "en", "--help", LANG="zh_CN.UTF-8").out
    assert "用法：" in place.suyang("backup", "--help", "--language=zh").out


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_explains_itself(command):
    from click.testing import CliRunner

    from suyang.website.command.root import suyang

    shown = CliRunner().invoke(suyang, [*command, "--help"])
    assert shown.exit_code == 0, shown.output
    assert len(shown.output.splitlines()) > 4


def test_without_a_language_it_speaks_english(monkeypatch):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert words.choose(["backup", "x"]) == ["backup", "x"]
    assert words.chosen() == "en"


def test_what_is_not_understood_ends_with_code_two(place):
    for arguments in (["bogus"], ["backup"], ["serve", "--port", "no"], ["init", "--kind", "moon"]):
        done = place.suyang(*arguments)
        assert done.code == 2, done.said
        assert "Traceback" not in done.said
