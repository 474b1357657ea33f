# SPDX-License-Identifier: Apache-2.0
"""`python -m amends` is the command `amends`."""

from amends.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
