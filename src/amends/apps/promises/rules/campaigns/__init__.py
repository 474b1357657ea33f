# SPDX-License-Identifier: Apache-2.0
"""Pure decisions on campaigns: what blocks a launch, which words may not stand in publicity, when to stop."""
