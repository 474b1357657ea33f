# SPDX-License-Identifier: Apache-2.0
"""Role-play without Django: a scenario read, played answer by answer, judged, and checked before anybody plays it."""
