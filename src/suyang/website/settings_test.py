"""Settings under test: quick passwords, an own home folder, tasks at once; the rest as it serves."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("SUYANG_HOME", tempfile.mkdtemp(prefix="suyang-test-"))

from suyang.website.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
