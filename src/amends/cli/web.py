# SPDX-License-Identifier: Apache-2.0
"""Loads Django for the commands that need it, and for no other."""

import os


def load() -> None:
    """Make models and settings usable; says what to install where the web side is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")
    try:
        import django
    except ModuleNotFoundError:
        raise SystemExit("this command needs the web side: pip install 'amends[web]'") from None
    django.setup()
