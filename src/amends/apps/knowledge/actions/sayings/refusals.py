# SPDX-License-Identifier: Apache-2.0
"""Why a verb on a term, a wording or a script was not done."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from amends.apps.knowledge.actions.refusals import KnowledgeRefused


class SayingRefused(KnowledgeRefused):
    """As one sentence for the person; `field` is the input it is about, if it is one."""


class OwnWork(SayingRefused):
    """Nobody approves what they wrote themselves."""

    def __init__(self) -> None:
        super().__init__(_("自己提交的要由别人批准。"))


class Decided(SayingRefused):
    """It was approved or retired already."""

    def __init__(self) -> None:
        super().__init__(_("这个版本已经批准或停用过了。"))


class Overtaken(SayingRefused):
    """A newer version holds: approved now, this one would be used by nobody."""

    def __init__(self) -> None:
        super().__init__(_("已有更新的版本在用，这个版本批准了也不会生效，请停用它。"))


class PartsMissing(SayingRefused):
    """A script lacks parts without which nobody may use it."""

    def __init__(self, names: Iterable[object]) -> None:
        words = _("话术还缺：%(parts)s。先了解需求再推荐；推荐的要写明适合谁、怎样征得同意。")
        super().__init__(words % {"parts": _("、").join(map(str, names))})


class SubjectMissing(SayingRefused):
    """A script that sells says what it sells."""

    def __init__(self) -> None:
        super().__init__(_("主动推荐的话术要写明为哪个业务或活动。"), field="subject")


class ReferenceUnknown(SayingRefused):
    """A part names a wording that there is not in the script's channel."""

    def __init__(self, keys: Iterable[str], field: str) -> None:
        words = _("这个渠道没有这些口径：%(keys)s。")
        super().__init__(words % {"keys": _("、").join(keys)}, field=field)


class ArticlesMissing(SayingRefused):
    """A script relies on knowledge that its unit does not read, or that nobody approved."""

    def __init__(self, codes: Iterable[str]) -> None:
        words = _("这个机构没有这些批准在用的知识：%(codes)s。")
        super().__init__(words % {"codes": _("、").join(codes)}, field="articles")


class SlotsWrong(SayingRefused):
    """A wording asks for something that nobody fills in, or no longer asks for what the law wants said."""

    def __init__(self, names: Iterable[str], *, lost: bool) -> None:
        words = _("不能去掉 %(names)s：原文里有，答复要用。") if lost else _("没有人会填 %(names)s。")
        super().__init__(words % {"names": _("、").join(f"{{{each}}}" for each in names)}, field="text")


class KeyWrong(SayingRefused):
    """A code has letters, digits and hyphens only."""

    def __init__(self, field: str) -> None:
        super().__init__(_("编码只用大写字母、数字和横线，例如 WD-OPENING。"), field=field)


class ForbiddenWords(SayingRefused):
    """The words hold phrases that nobody may say."""

    def __init__(self, said: Iterable[str]) -> None:
        words = _("里面有不能用的说法：%(said)s。改好后提交新版本。")
        super().__init__(words % {"said": _("、").join(said)})


class VariantTaken(SayingRefused):
    """The word of one concept would be a banned variant of another."""

    def __init__(self, word: str) -> None:
        super().__init__(_("“%(word)s”已经是另一个统一用语。") % {"word": word}, field="variants")


class TermAvoided(SayingRefused):
    """The word of a concept is one that another concept is not called by any more."""

    def __init__(self, word: str, term: str) -> None:
        words = _("“%(word)s”是“%(term)s”不再使用的说法，不能再用来说别的事。")
        super().__init__(words % {"word": word, "term": term}, field="term")
