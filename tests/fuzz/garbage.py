"""What no form ever sent, as bytes on the wire; drawn by hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from benchmarks.browser import Form
from tests.fuzz.pages import Address

# Must never come back in a page as it was sent.
SCRIPT = b"<script>odd()</script>"
# What databases, decoders and converters have stumbled over before.
WORST = [
    b"\x00a-long-enough-key\x00",
    b"\xff\xfe",
    "\ud800".encode("utf-8", "surrogatepass"),
    b"9" * 5000,
    "²".encode(),
    b"http://[",
]
NASTY = [
    *WORST,
    b"",
    b" ",
    b"\x00",
    b"\xe7\xb4",
    # A NUL as a cookie quotes it.
    b'"a-long-enough-key\\000"',
    "\ufeff\u202e\u200b".encode(),
    "٣".encode(),
    "素养🌾".encode() * 30,
    b"A" * 20_000,
    b"-1",
    b"0",
    b"1e999",
    b"NaN",
    b"Infinity",
    b"9223372036854775808",
    b"00000000-0000-0000-0000-000000000000",
    b"not-a-uuid",
    b"2026-02-30",
    b"0001-01-01",
    b"9999-12-31",
    b"99999-01-01",
    b"../../../../etc/passwd",
    b"//elsewhere.example/",
    b"javascript:alert(1)",
    b"\r\nSet-Cookie: a=b",
    SCRIPT,
    b"{{ 7|add:7 }}%s%(x)s{x}",
    b"'; DROP TABLE people_person; --",
    b"{}",
    b'{"a": [null, 1e400]}',
    b"[" * 3000,
    b"on",
]
FORM = "application/x-www-form-urlencoded"
CONTENT_TYPES = [
    FORM,
    "application/x-www-form-urlencoded; charset=nonsense",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json",
    "application/json; charset=nonsense",
    "multipart/form-data",
    "multipart/form-data; boundary=b",
    "multipart/form-data; boundary=" + "b" * 300,
    "text/plain",
    "image/png",
    ";;;",
    "",
]
METHODS = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ODD"]
FILES = [
    ("a.csv", "text/csv", b"code,name_zh\n\x00\xff,,,,\n"),
    ("a.csv", "text/csv", b'"' * 5000),
    ("a.csv", "text/csv", "code,name_zh,name_en,kind,parent_code\nx,甲,A,village,x\n".encode()),
    ("a.csv", "text/csv", "代码,名称\n".encode("utf-16")),
    ("a.csv", "application/octet-stream", b""),
    ("a.json", "application/json", b'{"format": "suyang-group", "version": 1e999}'),
    ("a.json", "application/json", b"[" * 100_000),
    ("a.zip", "application/zip", b"PK\x03\x04" + b"\x00" * 200),
    ("a.zip", "application/zip", b"PK\x05\x06" + b"\x00" * 18),
    ("a.xlsx", "application/vnd.ms-excel", b"PK\x03\x04xl/workbook.xml"),
    ("a.gz", "application/gzip", b"\x1f\x8b\x08\x00" + b"\xff" * 50),
    ("../../a\x00.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 30),
    ("素" * 300, "text/html", b"<script>alert(1)</script>"),
]

value = st.one_of(
    st.sampled_from(NASTY),
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.integers().map(lambda number: str(number).encode()),
)
pairs = st.lists(st.tuples(value, value), max_size=4)


@dataclass(frozen=True)
class Sending:
    """One request, exactly as it goes out."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def all_alike(form: Form, text: bytes) -> Sending:
    """A form in which whatever a person fills in has the same text; what is hidden stays."""
    fields = [
        (one.name.encode(), one.value.encode() if one.kind in ("hidden", "button") else text)
        for one in form.fields
    ]
    if form.method != "post":
        return Sending("GET", form.action, query=encoded(fields))
    return Sending("POST", form.action, "", encoded(fields).encode(), FORM)


