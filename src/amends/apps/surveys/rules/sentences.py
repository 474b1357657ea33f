# SPDX-License-Identifier: Apache-2.0
"""What is said to people who answer or write a questionnaire, in the language of the questionnaire."""

from amends.apps.surveys.rules.document import chinese

ANSWERING = {
    "range": ("请选择 {low} 到 {high} 之间的分数", "Please choose a score from {low} to {high}"),
    "score": ("请在给出的分数中选一个", "Please choose one of the scores"),
    "choice": ("请从给出的选项中选择", "Please choose from the options"),
    "twice": ("同一个选项只能选一次", "Each option can be chosen only once"),
    "alone": ("选了“{choice}”就不能再选其他选项", "“{choice}” cannot be combined with other options"),
    "rank": ("请给全部 {count} 项排序", "Please rank all {count} options"),
    "number": ("请填写数字", "Please enter a number"),
    "least": ("请填写不小于 {low} 的数字", "Please enter a number of at least {low}"),
    "most": ("请填写不大于 {high} 的数字", "Please enter a number of at most {high}"),
    "date": ("请填写日期，如 2026-01-31", "Please enter a date such as 2026-01-31"),
    "early": ("请填写 {low} 或之后的日期", "Please enter {low} or a later date"),
    "late": ("请填写 {high} 或之前的日期", "Please enter {high} or an earlier date"),
    "long": ("最多 {count} 个字", "At most {count} characters"),
    "shape": ("请重新回答这一题", "Please answer this question again"),
    "required": ("请填写此问题", "Response required."),
}


def answering(key: str, language: str, **values: object) -> str:
    """A sentence for the one who answers."""
    return ANSWERING[key][0 if chinese(language) else 1].format(**values)


