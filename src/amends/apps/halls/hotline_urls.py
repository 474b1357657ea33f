# SPDX-License-Identifier: Apache-2.0
"""Addresses of the hotline: rings, holds, hand-overs, messages, directory, clerks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
