# SPDX-License-Identifier: Apache-2.0
"""Questions about tariffs: which problems, which plans, where they come from."""
