# SPDX-License-Identifier: Apache-2.0
"""What `amends effect` reads."""
