"""Settings under test: quick passwords, an own home folder, tasks at once; else as it serves."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "SUYANG_HOME" not in os.environ:
    os.environ["SUYANG_HOME"] = tempfile.mkdtemp(prefix="suyang-test-")
    atexit.register(shutil.rmtree, os.environ["SUYANG_HOME"], ignore_errors=True)

from suyang.website.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if not ENVIRONMENT.database_url:  # noqa: F405
    # Said, because pytest-xdist knows only Django's own engine by name to be in memory.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
