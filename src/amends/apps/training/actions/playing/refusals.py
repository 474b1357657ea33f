# SPDX-License-Identifier: Apache-2.0
"""What verbs of role-play refuse, as a sentence for the person."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from amends.apps.training.actions.refusals import LearningRefused


class ScenarioUnknown(LearningRefused):
    """There is no such scenario where the person works."""

    def __init__(self) -> None:
        super().__init__(_("没有这个演练场景。"))


class NothingSaid(LearningRefused):
    """An empty answer."""

    def __init__(self) -> None:
        super().__init__(_("请写下您要对客户说的话。"), field="text")


class PlayOver(LearningRefused):
    """The play has ended."""

    def __init__(self) -> None:
        super().__init__(_("这次演练已经结束。"))


class FourEyes(LearningRefused):
    """A scenario is approved by somebody else than who wrote it."""

    def __init__(self) -> None:
        super().__init__(_("自己写的场景要由别人批准。"))


class NotPlayable(LearningRefused):
    """The scenario cannot be played as it is; `sentences` say why, one each."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


class LinesUnconfirmed(LearningRefused):
    """A scenario drawn from a case holds only lines that the trainer confirmed one by one."""

    def __init__(self) -> None:
        super().__init__(_("请逐行确认：没有姓名、号码、地址等个人信息。"), field="confirmed")


class StillAnswering(LearningRefused):
    """The same answer was sent a moment ago, and the customer's line is being worded."""

    def __init__(self) -> None:
        super().__init__(_("这句话刚刚已经发出，客户正在回答，请稍候刷新。"))
