# SPDX-License-Identifier: Apache-2.0
"""Quizzes, their questions, and what people answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models.words import choices, plain
from amends.apps.training.rules.learning_words import Kind

KINDS = {
    Kind.SINGLE: _("单选"),
    Kind.MULTIPLE: _("多选"),
    Kind.TRUE_FALSE: _("判断"),
    Kind.NUMBER: _("数字"),
    Kind.TEACH_BACK: _("用自己的话讲"),
}


class QuizQuerySet(ScopedQuerySet["Quiz"]):
    """Quizzes, of the units in scope."""


class Quiz(models.Model):
    """A quiz on one subject: the code of a campaign, an article, a standard, or a word of the certificates (`entry`).
    `ask` questions make an attempt; who fails waits `retry_hours` and is asked others."""

    code = models.SlugField(_("编码"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=80)
    subject = models.CharField(_("关于"), max_length=60)
    skill = models.CharField(_("技能"), max_length=16, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    ask = models.PositiveSmallIntegerField(_("每次几题"))
    pass_share = models.FloatField(_("通过线"))
    retry_hours = models.PositiveSmallIntegerField(_("几小时后可以重考"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    opened_at = models.DateTimeField(_("开放时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = QuizQuerySet.as_manager()

    class Meta:
        verbose_name = _("测验")
        indexes = (models.Index(fields=["subject", "unit"], name="quiz_subject"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(title="") & ~Q(subject=""), name="quiz_is_named"
            ),
            models.CheckConstraint(condition=Q(ask__gte=1), name="quiz_asks_something"),
            models.CheckConstraint(
                condition=Q(pass_share__gt=0, pass_share__lte=1), name="quiz_pass_share_in_range"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="quiz_closed_was_open"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can be taken."""
        return self.opened_at is not None and self.closed_at is None


class QuestionQuerySet(ScopedQuerySet["Question"]):
    """Questions, within the scope of their quiz."""

    scope_path = "quiz__unit"


class Question(models.Model):
    """One question. `answer` is the right one by kind: places of options, a truth, a number with a tolerance, or the
    key points that words must hold. Nobody is asked what no person approved; what was answered once is kept, dropped
    and not changed."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="questions")
    kind = models.CharField(_("题型"), max_length=12, choices=choices(KINDS))
    words = models.CharField(_("题目"), max_length=400)
    options = models.JSONField(_("选项"), default=list)
    answer = models.JSONField(_("答案"))
    source = models.CharField(_("出处"), max_length=80, blank=True)
    why = models.CharField(_("讲解"), max_length=400, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("出题时间"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("题目")
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="question_has_words"),
            models.CheckConstraint(condition=Q(kind__in=plain(KINDS)), name="question_kind_known"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="question_approved_by_whom",
            ),
        )

    def __str__(self) -> str:
        return self.words


class AttemptQuerySet(ScopedQuerySet["Attempt"]):
    """Attempts, of people of the units in scope."""


class Attempt(models.Model):
    """One go of one person; `asked` are the keys of its questions in order. `unit` is where the person worked then."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="attempts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked = models.JSONField(default=list)
    begun_at = models.DateTimeField(_("开始"))
    finished_at = models.DateTimeField(_("交卷"), null=True, blank=True)
    right = models.PositiveSmallIntegerField(_("答对"), default=0)
    passed = models.BooleanField(_("通过"), default=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("答卷")
        indexes = (models.Index(fields=["quiz", "person", "-id"], name="attempt_newest"),)
        constraints = (
            models.UniqueConstraint(
                fields=["quiz", "person"], condition=Q(finished_at__isnull=True), name="attempt_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(finished_at__isnull=False), name="attempt_passed_is_finished"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("begun_at")),
                name="attempt_ends_after_begin",
            ),
        )

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.person_id}"


class QuizAnswerQuerySet(ScopedQuerySet["Answer"]):
    """Answers, of people of the units in scope."""

    scope_path = "attempt__unit"


class Answer(models.Model):
    """What was answered to one question of an attempt; `missed` are the codes of key points that were not told."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    given = models.JSONField(_("作答"))
    is_right = models.BooleanField(_("正确"))
    missed = models.JSONField(default=list)
    at = models.DateTimeField(_("时间"))

    objects = QuizAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("作答")
        constraints = (
            models.UniqueConstraint(fields=["attempt", "question"], name="answer_once_a_question"),
        )

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_id}"
