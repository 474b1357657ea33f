# SPDX-License-Identifier: Apache-2.0
"""Knowledge of the demo's province: articles plain and approved, some due for review, notices, briefs, sources."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localdate

from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role
from amends.apps.knowledge.actions.articles.keeping import give_feedback
from amends.apps.knowledge.actions.articles.writing import (
    Draft,
    approve_version,
    draft_article,
    draft_version,
    rewrite,
)
from amends.apps.knowledge.actions.briefs import hold_brief
from amends.apps.knowledge.actions.notices import Telling, publish_notice, read_notice
from amends.apps.knowledge.actions.voices import Source, refresh_source, register_source
from amends.apps.knowledge.models import Article, ArticleVersion
from amends.apps.knowledge.queries.articles import current
from amends.apps.knowledge.queries.briefs import brief_of
from amends.apps.knowledge.queries.notices import asked_people
from amends.apps.knowledge.rules.article_words import Complaint, SourceChannel, VoiceKind
from amends.apps.knowledge.rules.articles import Answer

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Told:
    """One article: what it is about, the material as it came, and what the front line reads."""

    topic: str
    source: SourceChannel
    title: str
    material: str
    short: str
    points: tuple[str, ...]
    body: str
    sms: str = ""


ARTICLES = (
    _Told(
        "TF-01-01", SourceChannel.BILLING, "流量用超了怎么收费", "OCS超量批价：5元/GB，封顶600元/月，触发阈值断网。",
        "套餐流量用完以后，每用一个G收五元，到六百元自动停网，不会再多收。",
        ("用到八成、用完各发一条短信", "当月封顶六百元", "可以关掉套外流量"),
        "套餐里的流量用完以后，继续上网按每G五元收，不足一G按实际用量算。用到八成和用完的时候，系统各发一条短信。\n"
        "当月套外流量收到六百元，网络自动停，下个月一号恢复。客户不想产生这笔费用，可以在App“流量—套外流量”里关掉。\n"
        "客户说没有收到短信，先查短信下发记录；记录里没有，按多收处理，不让客户举证。",
        "您的套餐流量已用完，继续使用按5元/GB计，600元封顶。可在App关闭套外流量。",
    ),
    _Told(
        "TF-01-04", SourceChannel.PRODUCT, "改成便宜的套餐什么时候生效", "降档变更次账期生效，合约期内校验违约金规则。",
        "今天改，下个月一号按新套餐收费；这个月还按原来的。",
        ("下月一号生效", "没有合约的随时可以改", "有合约的先看到期日"),
        "没有合约的客户，本人当场就能改，不需要理由。有合约的先查到期日和提前改要付多少钱，把数字念给客户听，由客户决定。\n"
        "不得用“系统不支持”“建议您再考虑”拖延；两次以上办不成的，转投诉专员。",
        "您的套餐变更已受理，下月1日起按新套餐计费。",
    ),
    _Told(
        "TF-02-01", SourceChannel.BILLING, "客户说账单比用的多", "详单与账单稽核口径：跨月话单、后付费出账延迟。",
        "我先帮您把这个月的明细一条条对出来，对不上的先退给您。",
        ("先对明细，再下结论", "跨月的话单会进下个月账单", "对不上就退，不让客户证明"),
        "打开账单明细，按日期和客户核对。月底最后两天的用量可能进下个月的账单，是迟到，不是多收，把日期指给客户看。\n"
        "十分钟内对不清的，登记案件，当天给结果；多收的连同下个月一起退，并发短信说明退在哪一行。",
    ),
    _Told(
        "TF-03-01", SourceChannel.REGULATOR, "没点过却被开了增值业务", "无确认短信的增值订购按规定双倍返还处理。",
        "没有您的确认就不算订购：现在退订，收的钱退给您。",
        ("先退订，再查来源", "查二次确认短信", "没有确认记录的按规定返还"),
        "当场退订并截图。查二次确认短信和点击时间；没有确认记录的，把收过的钱退还，并按公开承诺办理。\n"
        "有确认记录、客户仍不认的，把时间和页面告诉客户，不与客户争对错，登记案件复核。",
    ),
    _Told(
        "TF-04-04", SourceChannel.BILLING, "退费多久到账", "退费审批流：≤100元自动，>100元二级审批，T+3入账。",
        "一百元以内今天到账户，超过一百元三个工作日内到。",
        ("退到话费账户当天到", "退到银行卡三个工作日", "到账会发短信"),
        "一百元以内系统自动退到话费账户，当天可见。超过一百元要两级审批，三个工作日内到。\n"
        "三个工作日没有到的，客户不用再来电：系统会提醒我们，由经办人主动打电话说明。",
        "您的退费已办理，3个工作日内到账，到账后另发短信。",
    ),
    _Told(
        "NW-01-01", SourceChannel.NETWORK, "家里没有信号怎么办", "室分弱覆盖工单：RSRP<-110dBm，现场测试后派单。",
        "我先帮您打开家里无线网打电话，同时派人去测信号，三天内告诉您结果。",
        ("先给能用的办法", "问清楼栋、楼层、哪个房间", "三天内有测试结果"),
        "先教客户打开“无线局域网通话”，马上能打电话。再问清小区、楼栋、楼层、什么时候开始、邻居有没有，登记案件并标地点。\n"
        "不说“您那里就是信号不好”。三天内网络部给测试结果；要建设备的，告诉客户排在什么时候，到时主动告知。",
    ),
    _Told(
        "NW-03-03", SourceChannel.NETWORK, "有信号却上不了网", "APN/5G开关、限速状态、欠费状态核查步骤。",
        "我先看看是不是欠费或者流量用完，都不是的话，我们一起把手机设置看一遍。",
        ("先查欠费和限速", "开关飞行模式一次", "换卡槽试一次"),
        "依次查：是否欠费、流量是否用完变慢、是否被保护性关停。都正常的，请客户开关一次飞行模式，再看移动数据开关。\n"
        "三步做完仍不行，登记案件，不让客户再去营业厅试。",
    ),
    _Told(
        "BB-01-01", SourceChannel.ONLINE, "约好的装机没人来", "装维预约爽约SLA：2小时内改约，当日补偿。",
        "对不起，让您白等了。我现在就给师傅打电话，两小时内给您新的时间。",
        ("先道歉，再改约", "两小时内给新时间", "当天没有上门按承诺补偿"),
        "马上联系装维班长，问清原因和最早时间，由我们打电话告诉客户，不让客户自己联系师傅。\n"
        "当天确实来不了的，按公开承诺补偿一天月租，并把新时间写进案件，到时有人跟。",
    ),
    _Told(
        "BB-02-02", SourceChannel.NETWORK, "宽带测速达不到签约速率", "测速须有线直连网关，WiFi侧损耗不计入。",
        "测速要用网线直接连光猫；连上去还不到九成，我们上门修好。",
        ("用网线直连再测", "无线测的会偏低", "不到九成上门处理"),
        "请客户用网线把电脑接到光猫再测一次。无线网隔两堵墙会慢一半，是正常的，可以教客户换位置。\n"
        "直连测出来不到签约速率九成的，登记报修，二十四小时内上门。",
    ),
    _Told(
        "US-01-04", SourceChannel.REGULATOR, "客户要携号转网", "携转资格校验：实名、欠费、在网期、合约期。",
        "可以转。我现在帮您查能不能马上办，不能办的我把原因和怎么办一条条告诉您。",
        ("不劝阻、不拖延", "查四项资格", "办不了的说清怎么才能办"),
        "任何渠道都不得阻拦。查实名、欠费、入网是否满一百二十天、有没有没到期的合约。\n"
        "有合约的，说清到期日和提前结束要付多少钱。客户坚持要转，当场发授权码。",
    ),
    _Told(
        "US-02-02", SourceChannel.HALL, "忘了服务密码", "服务密码重置：人证核验或App人脸。",
        "在App里刷脸就能重置，两分钟；来营业厅带身份证也行。",
        ("App：我的—服务密码—重置", "营业厅带本人身份证", "不能代别人重置"),
        "App里“我的—服务密码—忘记密码”，刷脸后马上重设。老人不会用的，子女可以陪着来营业厅，本人到场即可。\n"
        "电话里不能重置，也不要问客户现在的密码。",
        "重置服务密码：打开App“我的—服务密码—忘记密码”，刷脸即可。",
    ),
    _Told(
        "SE-03-01", SourceChannel.REGULATOR, "号码被停说是涉诈", "断卡二次实人认证流程，误关停24小时复通。",
        "先别急，停机是为了保护您的号码。您本人刷一次脸，核对通过二十四小时内就恢复。",
        ("本人核验一次", "二十四小时内恢复", "不需要客户证明清白"),
        "发核验链接，客户本人刷脸。核验通过二十四小时内恢复，恢复后主动打电话告知。\n"
        "不说“系统判的我们也没办法”。老人不会操作的，约就近营业厅当面核验，优先办理。",
    ),
    _Told(
        "SV-01-01", SourceChannel.HALL, "营业厅排队太久", "叫号等待阈值15分钟，超时启动引导与预约。",
        "等了十五分钟还没到您，我先帮您把能在手机上办的办了，剩下的给您优先号。",
        ("十五分钟主动问一次", "能在手机上办的先办", "给下次的预约"),
        "引导员每十五分钟问一遍等候的客户办什么。能在手机上办的，当场教着办完。\n"
        "老人、孕妇、行动不便的客户优先，不需要客户自己提。",
    ),
    _Told(
        "SV-03-02", SourceChannel.CASE, "答应回电没有回", "回电承诺超时升级规则。",
        "对不起，是我们答应了没有做到。这次由我负责，今天几点前打给您，您说一个时间。",
        ("不解释，先道歉", "换成有名字的人负责", "时间写进承诺台账"),
        "看清上次是谁答应的、答应了什么。由接到这通电话的人负责到底，时间登记为承诺。\n"
        "同一位客户第二次没回的，交班组长当天亲自联系。",
    ),
)  # fmt: skip
DRAFTS = (
    (
        "MK-03-01",
        "老用户优惠活动的领取条件",
        "活动规则：在网≥24月且ARPU≥58，黑名单剔除，券包T+1发放，限领一次。",
    ),
    ("TF-02-04", "出境以后流量怎么收费", "国漫资费表V3.2：方向1/2/3分档，日套餐次日零时（北京时间）切换。"),
)
NOTICES = (
    (
        "old-friends-2026",
        "老用户回馈下周上线：谁能领、怎么答",
        "十二月一日起，入网满两年的客户可以在App领一个月会员。\n客户问“为什么我没有”，先查入网日期；不满两年的告诉他哪一天满，到时短信提醒。",
        9,
        5,
    ),
    (
        "",
        "十二月起发票改为电子发票",
        "十二月一日起默认开电子发票，要纸质的仍然可以开。\n客户问起来：电子的和纸质的一样有效，在App“我的—发票”里下载。",
        8,
        6,
    ),
)
VOICES = (
    ("年度满意度调查", VoiceKind.SATISFACTION, 366, EventKind.WAVE_CLOSED, 0, ""),
    ("监管机构满意度通报", VoiceKind.EXTERNAL, 200, EventKind.SCORES_IMPORTED, 0, ""),
    ("投诉与咨询记录", VoiceKind.INTERNAL, 1, EventKind.CASE_OPENED, 0, ""),
    ("热线抽样听音", VoiceKind.SAMPLING, 7, None, 3, "第四十六周，抽了六十通"),
    ("竞争对手神秘顾客报告", VoiceKind.MARKET, 90, None, 132, "七月的报告"),
    ("营业厅员工建议", VoiceKind.INTERNAL, 30, None, 12, "十一月汇总，十七条"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who writes for which unit, who approves, and when."""

    unit: Unit
    editor: User
    approver: User
    at: datetime
    rng: Random


