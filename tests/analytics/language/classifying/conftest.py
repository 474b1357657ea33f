# SPDX-License-Identifier: Apache-2.0
"""Made-up complaints in three classes, some of them vague, and a classifier that learnt from them."""

import numpy as np
import pytest

from amends.analytics.language.classifying import Classification, ClassifierSpec, fit_classifier

WORDS = {
    "资费": ("流量费", "扣费", "套餐", "账单", "退费", "多收"),
    "网络": ("信号", "掉话", "网速", "断网", "基站", "上不了网"),
    "服务": ("师傅", "态度", "营业厅", "排队", "客服", "推诿"),
}
FILLER = "的了我家在这里昨天今天一直还没有请你们尽快处理给个说法谢谢已经三次反映过都不管怎么回事"
SPEC = ClassifierSpec(folds=3, repeats=1, min_each_class=5, resamples=30)

Corpus = tuple[list[str], list[str]]


def made(seed: int, rows: int, *, spaced: bool = False) -> Corpus:
    """Texts with two words of their class, one of any class, and filler."""
    rng = np.random.default_rng(seed)
    names, every = list(WORDS), [w for words in WORDS.values() for w in words]
    labels = [names[int(k)] for k in rng.integers(0, 3, rows)]
    texts = []
    for label in labels:
        words = [
            *rng.choice(WORDS[label], 2),
            rng.choice(every),
            *("".join(rng.choice(list(FILLER), 6)) for _ in "ab"),
        ]
        texts.append((" " if spaced else "，").join(rng.permutation(words)))
    return texts, labels


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """300 texts and their labels."""
    return made(1, 300)


@pytest.fixture(scope="session")
def fitted(corpus: Corpus) -> Classification:
    """What is learnt from the corpus."""
    return fit_classifier(*corpus, spec=SPEC, rng=np.random.default_rng(7))
