# SPDX-License-Identifier: Apache-2.0
"""What `amends detect` needs between a file and `amends.analytics`: columns, families, outputs."""
