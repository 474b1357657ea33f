# SPDX-License-Identifier: Apache-2.0
"""Addresses of the queue: halls, tickets, windows, times of business."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
