"""The WSGI application that granian serves."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suyang.website.settings")

from django.core.wsgi import get_wsgi_application

from suyang.website.command import background
from suyang.website.lean import Lean

application = Lean(get_wsgi_application())
background.start_in_server()

# What is loaded by now stays: the collector of cycles need not look at it again and again, nor
# after every few hundred objects of a request (a twelfth of an answer's processor time).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
