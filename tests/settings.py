# SPDX-License-Identifier: Apache-2.0
"""The product's settings with a quick password hash and a data folder that is thrown away."""

import os
import tempfile

os.environ.setdefault("AMENDS_DATA", tempfile.mkdtemp(prefix="amends-test-"))

from amends.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AMENDS_UNIVERSAL_HOLDOUT = 0  # tests of it set a share themselves: else a customer's code would decide
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # workers share the folder
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3"):  # noqa: F405
    # a file and not memory: browser tests read it from several threads, as the product does
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["AMENDS_DATA"], "test.sqlite3")}  # noqa: F405
AMENDS_LAUNCH_GATES = ()  # what other areas ask before a campaign starts is tested where they are
