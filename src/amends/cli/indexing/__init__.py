# SPDX-License-Identifier: Apache-2.0
"""Parts of `amends index`: the model, the answers, what is written and said."""
