# SPDX-License-Identifier: Apache-2.0
"""Pure decisions on surveys: plain values in, plain values out; no Django, no clock."""
