# SPDX-License-Identifier: Apache-2.0
"""Forms of the cases area: what people type, as plain values for the verbs."""
