# SPDX-License-Identifier: Apache-2.0
"""What elements are called: as the tree in use names them, else as the pack does."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.utils.translation import gettext as _

from amends.apps.satisfaction.models import ElementTree
from amends.apps.satisfaction.rules.origins import OVERALL
from amends.packs import load


def element_names() -> dict[str, str]:
    """Codes to names, in the order of the tree. One query."""
    tree = ElementTree.objects.order_by("-number").first()
    rows = cast(Sequence[Mapping[str, Any]], tree.elements if tree else load("elements")["elements"])
    return {str(each["code"]): str(each.get("name") or each.get("name_zh")) for each in rows}


def element_weights() -> dict[str, float]:
    """Codes of the elements that customers are asked (leaves of the tree) to their share of everything, which sum to 1:
    the product of the weights down the tree. One query."""
    tree = ElementTree.objects.order_by("-number").first()
    rows = cast(Sequence[Mapping[str, Any]], tree.elements if tree else load("elements")["elements"])
    own = {str(each["code"]): (str(each["parent"] or ""), float(each["weight"])) for each in rows}
    parents = {parent for parent, _weight in own.values()}
    return {code: _share(code, own) for code in own if code not in parents}


def element_words() -> dict[str, str]:
    """Codes and names, each to its code: what a file may call an element. One query."""
    names = element_names()
    return {name: code for code, name in names.items()} | {code: code for code in names}


def element_name(code: str, names: Mapping[str, str]) -> str:
    """What to call an element; everything together is «总体»."""
    return _("总体") if code == OVERALL else names.get(code, code)


def _share(code: str, own: Mapping[str, tuple[str, float]]) -> float:
    found = 1.0
    for _step in own:  # no tree is deeper than it has elements
        if code not in own:
            break
        code, weight = own[code]
        found *= weight
    return found
