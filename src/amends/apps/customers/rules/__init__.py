# SPDX-License-Identifier: Apache-2.0
"""Pure decisions about customers: identities, consents, needs, tiers, stages, segments, guidance."""
