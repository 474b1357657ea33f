# SPDX-License-Identifier: Apache-2.0
"""What verbs of the area refuse: a sentence for the person, at the field that it is about."""

from django.utils.translation import gettext as _


class HallRefused(ValueError):
    """Why a verb was not done, as one sentence for the person; `field` is the input it is about, if it is one."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class NotYours(HallRefused):
    """The hall lies outside what the person looks after, or the right is missing."""

    def __init__(self) -> None:
        super().__init__(_("这不在您的权限或管理范围内。"))
