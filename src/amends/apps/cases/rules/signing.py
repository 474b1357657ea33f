# SPDX-License-Identifier: Apache-2.0
"""Who may sign that a case ends without the customer's consent."""


def is_second_person(person: int, *, asker: int | None, owner: int, may_assign: bool) -> bool:
    """Whether a person may sign what `asker` asked for: a leader who is neither the asker nor the owner.

    People are keys of users. Nobody may where nobody asked.
    """
    return asker is not None and may_assign and person not in {asker, owner}
