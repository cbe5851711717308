"""Papers of a group: sign-in sheet, cards with its code, the volunteer's page, the consent text."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from suyang.foundation import clock, ids
from suyang.foundation.documents.model import (
    AnyPaper,
    Bullets,
    Card,
    Cards,
    Page,
    Section,
    Sheet,
    SheetColumn,
)
from suyang.foundation.documents.pdf import render
from suyang.foundation.texts import plain
from suyang.learning.models import Group, Programme
from suyang.organisations.queries import demonstration_label, name_of
from suyang.people.names import shown_name

# A village group has up to twenty; somebody more may always come.
LINES = 20
SPARE_LINES = 4
CARDS = 16
COMPACT_FROM = 900


def join_address(group: Group) -> str:
    """What the QR code holds, and what stands under it in letters."""
    return f"{settings.PUBLIC_URL}{reverse('join-code', args=[group.code])}"


def sign_in_sheet(group: Group) -> Sheet:
    """Those who joined, then empty lines for those who sign on paper."""
    joined = list(group.enrolments.select_related("person").order_by("number"))
    return Sheet(
        title=_("Sign-in sheet"),
        lines=(
            plain(group.programme.title),
            f"{group.name} · {name_of(group.unit_id)}",
            f"{date_format(clock.today())} · {_('Trainer')}: {shown_name(group.trainer)}",
            _("Any name you like will do. The sheet counts who was there, and nothing else."),
        ),
        number_label=_("No."),
        columns=(
            SheetColumn(_("What we call you"), 2),
            SheetColumn(_("Was there (sign or make a mark)"), 2),
            SheetColumn(_("Remark"), 1),
        ),
        filled=tuple((shown_name(one.person), "", "") for one in joined),
        empty=max(LINES - len(joined), SPARE_LINES),
        demonstration=demonstration_label(),
    )


def join_cards(group: Group) -> Cards:
    """A card for each place: how to join, with room for the person's own code."""
    card = Card(
        name=group.name,
        code=ids.show_code(group.code),
        link=join_address(group),
        link_title=_("Join the group"),
    )
    return Cards(
        title=_("Cards for %(group)s") % {"group": group.name},
        cards=(card,) * CARDS,
        code_label=_("Code of the group"),
        how_to=(
            _("Point the camera here, or open %(address)s and type the code.")
            % {"address": f"{settings.PUBLIC_URL}{reverse('join')}"},
            _("My own code: ____________"),
        ),
        demonstration=demonstration_label(),
    )


def script(programme: Programme) -> Page:
    """What a volunteer does, in order, on one page."""
    return Page(
        title=_("For those who help: %(programme)s") % {"programme": plain(programme.title)},
        sections=tuple(
            Section(plain(part["title"]), tuple(plain(part["text"]).splitlines()))
            for part in programme.body["script"]
        ),
        # English says the same in more letters than Chinese.
        compact=sum(len(plain(part["text"])) for part in programme.body["script"]) > COMPACT_FROM,
        demonstration=demonstration_label(),
    )


def consent(programme: Programme) -> Page:
    """What is read out before people decide, with its questions."""
    text = programme.body["consent"]
    return Page(
        title=_("To be read out before people decide"),
        subtitle=plain(programme.title),
        sections=(
            Section(_("Read aloud"), tuple(plain(text["read_aloud"]).splitlines())),
            Section(
                _("Two questions, one after the other"),
                (Bullets(tuple(plain(one["text"]) for one in text["questions"]), numbered=True),),
            ),
            Section(_("Afterwards"), (plain(text["afterwards"]),)),
        ),
        demonstration=demonstration_label(),
    )


def pdf_response(paper: AnyPaper, name: str) -> HttpResponse:
    """The paper as a PDF to look at or print."""
    response = HttpResponse(
        render(paper, get_language() or "zh-hans"), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
