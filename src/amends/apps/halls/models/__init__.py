# SPDX-License-Identifier: Apache-2.0
"""Tables of halls and the hotline."""

from amends.apps.halls.models import hotline as hotline
from amends.apps.halls.models import messages as messages
from amends.apps.halls.models import questions as questions
from amends.apps.halls.models import transfers as transfers
from amends.apps.halls.models.appointments import WAYS, Appointment, Diversion
from amends.apps.halls.models.improving import MEASURES, HallImprovement
from amends.apps.halls.models.queue import LANES, Ticket, Window

__all__ = [
    "LANES",
    "MEASURES",
    "WAYS",
    "Appointment",
    "Diversion",
    "HallImprovement",
    "Ticket",
    "Window",
]
