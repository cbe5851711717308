"""How allauth makes and finds accounts here: by invitation only, without e-mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from suyang.people import actions
from suyang.people.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "Name and password do not fit together. Please look whether capitals are on; whoever "
            "forgot the password asks their administrator for a new one."
        ),
        "too_many_login_attempts": _(
            "Too many tries with this name. Nothing is lost. Please wait five minutes."
        ),
        "enter_current_password": _("This is not your password of now. Please type it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves Suyang: whoever forgot a password asks their administrator."""

    def set_password(self, user: Account, password: str) -> None:
        actions.change_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return settings.LOGIN_REDIRECT_URL

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Of allauth's messages only the one that the next page does not say by itself."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if str(template).endswith("password_changed.txt"):
            messages.success(request, _("Your new password holds from now on."))


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password, in words of this house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, "login", _("Name to sign in with"))
        _plain(self, "password", _("Password"))
        self.fields["login"].widget.attrs["autocapitalize"] = "none"
        remember = self.fields["remember"]
        remember.label = _("Keep me signed in on this device for 30 days")
        remember.help_text = _("Leave this empty on a device that others use too.")


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The password of now, and a new one typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, "oldpassword", _("Password of now"))
        _plain(self, "password1", _("New password"))
        _plain(self, "password2", _("The new password again"))
        self.fields["password1"].help_text = _(
            "Eight characters or more; not a common word and not only digits."
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        if values.get("password1") and values.get("password1") == values.get("oldpassword"):
            self.add_error("password1", _("This is the password of before. Choose another."))
        return values


def _plain(form: forms.Form, name: str, label: Any) -> None:
    """A label instead of a placeholder, which goes when somebody begins to type."""
    field = form.fields[name]
    field.label = label
    field.help_text = ""
    field.widget.attrs.pop("placeholder", None)
