# SPDX-License-Identifier: Apache-2.0
"""Found by Django under this name (`ENGINE` in the settings)."""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as Usual


class DatabaseWrapper(Usual):
    """A server that ended a connection has said so at its socket: only then is it asked, not with every request."""

    def is_usable(self) -> bool:
        own = self.connection
        if own is None or own.closed:
            return False
        asked = select.poll()
        asked.register(own.fileno(), select.POLLIN)
        return not asked.poll(0) or bool(super().is_usable())
