# SPDX-License-Identifier: Apache-2.0
"""What the assistant is given of a case."""
