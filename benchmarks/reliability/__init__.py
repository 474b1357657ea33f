# SPDX-License-Identifier: Apache-2.0
"""What becomes of what was accepted when processes are killed under load, and how the desk does with many agents.
`python -m benchmarks.reliability kill|load`; the figures stand in docs/reliability.md."""