# Of a document: where something stands.
PLACES = {
    "whole": ("问卷", "Questionnaire"),
    "page": ("第 {page} 页", "Page {page}"),
    "panel": ("第 {page} 页的题组 {name}", "Page {page}, panel {name}"),
    "question": ("第 {page} 页第 {place} 题（{name}）", "Page {page}, question {place} ({name})"),
}
LABELS = {
    "type": ("题型", "type"),
    "name": ("编号", "name"),
    "title": ("题目文字", "title"),
    "description": ("说明", "description"),
    "choices": ("选项", "choices"),
    "rows": ("行", "rows"),
    "columns": ("列", "columns"),
    "items": ("填空项", "items"),
    "pages": ("页", "pages"),
    "elements": ("题目", "questions"),
    "visibleIf": ("显示条件", "visibleIf"),
    "enableIf": ("可答条件", "enableIf"),
    "requiredIf": ("必答条件", "requiredIf"),
    "expression": ("表达式", "expression"),
    "if": ("条件", "if"),
    "then": ("动作", "then"),
    "rateMin": ("最低分", "rateMin"),
    "rateMax": ("最高分", "rateMax"),
    "measure": ("测量内容", "measure"),
    "min": ("最小值", "min"),
    "max": ("最大值", "max"),
    "value": ("取值", "value"),
    "text": ("文字", "text"),
}
AUTHORING = {
    "bytes": ("问卷太大，超过 {count} KB；请拆成几份", "is larger than {count} KB; split it"),
    "unsupported": ("不支持“{name}”这项设置，请删去", "“{name}” is not supported; remove it"),
    "missing": ("缺少“{label}”，请补上", "“{label}” is missing; add it"),
    "name": (
        "编号“{value}”应以字母开头，只含字母、数字和下划线，最多 32 位",
        "name “{value}” must begin with a letter, with letters, digits and underscores only, at most 32",
    ),
    "markup": (
        "“{label}”里不能有“<”或控制字符：不支持网页代码，要写小于请写“小于”",
        "“{label}” may hold no “<” and no control characters: there is no markup; write “less than”",
    ),
    "pattern": ("“{label}”的写法不对：{value}", "“{label}” is not written as it must be: {value}"),
    "type": ("不支持题型“{value}”；可用：{limit}", "type “{value}” is not supported; there are: {limit}"),
    "enum": ("“{label}”不能是“{value}”；可用：{limit}", "“{label}” cannot be “{value}”; there are: {limit}"),
    "type_of": ("“{label}”的值不合要求：{value}", "“{label}” cannot be {value}"),
    "minItems": ("“{label}”至少要有 {limit} 个", "“{label}” needs at least {limit}"),
    "maxItems": ("“{label}”最多 {limit} 个", "“{label}” has at most {limit}"),
    "minLength": ("“{label}”不能为空", "“{label}” cannot be empty"),
    "maxLength": ("“{label}”最多 {limit} 个字", "“{label}” has at most {limit} characters"),
    "minimum": ("“{label}”不能小于 {limit}", "“{label}” cannot be less than {limit}"),
    "maximum": ("“{label}”不能大于 {limit}", "“{label}” cannot be more than {limit}"),
    "maxProperties": ("“{label}”的内容太多，最多 {limit} 项", "“{label}” has at most {limit} entries"),
    "anyOf": ("“{label}”要有中文（default 或 zh-cn）", "“{label}” needs Chinese words (default or zh-cn)"),
    "many": ("题目太多，最多 {count} 题；请拆成几份", "has more than {count} questions; split it"),
    "deep": ("题组套得太深，最多 {count} 层", "is nested too deep; at most {count} panels"),
    "reserved": ("编号“{name}”是保留字，请换一个", "name “{name}” is reserved; take another"),
    "name_twice": (
        "编号“{name}”已用过（不分大小写），请换一个",
        "name “{name}” is taken (capitals do not count); take another",
    ),
    "item_twice": (
        "它的一行与别的题同名（{code}），请改行或题的编号",
        "one of its rows is named like another item ({code}); rename the row or the question",
    ),
    "choice_twice": ("取值“{value}”重复，请改成不同的", "value “{value}” stands twice; make them differ"),
    "choice_reserved": (
        "选项的取值“{value}”与打开的特殊选项相同，请改一个取值",
        "value “{value}” is that of the special choice switched on; take another",
    ),
    "other_and_remark": (
        "“其他”选项与备注框不能同时用，请去掉一个",
        "a choice “other” and a remark box do not go together; remove one",
    ),
    "other_and_hidden": (
        "有“其他”选项的题，选项不能带显示条件；请去掉一样",
        "with a choice “other” the choices cannot have conditions; remove one",
    ),
    "points": (
        "分值要从小到大，至少两个整数；“不适用”的取值写 {value}",
        "points rise, at least two whole numbers; «not applicable» is written {value}",
    ),
    "scale": (
        "分数从 {low} 到 {high} 不成量表：要由低到高、步长整除、最多 {count} 档",
        "{low} to {high} is no scale: low to high, in whole steps, at most {count} points",
    ),
    "limit_kind": (
        "“{label}”与输入类型不符：数字题写数字，日期题写日期，文字题不写",
        "“{label}” does not fit the input: a number for numbers, a date for dates, none for words",
    ),
    "limits": ("下限 {low} 大于上限 {high}，请对调", "the lower limit {low} is above the upper {high}"),
    "selected": ("最少选择数超过了选项数 {count}", "more must be chosen than there are choices ({count})"),
    "dimension": ("互动质量的维度只能是：{limit}", "a dimension of interaction is one of: {limit}"),
    "quota_twice": ("配额编号“{value}”重复", "quota “{value}” stands twice"),
    "condition": ("条件读不懂：{value}；请检查括号、引号和比较符", "the condition cannot be read: {value}"),
    "function": ("条件里不能用函数“{name}”", "function “{name}” cannot be used in a condition"),
    "unknown": (
        "条件提到的“{name}”不在问卷里，请改成已有的编号",
        "the condition names “{name}”, which is not asked",
    ),
    "itself": ("条件不能看这一题自己（{name}）", "a condition cannot look at its own question ({name})"),
    "later": (
        "条件看的“{name}”在后面第 {page} 页，答到这里时还没有答案；请调整顺序",
        "the condition looks at “{name}” on page {page}, which is not answered yet; change the order",
    ),
    "impossible": (
        "条件里的“{value}”不是 {title} 的选项，永远不会成立",
        "“{value}” is no answer to {title}; the condition never holds",
    ),
    "piped": (
        "文字里的“{{{name}}}”不在问卷里，请改成已有的编号",
        "the text quotes “{{{name}}}”, which is not asked",
    ),
    "piped_later": (
        "文字里的“{{{name}}}”还没有答案：它在后面或就是本题",
        "the text quotes “{{{name}}}”, which is not answered yet",
    ),
}


def authoring(key: str, language: str, **values: object) -> str:
    """A sentence for the one who writes the questionnaire."""
    return AUTHORING[key][0 if chinese(language) else 1].format(**values)
