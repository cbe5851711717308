"""The WSGI application that granian serves."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suyang.website.settings")

from django.core.wsgi import get_wsgi_application

from suyang.website.command import background
from suyang.website.lean import Lean

application = Lean(get_wsgi_application())
background.start_in_server()
