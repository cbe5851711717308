"""Who is responsible: in brackets at the end, in a last sentence, or on a line of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from suyang.plans.writing.bodies import split

_OPEN, _CLOSE = "（([【〔［", "）)]】〕］"
_LEAD = r"(?:牵头(?:单位|部门|责任单位)?|主办(?:单位|部门)?|主责(?:单位|部门)?|Lead(?: body)?)"
_JOINT = (
    r"(?:配合(?:单位|部门)?|协办(?:单位|部门)?|参与(?:单位|部门)?|参加单位|协同(?:单位|部门)?"
    r"|共同责任单位|联合单位|Joint(?: bodies)?|With)"
)
_DUTY = (
    r"(?:责任(?:单位|部门|主体)|负责(?:单位|部门)|实施单位|落实单位|承担单位"
    r"|Responsible(?: bodies)?)"
)
_LABEL = re.compile(
    rf"(?P<lead>{_LEAD})\s*[:：]|(?P<joint>{_JOINT})\s*[:：]|(?P<duty>{_DUTY})\s*[:：]"
)
_BY_DUTIES = re.compile(
    r"(?:等)?(?:[,，、]?\s*(?:按照?|依)(?:各自)?职[责能](?:分工)?(?:协同)?(?:分别)?负责(?:落实)?)"
)
_LEADS = re.compile(
    r"^(?:由)?(?P<lead>.+?)(?:等)?(?:共同)?牵头(?:负责|组织实施|组织)?[,，;；、]?\s*(?P<rest>.*)$",
    re.S,
)
_HELPS = re.compile(
    r"^(?P<joint>.+?)(?:等(?:部门|单位|有关部门|有关单位)?)?(?:协同|共同)?(?:配合|参与|协助|协办)(?:负责|落实|实施)?$",
    re.S,
)
_DOES = re.compile(
    r"^(?:由)?(?P<duty>.+?)(?:等(?:部门|单位|有关部门)?)?(?:共同|分别|具体)?负责(?:落实|实施)?$",
    re.S,
)
_ENDS_LIKE_BODY = (
    r"(?:局|委|办|部|会|院|校|厅|署|府|社|馆|站|中心|集团|公司|银行|联|团委"
    r"|乡镇|镇|乡|街道|县|区|市|行|所|司|科|处|队|学院|大学)"
)
_PAIR = re.compile(rf"^(?P<a>\S*?{_ENDS_LIKE_BODY})(?:和|及|与|以及)(?P<b>\S+?{_ENDS_LIKE_BODY})$")


@dataclass
class Said:
    """Bodies as they were named. `doubts`: notes about how they were understood."""

    lead: str = ""
    joint: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lead or self.joint)


def take(text: str) -> tuple[str, Said]:
    """The text without its naming of bodies, and the bodies. Several namings are put together."""
    said = Said()
    rest = text.rstrip()
    for _turn in range(4):
        cut = _take_last(rest)
        if cut is None:
            break
        rest, found = cut
        _put(said, found)
    return rest, said


def understand(inside: str) -> Said:
    """The bodies of a naming such as 牵头单位：A；配合单位：B、C, or A、B按职责分工负责."""
    inside = inside.strip().strip("。.；;").strip()
    if _LABEL.search(inside):
        return _labelled(inside)
    found = _LEADS.match(inside)
    if found and "牵头" in inside and len(found["lead"]) <= 60:
        said = Said()
        _set_leads(said, names(found["lead"]))
        rest = found["rest"].strip()
        if rest:
            helps = _HELPS.match(_BY_DUTIES.sub("", rest)) or _DOES.match(rest)
            said.joint += names(helps.group(1) if helps else _BY_DUTIES.sub("", rest))
        return said
    if _BY_DUTIES.search(inside):
        return Said(joint=names(_BY_DUTIES.sub("", inside)))
    does = _DOES.match(inside)
    if does:
        return _duty(names(does["duty"]))
    return Said()


def names(written: str) -> list[str]:
    """Names in a list; 等, 和 between two bodies, and ends such as 负责 are no part of them."""
    found: list[str] = []
    for name in split(written.strip().strip("。.；;")):
        bare = re.sub(r"(?:等(?:有关|相关)?(?:部门|单位)?)$", "", name).strip() or name
        pair = _PAIR.match(bare)
        found += [pair["a"], pair["b"]] if pair else [bare]
    return list(dict.fromkeys(one for one in found if one))


def _take_last(text: str) -> tuple[str, Said] | None:
    """Cut the last naming off a text: brackets at the end, else a last line or sentence."""
    bare = text.rstrip().rstrip("。.；; \n")
    if bare and bare[-1] in _CLOSE:
        start = _opening(bare)
        if start is not None:
            inside = bare[start + 1 : -1]
            said = understand(inside)
            if said and _names_bodies(inside):
                return _ended(bare[:start]), said
    for label in reversed(list(_LABEL.finditer(bare))):
        before = bare[: label.start()]
        start = _unclosed(before)
        end = _closing(bare, start) if start is not None else None
        if start is not None and end is not None:
            # Brackets that name bodies stand before a last sentence, such as one with a day.
            said = understand(bare[start + 1 : end])
            if said:
                return _ended(bare[:start]) + text.rstrip()[end + 1 :], said
            continue
        if (
            before.strip() == ""
            or before.rstrip()[-1:] in "。；;\n.，,、"
            or before[-1:] in " \t　"
        ):
            piece = bare[label.start() :]
            said = _labelled(piece)
            # A sentence goes on after a naming: then it is not the last one, and is left alone.
            if said and "。" not in piece:
                return _ended(before), said
    last = re.split(r"(?<=[。；;\n])", bare)
    sentence = last[-1].strip()
    if (
        sentence
        and len(sentence) <= 160
        and (re.search(r"牵头", sentence) or _BY_DUTIES.search(sentence) or _plain_duty(sentence))
    ):
        said = understand(sentence)
        if said and all(_like_body(one) for one in [said.lead, *said.joint] if one):
            return _ended("".join(last[:-1])), said
    return None


def _plain_duty(sentence: str) -> bool:
    return bool(re.match(r"^由?.{2,80}负责(?:落实|实施)?$", sentence))


def _names_bodies(inside: str) -> bool:
    return bool(
        _LABEL.search(inside) or _BY_DUTIES.search(inside) or re.search(r"牵头|负责|配合", inside)
    )


def _labelled(inside: str) -> Said:
    said = Said()
    labels = list(_LABEL.finditer(inside))
    duties: list[str] = []
    by_duties = bool(_BY_DUTIES.search(inside))
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(inside)
        listed = names(_BY_DUTIES.sub("", inside[label.end() : end]))
        if label["lead"]:
            _set_leads(said, listed)
        elif label["joint"]:
            said.joint += listed
        else:
            duties += listed
    if not duties:
        pass
    elif said.lead or by_duties:
        said.joint += duties
    else:
        found = _duty(duties)
        said.lead, said.doubts = found.lead, [*said.doubts, *found.doubts]
        said.joint = [*found.joint, *said.joint]
    said.joint = [one for one in dict.fromkeys(said.joint) if one != said.lead]
    return said


def _duty(listed: list[str]) -> Said:
    """Responsible bodies without a lead: the one named first leads, as offices order them."""
    if not listed:
        return Said()
    doubts = ["first_leads"] if len(listed) > 1 else []
    return Said(listed[0], listed[1:], doubts)


def _set_leads(said: Said, listed: list[str]) -> None:
    if not listed:
        return
    if said.lead:
        said.joint += listed
        return
    said.lead, said.joint = listed[0], [*said.joint, *listed[1:]]
    if len(listed) > 1:
        said.doubts.append("several_leads")


def _put(said: Said, found: Said) -> None:
    """Add a naming that stood before the ones already read."""
    if found.lead and said.lead and found.lead != said.lead:
        said.joint = [*found.joint, said.lead, *said.joint]
        said.lead = found.lead
    else:
        said.lead = said.lead or found.lead
        said.joint = [*found.joint, *said.joint]
    said.joint = [one for one in dict.fromkeys(said.joint) if one != said.lead]
    said.doubts = list(dict.fromkeys([*found.doubts, *said.doubts]))


def _opening(text: str) -> int | None:
    """Where the bracket that closes at the end was opened."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        if text[place] in _CLOSE:
            depth += 1
        elif text[place] in _OPEN:
            depth -= 1
            if depth == 0:
                return place
    return None


def _unclosed(text: str) -> int | None:
    """Where the bracket stands in which the end of a text lies."""
    opened: list[int] = []
    for place, letter in enumerate(text):
        if letter in _OPEN:
            opened.append(place)
        elif letter in _CLOSE and opened:
            opened.pop()
    return opened[-1] if opened else None


def _closing(text: str, start: int) -> int | None:
    """Where the bracket that is opened at `start` is closed."""
    depth = 0
    for place in range(start, len(text)):
        if text[place] in _OPEN:
            depth += 1
        elif text[place] in _CLOSE:
            depth -= 1
            if depth == 0:
                return place
    return None


def _ended(text: str) -> str:
    return text.rstrip().rstrip("，,；;、").rstrip()


def _like_body(name: str) -> bool:
    return (
        bool(re.search(_ENDS_LIKE_BODY + r"(?:[（(].*[)）])?$|^各|等$|有关", name))
        and len(name) <= 40
    )
