"""Reading preferences: one cookie that says how a reader wants every page, on every link."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

COOKIE = "suyang_reading"
SIZES = ("normal", "large", "larger", "largest")
THEMES = ("auto", "light", "dark")
CONTRASTS = ("normal", "more")
MOTIONS = ("auto", "reduced")


@dataclass(frozen=True)
class Preferences:
    """How a page is to be read. `direction` is a trial of right-to-left for translators."""

    language: str = "zh-hans"
    size: str = "normal"
    theme: str = "auto"
    contrast: str = "normal"
    motion: str = "auto"
    elder: bool = False
    direction: str = "ltr"

    @property
    def classes(self) -> str:
        """Classes of <html>; the style sheet reads nothing else."""
        names = [f"size-{self.size}", f"theme-{self.theme}"]
        names += ["contrast-more"] * (self.contrast == "more")
        names += ["motion-reduced"] * (self.motion == "reduced")
        names += ["elder"] * self.elder
        return " ".join(names)


def read(request: HttpRequest) -> Preferences:
    """The cookie's preferences; what it does not say is the default, nonsense is ignored."""
    given = dict(parse_qsl(request.COOKIES.get(COOKIE, "")))
    return changed(Preferences(language=_language(request)), given)


def changed(base: Preferences, given: dict[str, Any]) -> Preferences:
    """`base` with those of `given` that are known values."""
    allowed: dict[str, tuple[str, ...]] = {
        "language": tuple(code for code, _name in settings.LANGUAGES),
        "size": SIZES,
        "theme": THEMES,
        "contrast": CONTRASTS,
        "motion": MOTIONS,
        "direction": ("ltr", "rtl"),
    }
    new: dict[str, Any] = {
        name: given[name] for name, values in allowed.items() if given.get(name) in values
    }
    if "elder" in given:
        new["elder"] = str(given["elder"]) in ("1", "True", "true", "on")
    return replace(base, **new)


def write(response: HttpResponse, chosen: Preferences) -> None:
    """Keep the preferences in the browser for a year; they say nothing about the person."""
    values = {name: "1" if value is True else value for name, value in asdict(chosen).items()}
    values["elder"] = "1" if chosen.elder else "0"
    response.set_cookie(
        COOKIE,
        urlencode(values),
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def _language(request: HttpRequest) -> str:
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
