# SPDX-License-Identifier: Apache-2.0
"""Addresses of the queue: halls, tickets, windows, times of business."""

from django.urls import URLPattern, path

from amends.apps.halls.views import appointments, boards, clerks, hall_board, improving, queue, ticket_log

urlpatterns: list[URLPattern] = [
    path("", boards.listed, name="list"),
    path("people/<str:username>/", clerks.page, name="clerk"),
    path("<int:key>/", hall_board.page, name="hall"),
    path("<int:key>/counter/", queue.counter, name="counter"),
    path("<int:key>/improvements/", improving.listed, name="improvements"),
    path("<int:key>/improvements/<int:improvement>/<slug:verb>/", improving.step, name="improvement_step"),
    path("<int:key>/import/", ticket_log.log_import, name="import"),
    path("<int:key>/windows/", queue.windows, name="windows"),
    path("<int:key>/windows/<int:number>/<slug:verb>/", queue.at_window, name="at_window"),
    path("<int:key>/tickets/", queue.door, name="door"),
    path("<int:key>/tickets/code/", appointments.with_code, name="with_code"),
    path("<int:key>/divert/", appointments.diverting, name="divert"),
    path("<int:key>/appointments/", appointments.appointments, name="appointments"),
    path(
        "<int:key>/appointments/<int:appointment>/cancel/",
        appointments.appointment_cancel,
        name="appointment_cancel",
    ),
    path("<int:key>/tickets/<int:ticket>/<slug:verb>/", queue.with_ticket, name="with_ticket"),
]
