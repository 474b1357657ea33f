# SPDX-License-Identifier: Apache-2.0
"""Pure decisions on satisfaction: plain values in, plain values out; no Django, no clock."""
