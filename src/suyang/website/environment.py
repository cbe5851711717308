"""What the environment says about this installation, read once, with defaults for one laptop."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PROJECT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Environment:
    home: Path
    host: str
    port: int
    public_url: str
    lan: bool
    allowed_hosts: tuple[str, ...]
    production: bool
    database_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    time_zone: str
    content: Path
    sealed_keys: Path | None
    outgoing_networks: tuple[str, ...]

    @property
    def database_file(self) -> Path:
        return self.home / "suyang.sqlite3"

    @property
    def reachable(self) -> bool:
        """Whether another device can reach the address that is printed and drawn as QR code."""
        name = urlsplit(self.public_url).hostname or ""
        return not (name in ("localhost", "::1") or name.startswith("127."))


def read(variables: dict[str, str] | None = None) -> Environment:
    """Read the variables documented in docs/guides/operators.md; make the home folder and key."""
    given = dict(os.environ if variables is None else variables)
    home = Path(given.get("SUYANG_HOME") or _default_home()).expanduser().resolve()
    home.mkdir(parents=True, exist_ok=True)
    host = given.get("HOST", "127.0.0.1")
    port = int(given.get("PORT", "8000"))
    lan = given.get("SUYANG_LAN") == "1"
    public_url = (given.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/")
    hosts = [name for name in given.get("ALLOWED_HOSTS", "").split(",") if name]
    hosts += ["127.0.0.1", "localhost", "[::1]", urlsplit(public_url).hostname or ""]
    return Environment(
        home=home,
        host=host,
        port=port,
        public_url=public_url,
        lan=lan,
        allowed_hosts=tuple(dict.fromkeys(name for name in hosts if name)),
        production=given.get("SUYANG_PRODUCTION") == "1",
        database_url=given.get("DATABASE_URL", ""),
        secret_key=given.get("SECRET_KEY") or _kept_key(home / "secret.key"),
        secret_key_fallbacks=tuple(
            one for one in given.get("SECRET_KEY_FALLBACKS", "").split(",") if one
        ),
        time_zone=given.get("SUYANG_TIME_ZONE", "Asia/Shanghai"),
        content=Path(given.get("SUYANG_CONTENT") or _content()).resolve(),
        sealed_keys=(
            Path(given["SUYANG_SEALED_KEYS"]).expanduser().resolve()
            if given.get("SUYANG_SEALED_KEYS")
            else None
        ),
        outgoing_networks=_networks(given.get("SUYANG_OUTGOING_NETWORKS", "")),
    )


def database(environment: Environment) -> dict[str, object]:
    """Django's DATABASES["default"] for DATABASE_URL, or the embedded SQLite file."""
    if not environment.database_url:
        from suyang.foundation.sqlite.base import options

        return {
            "ENGINE": "suyang.foundation.sqlite",
            "NAME": str(environment.database_file),
            # A thread of the server keeps its connection: opening one costs more than an answer.
            "CONN_MAX_AGE": None,
            "OPTIONS": options(),
        }
    url = urlsplit(environment.database_url)
    if url.scheme not in ("postgres", "postgresql"):
        raise ValueError(
            f"DATABASE_URL begins with {url.scheme!r}; it must be postgresql://user@host:port/name"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def _networks(text: str) -> tuple[str, ...]:
    """Networks to which webhooks may go although they are not public, such as 10.20.0.0/16."""
    found = [one.strip() for one in text.split(",") if one.strip()]
    return tuple(str(ip_network(one)) for one in found)


def _default_home() -> Path:
    if (PROJECT / "pyproject.toml").exists():
        return PROJECT / "var"
    return Path("~/.local/share/suyang")


def _content() -> Path:
    packaged = Path(__file__).resolve().parents[1] / "_content"
    return packaged if packaged.exists() else PROJECT / "content"


def _kept_key(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