@st.composite
def submissions(draw: st.DrawFn, form: Form, values: dict[str, str]) -> Sending:
    """A form as it stands on a page, with some of its fields spoiled, doubled or left out.

    values: ids of real rows, which some fields get.
    """
    fields: list[tuple[bytes, bytes]] = []
    files: list[tuple[bytes, tuple[str, str, bytes]]] = []
    real = st.sampled_from([text.encode() for text in values.values()])
    for one in form.fields:
        name, usual = one.name.encode(), one.value.encode()
        fate = draw(
            st.sampled_from(["kept", "kept", "spoiled", "spoiled", "twice", "gone", "real"])
        )
        if one.kind == "file" and fate != "gone":
            files.append((name, draw(st.sampled_from(FILES))))
        elif fate == "kept":
            fields.append((name, usual))
        elif fate == "spoiled":
            fields.append((name, draw(value)))
        elif fate == "twice":
            fields += [(name, draw(value)), (name, draw(value))]
        elif fate == "real":
            fields.append((name, draw(real)))
    fields += draw(pairs)
    if form.method != "post":
        return Sending("GET", form.action, query=encoded(fields))
    if files or draw(st.booleans()):
        body = _multipart(fields, files)
        return Sending("POST", form.action, "", body, "multipart/form-data; boundary=suyang")
    body = encoded(fields).encode()
    return Sending("POST", form.action, "", body, FORM)


@st.composite
def requests(draw: st.DrawFn, address: Address, values: dict[str, str]) -> Sending:
    """Anything at an address: method, parts of the path, query, body, its kind, cookies."""
    spoiled = {
        name: quote_from_bytes(draw(value)[:2000], safe="")
        for name in address.parameters
        if draw(st.booleans())
    }
    kind = draw(st.sampled_from(CONTENT_TYPES))
    body = draw(st.one_of(st.sampled_from(NASTY), st.binary(max_size=200), pairs.map(_form_body)))
    odd = draw(value)[:3000].decode("latin-1").replace("\r", "").replace("\n", "")
    headers = draw(
        st.lists(
            st.sampled_from(
                [
                    ("HTTP_ACCEPT_LANGUAGE", odd),
                    ("HTTP_COOKIE", f"suyang_reading={odd}; suyang_session={odd}; csrftoken={odd}"),
                    ("HTTP_COOKIE", odd),
                    ("HTTP_HOST", odd[:300]),
                    ("HTTP_REFERER", odd),
                    ("HTTP_AUTHORIZATION", f"Bearer {odd}"),
                    ("HTTP_IDEMPOTENCY_KEY", odd),
                    ("HTTP_ACCEPT", odd),
                    ("HTTP_RANGE", odd),
                    ("HTTP_IF_MODIFIED_SINCE", odd),
                    ("HTTP_X_FORWARDED_FOR", odd),
                ]
            ),
            max_size=2,
        )
    )
    query = draw(st.one_of(st.just(b""), value, pairs.map(_form_body)))
    return Sending(
        draw(st.sampled_from(METHODS)),
        address.filled(values | spoiled),
        quote_from_bytes(query, safe="=&%+"),
        body,
        kind,
        tuple(headers),
    )


def encoded(fields: list[tuple[bytes, bytes]]) -> str:
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(text)}" for name, text in fields)


def _form_body(fields: list[tuple[bytes, bytes]]) -> bytes:
    return encoded(fields).encode()


def _multipart(
    fields: list[tuple[bytes, bytes]], files: list[tuple[bytes, tuple[str, str, bytes]]]
) -> bytes:
    parts = [b'name="' + _quoted(name) + b'"\r\n\r\n' + text for name, text in fields]
    for name, (called, kind, content) in files:
        about = f'"; filename="{called}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
        parts.append(b'name="' + _quoted(name) + about + content)
    lines = [b"--suyang\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts]
    return b"".join([*lines, b"--suyang--\r\n"])


def _quoted(name: bytes) -> bytes:
    return name.replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
