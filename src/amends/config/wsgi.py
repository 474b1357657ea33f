# SPDX-License-Identifier: Apache-2.0
"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")
application = get_wsgi_application()

# What was loaded lives as long as the process: the collector need not walk through it for what a request leaves.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
