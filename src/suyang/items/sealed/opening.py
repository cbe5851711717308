"""Opening sealed items in the process, for those who are asked them."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused
from suyang.items.models import ItemVersion
from suyang.items.sealed import envelope, keys

_logger = logging.getLogger(__name__)


def opened(item: ItemVersion) -> bool:
    """Put the body of a sealed item in the place of its ciphertext, in this object alone; whether
    it can be read. An item that is not sealed can."""
    if item.package is None:
        return True
    key = keys.known().get(item.package.fingerprint)
    if key is None:
        return False
    try:
        item.body = envelope.open_body(item.body["sealed"], key, about(item))
    except Refused:
        _logger.error("the sealed item %s cannot be opened: it was changed", item.pk)
        return False
    return True


def about(item: ItemVersion) -> str:
    """What is authenticated with a body: it opens in its own place only."""
    return f"{item.package_id}/{item.slug}/{item.version}"


def no_key() -> Refused:
    return Refused(
        _(
            "These questions are sealed, and this server has not been given their key. "
            "Please tell the office. Answers given before are kept."
        ),
        code="sealed",
    )
