# SPDX-License-Identifier: Apache-2.0
"""Tables of the area, one module a slice."""

from amends.apps.knowledge.models.articles import Article as Article
from amends.apps.knowledge.models.articles import ArticleFeedback as ArticleFeedback
from amends.apps.knowledge.models.articles import ArticleVersion as ArticleVersion
from amends.apps.knowledge.models.articles import KnowledgeUse as KnowledgeUse
from amends.apps.knowledge.models.notices import MorningBrief as MorningBrief
from amends.apps.knowledge.models.notices import Notice as Notice
from amends.apps.knowledge.models.notices import NoticePlace as NoticePlace
from amends.apps.knowledge.models.notices import NoticeReading as NoticeReading
from amends.apps.knowledge.models.notices import VoiceSource as VoiceSource
from amends.apps.knowledge.models.scripts import Script as Script
from amends.apps.knowledge.models.scripts import ScriptExample as ScriptExample
from amends.apps.knowledge.models.scripts import Term as Term
from amends.apps.knowledge.models.scripts import Wording as Wording
from amends.apps.knowledge.models.scripts import WordingReview as WordingReview
from amends.apps.knowledge.models.search import ArticleText as ArticleText
