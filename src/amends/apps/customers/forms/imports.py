# SPDX-License-Identifier: Apache-2.0
"""Forms of an upload: the file, and which of its columns is which of ours."""

from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amends.apps.customers.forms.fields import choice
from amends.apps.customers.models import ImportBatch
from amends.apps.customers.models.words import FEEDS
from amends.apps.customers.rules.matching import NotMatched, Plain, chosen_mapping


class UploadForm(forms.Form):
    """A file and what is in it."""

    feed = choice(_("数据种类"), FEEDS)
    file = forms.FileField(
        label=_("文件"), help_text=_("CSV、XLSX、XLS、ODS 或 Parquet；内容由文件本身判断，与文件名无关")
    )


class ReadAgainForm(forms.Form):
    """Another sheet, or another header row."""

    sheet = forms.CharField(required=False, max_length=100)
    header_row = forms.IntegerField(required=False, min_value=0, max_value=1_000)


def matched(posted: QueryDict, batch: ImportBatch) -> Plain:
    """The mapping that the page of an upload says: its table, or the text when that was sent.

    Raises `ValidationError` with words for the person.
    """
    if "text" in posted:
        return _from_text(str(posted["text"]), batch)
    try:
        return chosen_mapping(
            batch.mapping,
            batch.preview["headers"],
            picks={int(key[5:]): value for key, value in _with(posted, "pick_") if key[5:].isdecimal()},
            units={key[5:]: value for key, value in _with(posted, "unit_")},
            recodes={key[7:]: value for key, value in _with(posted, "recode_")},
            constants={key[9:]: value.strip() for key, value in _with(posted, "constant_")},
        )
    except NotMatched as error:
        names = {each["name"]: each["zh"] for each in batch.preview["columns"]}
        told = [
            _t("文件里有两列都对应到「%(name)s」") % {"name": names.get(name, name)}
            for _code, name in error.problems
        ]
        raise ValidationError(told) from error


def _with(posted: QueryDict, prefix: str) -> list[tuple[str, str]]:
    return [(key, str(value)) for key, value in posted.items() if key.startswith(prefix) and value]


def _from_text(text: str, batch: ImportBatch) -> Plain:
    try:
        plain: Any = yaml.load(text[:100_000], Loader=_TextLoader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise ValidationError(
            _t("不是正确的 YAML：%(what)s") % {"what": str(error).splitlines()[0]}
        ) from error
    if not isinstance(plain, dict) or plain.get("feed", batch.feed) != batch.feed:
        raise ValidationError(_t("映射应写明 columns，且数据种类与上传时选的一致"))
    return plain


class _TextLoader(yaml.SafeLoader):
    """YAML without dates and without yes/no turned into booleans: codes of a file stay as they are written."""


_TextLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[-1] in {"int", "null", "merge"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
