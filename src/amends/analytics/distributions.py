# SPDX-License-Identifier: Apache-2.0
"""Quantiles and tails of four distributions, by the functions that `scipy.stats` calls too.

`scipy.stats` builds every distribution there is when it is imported, which is most of the start of every command that
only wants an interval. The names and the order of arguments are its own; all take numbers or arrays.
"""

from typing import Any

import numpy as np
from scipy import special


class norm:  # noqa: N801 - as in scipy.stats
    """The standard normal distribution."""

    @staticmethod
    def ppf(q: Any) -> Any:
        """The value below which the share `q` lies."""
        return special.ndtri(q)

    @staticmethod
    def cdf(x: Any) -> Any:
        """The share below `x`."""
        return special.ndtr(x)

    @staticmethod
    def sf(x: Any) -> Any:
        """The share above `x`."""
        return special.ndtr(-np.asarray(x))


class student:  # noqa: N801
    """Student's t with `df` degrees of freedom, the normal distribution where they are infinite."""

    @staticmethod
    def ppf(q: Any, df: Any) -> Any:
        """The value below which the share `q` lies."""
        return np.where(np.isinf(df), special.ndtri(q), special.stdtrit(df, q))[()]

    @staticmethod
    def cdf(x: Any, df: Any) -> Any:
        """The share below `x`."""
        return np.where(np.isinf(df), special.ndtr(x), special.stdtr(df, x))[()]

    @staticmethod
    def sf(x: Any, df: Any) -> Any:
        """The share above `x`."""
        return student.cdf(-np.asarray(x), df)


class chi2:  # noqa: N801
    """Chi-squared with `df` degrees of freedom."""

    @staticmethod
    def ppf(q: Any, df: Any) -> Any:
        """The value below which the share `q` lies."""
        return 2 * special.gammaincinv(np.asarray(df) / 2, q)

    @staticmethod
    def sf(x: Any, df: Any) -> Any:
        """The share above `x`."""
        return special.chdtrc(df, x)


class beta:  # noqa: N801
    """Beta with the shapes `a` and `b`."""

    @staticmethod
    def ppf(q: Any, a: Any, b: Any) -> Any:
        """The value below which the share `q` lies."""
        return special.betaincinv(a, b, q)


def ranks(values: Any) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The rank of each value from 1 on; equal values share their mean rank. `values` is flat, without gaps."""
    _, of, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[of.reshape(-1)], dtype=np.float64)
