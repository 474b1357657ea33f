# SPDX-License-Identifier: Apache-2.0
"""Names of persons in free text, found by what announces them, by a title, or by a family name before a verb; a name
found once is hidden wherever it stands. Generous on purpose: a word too many hidden costs a sentence, a name a person.
"""

import re
from collections.abc import Iterator

from amends.analytics.language.masking import FAMILY_NAMES

_HAN = "一-鿿"
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|长孙|宇文|司徒|夏侯|申屠"
# Family names that begin few other words; the rest need a place where a person is to be expected.
_PLAIN = (
    "王李张刘陈杨赵吴徐孙朱胡郭林罗郑梁谢宋唐韩冯邓曹彭萧蔡潘袁董吕苏卢蒋杜魏薛丁阎沈姚傅钟姜崔谭陆汪范廖贾韦邹邱熊孟秦侯尹"
    "段雷黎史陶贺龚郝邵覃武戴莫黄"
)
# Letters that hardly stand in a given name, and often behind one.
_NO_GIVEN = (
    "的了是在没不和与跟说讲问称都就也又还再要会能可被把给从对向让由到去来有我你您他她它们这那哪"
    "什么怎个几次月日年元块号天岁时候着过吗呢吧啊呀哦嗯上下里外前后中"
)
_GIVEN = rf"[{_HAN}](?<![{_NO_GIVEN}])"
_FAMILY = rf"(?:{_DOUBLE}|[{FAMILY_NAMES}])"
_SURE = rf"(?:{_DOUBLE}|[{_PLAIN}])"
_FOREIGN = rf"[{_HAN}]{{1,8}}(?:[·•‧][{_HAN}]{{1,8}})+"
_ENDS = (
    rf"(?=[^{_HAN}]|$|[的了是在没不和与跟说讲问称都就也又还再要会能可被把给从对向让由到去来有等这那我你您他她于因想反叫打接办找答投表认催骂收用买交欠退报申换装用承告通知回联已经先只同代为当至两]"
    r"|电话|手机|号码|身份证|住址|家住|系|男|女|现在|先生|女士|小姐|老师|师傅|经理|主任|客服|同事|说|态度|服务|今[天年早晚]|昨[天晚]|明[天早]|后[天来])"
)
_NOT_AFTER = {
    "张": "主紧夸扩纸一两三四五六七八九十几这那每慌开铺嚣半二", "段": "时阶手网号一分路地片这那几两三四二半",
    "谢": "感答多致谢", "林": "森园树", "范": "规模典示防", "钟": "分时一两几三", "史": "历", "陆": "大登",
    "戴": "佩穿", "贺": "祝", "苏": "江复", "李": "行桃", "王": "国", "雷": "打地", "董": "古", "傅": "师",
    "莫": "约", "陈": "新", "丁": "布园", "武": "威", "黄": "变发", "史上": "",
}  # fmt: skip
_WORDS = frozenset(
    """
    张贴 张数 陈述 陈列 陈旧 胡乱 胡闹 林业 谢谢 谢意 宋体 唐突 徐徐 郑重 郑州 陆续 莫名
    莫非 莫大 雷达 雷同 段落 段时间 武断 武汉 苏州 苏宁 董事 萧条 陶瓷 黎明 钟头 钟内 沈阳
    范围 范本 孙子 孙女 王牌 王者 李子 刘海 杜绝 丁点 贺卡 黄金 黄牛 黄色 韩国 唐山 罗列
    吴江 郭外 林芝 熊猫 秦岭 侯选 史上 贾汪 姚江 谭家 汪洋 潘家 武警 戴尔 陆地 陆军 彭州
    曹操 朱红 杨浦 杨梅 赵公 胡同 周末 周一 周二 周三 周四 周五 周六 周日 周期 周边 周围
    周年 高兴 高速 高额 高级 高价 高于 高峰 高清 高达 高度 马上 马路 何时 何人 何种 何处
    何况 许多 许久 许可 曾经 曾用 余额 余下 余款 叶子 程序 程度 任何 任务 任意 任性 石家庄
    金额 金融 金卡 金牌 夏天 付费 付款 付出 付钱 方便 方面 方案 方式 方法 方向 方才 白天
    白白 白名单 江苏 江西 龙卡 龙江 顾客 顾问 顾虑 毛病 万元 万一 万分 万能 钱款 钱包 严重
    严格 严肃 严禁 孔雀 向前 温馨 温度 温州 康宁 施工 施行 文件 文字 文明 文案 安装 安排
    安全 安心 齐全 易用 乔迁 伍佰 关于 关闭 关系 关心 关机 关停 关注 焦急 焦虑 左右 左边
    祝您 祝贺 祝好 包月 包年 包括 包含 包装 包裹 宁愿 宁波 宁可 尚未 尚且 尚可 毕竟 毕业
    季度 季节 单位 单独 单号 单据 单方 单子 成功 成本 成立 成为 成都 成员 苗头 谷歌 盛行
    曲线 游戏 游客 蓝色 蓝牙 管理 管家 管控 管道 华为 华东 喻为 房屋 房间 房产 房租 房东
    满意 尤其 阳台 阳光 时间 时候 时段 时长 时限 时常 时代 农村 农业 司法 司机 古代 车辆
    车主 项目 连接 连续 连带 景区 宫内 费用 费率 费解 冷静 冷漠 冷淡 晏然 席位 卫星 卫生
    米粉 全部 全额 全家 全国 全程 全面 全球 全网 全省 全体 应当 应该 应急 应用 应收 应退
    师傅 师父 仇恨 商家 商务 商城 商店 商品 商量 商业 沙发 荣耀 荣幸 寇某 郎朗 明确 明白
    明显 明天 明细 明年 明知 明明 查询 查明 查证 查看 查实 查清 查到 查账 查费 查不 查过
    查了 查得 查找 查一 查验 查处 查核 查阅 麻烦 迟迟 迟到 迟延 简单 简直 简短 简体 简要
    柳州 童话 凌晨 单价 单一 单纯 路由 路上 路段 江湖 江北 江南 江东 田间 高温 马虎 周转
    周全 方能 方可 万达 万科 余姚 时效 时不时 向上 向下 向您 向客 向他 向我 向有 和解 白费
    白交 白付 黄页 何必 何以 何故 何在 任由 任凭 经理 于是 连锁 连同 连夜 管用 常规 常见
    常用 满足 满额 全都 全新 全年 全天 全权 全款 应为 应由 应予 应付 应得 应是 应有 应对
    应答 包干 安抚 安慰 安放 安置 关键 关乎 关怀 关爱 成交 成熟 成分 成因 成果 成绩 成人
    成年 左侧 毛利 钱财 游览 盛大 温和 康复 康养 文章 文档 文本 方位 方块 付清 金钱 金币
    金属 石头 石油 程控 叶片 许诺 许愿 高低 高层 高手 高中 高校 高考 高铁 高端 高效 高明
    周到 黄昏 黄历 黄灯 马桶 马甲 谈到 韦德 陈诉 陈词 张口 张嘴 张开 张扬 张罗 杨树 林区
    林木 胡说 胡扯 胡编 胡来 唐朝 宋朝 卢布 丁香 钟表 钟点 范例 范畴 史料 史无 雷雨 雷电
    雷声 段位 段子 戴上 戴着 莫过 武器 武力 武功 贺电 苏打 苏醒 陶醉 董事会 董事长 谢绝 谢罪
    孟加拉 申请 申诉 申报 申领 申告 申明 申办 明早 明晚 高分 高负 白等 白跑 白金 全村 全小
    边境 边界 边远 单通 时延 车库 车站 钱扣 房子 欧洲 关掉 商场 商圈 工号 雷区 段号 段内
    王府 王国 李逵 罗马 罗湖 孙辈 孟买 徐州 徐汇 徐缓 梁上 韩元 韩语 彭博 潘多 吕梁 蒋家
    萧山 陆家嘴 汪汪
    """.split()  # noqa: SIM905
)
_KIN = (
    "客户|用户|机主|户主|投诉人|代办人|申请人|经办人|联系人|当事人|委托人|受托人|监护人|丈夫|妻子|老公|老婆|爱人|母亲|父亲|妈妈|爸爸|我妈|我爸|"
    "儿子|女儿|哥哥|姐姐|弟弟|妹妹|同事|邻居|朋友|亲戚|店员|店长|班长|师傅|客服|工程师|营业员|装维|话务员|经理|主任|代理商|业务员"
)
_ANNOUNCED = re.compile(
    rf"(?:我是|我叫|我名叫|我的名字叫?|本人是?|名叫|叫做|叫|名字是?|姓名|署名|(?:{_KIN})(?:叫|是|为|名叫)?)\s*[:：,，]?\s*"
    rf"(?P<name>{_FOREIGN}|{_FAMILY}{_GIVEN}{_ENDS}|{_FAMILY}{_GIVEN}{_GIVEN}{_ENDS})"
)
_SURNAMED = re.compile(rf"(?<=[我您贵他她户是])姓(?:是|为)?(?P<name>{_FAMILY})(?![名氏])")
_TITLES = (
    "先生|女士|小姐|老师|师傅|经理|主任|大爷|大妈|大姐|大哥|阿姨|叔叔|律师|记者|科长|处长|局长|部长|队长|班长|组长|店长|院长|校长|总监|主管|书记|"
    "工程师|客服|同志|医生|教授|总(?![是共额数部之体量价会算计结要在有能不经让说觉得以该归而])|工(?![单作程号资时期费会商信本人具业艺厂地])|"
    "[姐哥](?![妹弟])"
)
_TITLED = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[是叫为找给向和与跟对让请问由被户的说位小老]))(?P<name>{_FAMILY}(?:{_GIVEN}){{0,2}}?)(?={_TITLES})"
    rf"|(?P<sure>{_SURE}(?:{_GIVEN})?)(?={_TITLES})"
)
_FREE = re.compile(rf"(?={_SURE})(?P<name>{_SURE}{_GIVEN}{_ENDS}|{_SURE}{_GIVEN}{_GIVEN}{_ENDS})")
_EXPECTED = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[叫找跟问请让由被说和与]))(?P<name>{_FAMILY}{_GIVEN}{_ENDS}|{_FAMILY}{_GIVEN}{_GIVEN}{_ENDS})"
)


def names_hidden(text: str, marker: str) -> str:
    """The text with a marker where names stood; a name found by one of the ways is hidden in every other place."""
    for name in sorted(set(_found(text)), key=len, reverse=True):
        text = text.replace(name, marker)
    text = _TITLED.sub(lambda m: _unless_word(m, marker), text)
    return _SURNAMED.sub(lambda m: m[0][: -len(m["name"])] + marker, text)


def _found(text: str) -> Iterator[str]:
    for pattern in (_ANNOUNCED, _FREE, _EXPECTED):
        place = 0
        while found := pattern.search(text, place):
            name = found["name"]
            place = found.start() + 1
            if not _is_word(text, found.start("name"), name):
                yield name
                place = found.end()


def _is_word(text: str, start: int, name: str) -> bool:
    """Whether what looks like a name is another word, or the tail of one."""
    before = text[start - 1] if start else ""
    if before and before in _NOT_AFTER.get(name[0], ""):
        return True
    return any(text.startswith(each, start) for each in (name[:2], name[:3])) and bool(
        {name[:2], name[:3]} & _WORDS
    )


def _unless_word(match: re.Match[str], marker: str) -> str:
    name = match["name"] or match["sure"]
    return match[0] if _is_word(match.string, match.start(), name) else marker
