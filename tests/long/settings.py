"""The served settings and one more consumer, which counts how often it is called."""

from suyang.website.settings import *  # noqa: F403
from suyang.website.settings import INSTALLED_APPS as SERVED_APPS

INSTALLED_APPS = [*SERVED_APPS, "tests.long.tally"]
