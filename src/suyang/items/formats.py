"""What the kinds of questions are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NAMES = {
    "single": _("one choice"),
    "multiple": _("several choices"),
    "entry": _("short entry"),
    "ordering": _("putting in order"),
    "matching": _("finding what belongs together"),
    "inbox": _("task: a list of messages"),
    "payment": _("task: a payment page"),
    "chat": _("task: a conversation"),
    "search": _("task: search results"),
    "permissions": _("task: an app's permissions"),
    "spreadsheet": _("task: a spreadsheet"),
    "files": _("task: files and folders"),
    "document": _("task: a shared document"),
    "consent": _("task: a question about personal data"),
}