def fill_articles(*, unit: Unit, editor: User, approver: User, at: datetime, rng: Random) -> None:
    """Knowledge of a province as it stands at a moment: articles of some months, one changed lately, two not approved
    yet, two or so past their review date; notices partly read; a brief of each team; sources, one of them stale.

    `editor` writes, `approver` approves: both of that unit or above. Nothing is done where the unit has articles.
    """
    if Article.objects.within(unit.scope).exists():
        return
    desk = _Desk(unit, editor, approver, at, rng)
    articles = [_article(each, desk) for each in ARTICLES]
    for topic, title, material in DRAFTS:
        told = _Told(topic, SourceChannel.PRODUCT, title, material, "", (), "")
        _draft(told, desk, at - 2 * DAY, 120)
    _feedback(articles, desk)
    _briefs(desk)
    _renewed(articles[0], desk)
    for subject, title, text, effective, due in NOTICES:
        today = localdate(at)
        telling = Telling(
            unit=unit, title=title, text=text, subject=subject,
            channels=["hotline", "hall", "complaint", "leader"],
            effective=today + effective * DAY, due=today + due * DAY,
        )  # fmt: skip
        _notice(telling, desk)
    for each in VOICES:
        _voice(each, unit, editor, at)


def _article(told: _Told, desk: _Desk) -> Article:
    written_at = desk.at - desk.rng.randint(20, 150) * DAY
    version = _draft(told, desk, written_at, desk.rng.choice((-9, 20, 60, 90, 120, 150, 150, 180)))
    answer = Answer(
        title=told.title, short=told.short, body=told.body, points=told.points, starts=localdate(written_at),
        says={"sms": told.sms},
    )  # fmt: skip
    version = rewrite(version=version, answer=answer, by=desk.editor, at=written_at + timedelta(hours=3))
    return approve_version(version=version, by=desk.approver, at=written_at + DAY).article


