# SPDX-License-Identifier: Apache-2.0
"""Pure decisions on promises: plain values in, plain values out; no Django, no clock."""
