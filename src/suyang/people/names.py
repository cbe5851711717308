"""Names that people choose: to be called by, and to sign in with."""

from __future__ import annotations

import re
import unicodedata

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused
from suyang.people.models import Account, Person

USERNAME_SHORTEST, USERNAME_LONGEST = 3, 40
_USERNAME = re.compile(rf"[\w.-]{{{USERNAME_SHORTEST},{USERNAME_LONGEST}}}")


def clean_name(typed: str) -> str:
    """A name to be called by: one line, at most 40 characters, without hidden signs."""
    visible = "".join(sign for sign in unicodedata.normalize("NFC", typed) if sign.isprintable())
    return " ".join(visible.split())[:40]


def clean_username(typed: str) -> str:
    """A name to sign in with: in small letters, so that capitals do not lock anybody out.

    The one rule for it, wherever an account is made. Names of before keep signing in.
    """
    username = unicodedata.normalize("NFKC", typed).strip().lower()
    if not _USERNAME.fullmatch(username):
        raise Refused(
            _("Use 3 to 40 letters, digits or . _ - for the sign-in name, without spaces."),
            field="username",
        )
    return username


def free_username(typed: str) -> str:
    username = clean_username(typed)
    if Account.objects.filter(username__iexact=username).exists():
        raise taken()
    return username


def taken() -> Refused:
    return Refused(
        _("Somebody signs in with this name already. Add a letter or a digit."), field="username"
    )


def good_password(password: str, account: Account | None = None) -> str:
    """The password, or Refused with all that is wrong with it."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from None
    return password


def shown_name(person: Person) -> str:
    """What a page calls a person."""
    if person.erased_at:
        return _("Erased person")
    return person.name or _("Without a name")