def _draft(told: _Told, desk: _Desk, written_at: datetime, review_in: int) -> ArticleVersion:
    draft = Draft(
        unit=desk.unit, title=told.title, material=told.material, owner=desk.editor,
        review_date=localdate(desk.at) + review_in * DAY, source_channel=told.source, topic=told.topic,
    )  # fmt: skip
    return draft_article(draft=draft, by=desk.editor, at=written_at)


def _renewed(article: Article, desk: _Desk) -> None:
    """A new version, approved this morning: it stands on the next brief."""
    before = current(article, localdate(desk.at))
    if before is None:
        return
    began, note = desk.at - timedelta(hours=5), "封顶改为两百元"
    material = "套外流量封顶由600元改为200元，本月起执行。"
    version = draft_version(article=article, material=material, note=note, by=desk.editor, at=began)
    answer = Answer(
        title=before.title, short=before.short.replace("六百元", "两百元"), note=note, starts=localdate(desk.at),
        body=before.body.replace("六百元", "两百元"),
        points=tuple(each.replace("六百元", "两百元") for each in before.points),
        says={channel: words.replace("600", "200") for channel, words in before.says.items()},
    )  # fmt: skip
    version = rewrite(version=version, answer=answer, by=desk.editor, at=began + timedelta(hours=1))
    approve_version(version=version, by=desk.approver, at=began + timedelta(hours=2))


