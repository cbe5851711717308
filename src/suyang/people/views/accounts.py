"""Accounts: made from an invitation, signed in and out by allauth, with an own password."""

from __future__ import annotations

from allauth.account.views import AccountInactiveView, LoginView, LogoutView, PasswordChangeView
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from suyang.organisations.forms import attempt, posted
from suyang.people import actions, throttle
from suyang.people.accounts import OwnPasswordForm, SignInForm
from suyang.people.actors import hand_over
from suyang.people.forms import InvitationForm
from suyang.people.models import Account

PURPOSE = "invitation"

sign_in = LoginView.as_view(form_class=SignInForm, template_name="people/sign_in.html")
sign_out = LogoutView.as_view(template_name="people/sign_out.html")
inactive = AccountInactiveView.as_view(template_name="people/inactive.html")
change_password = PasswordChangeView.as_view(
    form_class=OwnPasswordForm, template_name="people/password.html"
)


@sensitive_post_parameters("password")
def invitation(request: HttpRequest) -> HttpResponse:
    """The code from the card, a name, a password: an account with its role, signed in at once."""
    form = InvitationForm(posted(request), initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def accept() -> Account:
            with throttle.attempts(request, PURPOSE):
                return actions.accept_invitation(
                    values["code"], values["username"], values["password"], values["name"]
                )

        account = attempt(form, accept)
        if account is not None:
            hand_over(request)
            login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/invitation.html", {"form": form})
