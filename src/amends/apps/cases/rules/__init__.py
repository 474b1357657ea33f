# SPDX-License-Identifier: Apache-2.0
"""Pure decisions of the cases area: states, procedure, contact, success, the next action."""