def _feedback(articles: list[Article], desk: _Desk) -> None:
    first, last = desk.unit.number, desk.unit.last
    agents = User.objects.filter(role=Role.HOTLINE_AGENT, unit__number__range=(first, last)).order_by("pk")
    said = ((Complaint.UNCLEAR, "客户问九成怎么算，这里没有写"), (Complaint.OUTDATED, "App的菜单改名了"))
    for (kind, words), article, agent in zip(said, articles[8:], agents, strict=False):
        give_feedback(article=article, kind=kind, words=words, by=agent, at=desk.at - DAY)


def _notice(telling: Telling, desk: _Desk) -> None:
    """Told two days ago; most have read it."""
    notice = publish_notice(telling=telling, by=desk.editor, at=desk.at - 2 * DAY)
    for each in asked_people(notice):
        if desk.rng.random() < 0.6:
            read_notice(notice=notice, by=each, at=desk.at - timedelta(hours=desk.rng.randint(2, 40)))


def _briefs(desk: _Desk) -> None:
    """The leaders of teams held theirs yesterday morning."""
    leaders = User.objects.filter(
        role=Role.TEAM_LEADER, unit__number__range=(desk.unit.number, desk.unit.last)
    )
    held = (desk.at - DAY).replace(hour=0, minute=40)  # twenty to nine in Shanghai
    for leader in leaders.exclude(unit__kind=UnitKind.PROVINCE).select_related("unit").order_by("pk"):
        if leader.unit is None:
            continue
        brief = brief_of(leader.unit, held)
        there = [each for each in brief.team if each == leader or desk.rng.random() < 0.8]
        hold_brief(brief=brief, attended=there, words="", by=leader, at=held)


def _voice(
    row: tuple[str, VoiceKind, int, EventKind | None, int, str], unit: Unit, editor: User, at: datetime
) -> None:
    name, kind, cadence, follows, ago, note = row
    source = Source(
        unit=unit, name=name, kind=kind, owner=editor, cadence_days=cadence, follows=str(follows or "")
    )
    made = register_source(source=source, by=editor, at=at - 200 * DAY)
    if note:
        refresh_source(source=made, note=note, by=editor, at=at - ago * DAY)
