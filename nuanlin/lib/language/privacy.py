"""What tells something private: numbers, doors, names with illness or debt, who complained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nuanlin.lib import identity_numbers
from nuanlin.lib.language.kinds import Kind
from nuanlin.lib.language.places import Finding, Span, clause_around, sentences
from nuanlin.lib.names import COMPOUND_SURNAMES, SURNAMES, split_name

_PHONE = re.compile(r"(?<![\d*])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)")
_OFFICE = re.compile(
    r"值班|客服|物业|前台|热线|服务|报修|咨询|工程部|办公室|中心|救援|抢修|维保|厂家|社区医院|派出所|急救|公司"
)
_PERSON_OF = re.compile(
    r"业主|住户|私人|个人|家属|租户|举报|投诉|先生|女士|小姐|太太|奶奶|爷爷|阿姨|[他她]的"
)
_IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
_CARD = re.compile(r"(?:卡|账户|账号|帐号|户头)\D{0,8}?((?:\d ?){15,18}\d)(?!\d)")
_OWN_ACCOUNT = re.compile(r"对公|公司|物业|小区")
_CODE = re.compile(
    r"(?:门禁|开门|大门|单元门|入户|家里?|门锁)\w{0,3}密码\D{0,6}?([\dA-Za-z*#]{4,10})"
)

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_DOOR = (
    rf"(?:{_NUMBER}(?:栋|幢|座|号楼|#){_NUMBER}(?:单元)\d{{2,5}}|{_NUMBER}(?:栋|幢|座|号楼|单元)\d{{2,5}}"
    r"|(?<![\d-])\d{1,3}-\d{1,2}-\d{2,5}|(?<![\d-])\d{1,3}-\d{3,4})(?:室|号|房|户)?"
)
_ROOM = r"(?<![\d.-])\d{3,4}(?:室|房|号房)?(?!\d|[年元度个户天份米平次毫克瓦块周点-])"
_PART = r"(?:楼上|楼下|隔壁|对门|对面)"
_TITLE = r"(?:先生|女士|小姐|太太|奶奶|爷爷|阿姨|大爷|大妈|叔叔|老师|师傅家|家)"
_COMPOUND = "|".join(sorted(COMPOUND_SURNAMES, key=len, reverse=True))
_SURNAME = f"(?:{_COMPOUND}|[{''.join(sorted(SURNAMES))}])"
# 老李, 小王: only the surnames that one says so.
_COMMON = (
    "王李张刘陈杨黄赵周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董程曹袁邓许沈彭吕苏卢蒋蔡"
    "丁魏叶余潘杜夏汪田姜范姚谭熊金陆"
)
_FAMILIAR = rf"(?:^|(?<=\W))[老小][{_COMMON}]"
_TITLED = rf"(?:{_SURNAME}[\u4e00-\u9fff]{{0,2}}?{_TITLE}|{_FAMILIAR})"
_RESIDENT = r"(?:业主|住户|租户|租客|邻居|居民)"
# A full name is sure only where something tells that a name begins.
_BEFORE_NAME = r"(?:^|(?<=[\W的是为了和与及因叫帮主户居客属友:]))"
_NAME = rf"{_BEFORE_NAME}(?P<name>{_SURNAME}[\u4e00-\u9fff]{{1,2}}?)"
_SENSITIVE = (
    r"(?:欠(?:费|缴|债|款|钱|了|着|\d|[^\W\d]{0,3}费)|拖欠|没交(?:管理|物业|水|电)?费|住院|患|癌|肿瘤|尿毒症|高血压"
    r"|糖尿病|心脏病|精神病|精神(?:有|不)|抑郁|艾滋|肝炎|结核|残疾|瘫痪|中风|老年痴呆|离婚|离异|出轨|怀孕|流产|不孕"
    r"|坐牢|判刑|吸毒|低保|破产|失业|裁员|被捕|被抓|自杀|去世|独居|一个人住|独自住|家里没人|不在家|长期空着"
    r"|喜得贵子|家暴|债)"
)
_COMPLAINS = r"(?:投诉|举报|反映|告发|告状)"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"{_COMPLAINS}(?:人|者)(?:是|为|:|叫)"
            rf"|{_COMPLAINS}(?:[您你]|了[您你])\w{{0,10}}的(?:人)?(?:就)?是"
            rf"|(?:{_TITLED}|{_DOOR}|{_ROOM}|{_PART}\d*)\w{{0,6}}{_COMPLAINS}了?[您你]"
            rf"|(?:{_TITLED}|{_DOOR}|{_PART}\d*的?\w{{0,4}})[说嫌][您你]们?家"
        ),
        "有邻居反映了这个情况，我们想和您商量怎么办更好。",
    ),
    (
        re.compile(rf"(?:住在|住|家在){_DOOR}|(?:住在|家在|住)(?:{_ROOM})(?!的)"),
        "住址我们不方便告诉，我们可以帮您转达。",
    ),
    (
        re.compile(
            rf"(?:{_DOOR})(?:的)?(?:那家|{_RESIDENT}|{_TITLED}|\w{{0,8}}{_SENSITIVE})"
            rf"|(?:{_DOOR}|{_ROOM})的?\w{{0,8}}?{_TITLED}?\w{{0,6}}{_SENSITIVE}"
            rf"|(?:是|为|因)(?:{_DOOR})的{_RESIDENT}"
        ),
        "有一户邻居的情况，我们会单独联系，不在这里说明。",
    ),
    (
        re.compile(
            rf"(?:{_TITLED})[^。!?;]{{0,12}}?{_SENSITIVE}|(?<!各位)(?<!有){_RESIDENT}(?:被|因)\w{{0,6}}{_SENSITIVE}"
            rf"|{_SENSITIVE}\w{{0,2}}的{_TITLED}"
        ),
        "有一位邻居需要大家多一点关心。",
    ),
)
# What follows a name is only looked at: the next name may begin within it.
_NAMED = re.compile(rf"{_NAME}(?=(?P<told>家?[^。!?;]{{0,14}}?{_SENSITIVE}))")
_NAMED_AFTER = re.compile(
    rf"{_SENSITIVE}\w{{0,2}}的(?P<name>{_SURNAME}[\u4e00-\u9fff]{{2}})(?P<told>)"
)
_NAMED_INSTEAD = "有一位邻居的情况，我们会单独联系，不在这里说明。"
# Said to the very person, asked to make sure, or general advice: nothing is given away.
_TO_THEM = re.compile(
    r"[您你](?:家|的|在|好|住|是|如|自)|请问|^\W*[您你]|,[您你]|，[您你]|吗\W*$|知识|讲座|预防|义诊|如果"
)
_OF_OTHERS = re.compile(
    rf"(?:{_PART}|那[位家户]|{_RESIDENT}{_SURNAME}|邻居|找的|访客|反映|投诉|举报)"
)
# Two or three characters that begin like a surname and are common words.
_NOT_NAMES = re.compile(
    r"^(?:白天|高温|高血|方便|马上|安全|水[费管电]|车[位辆]|时间|常[见住]|周[一二三四五六日末围边年]|明[天年]|万一"
    r"|平[时常]|成功|应[该急]|费用|家[里人中]|任何|于是|何时|温[馨度]|和谐|全[体年家部]|金额|项目|国[家庆]|文明"
    r"|游[客园]|查[询到]|关[于心爱]|单[元位]|同[事时]|从[今此]|公[司共]|别[人的]|那[位个些]|相[关互]|连[续]|都[是会]"
    r"|向[您大]|满[意]|通[知过]|管[理道]|计[划]|后[天续]|能[否够]|许多|强[烈调]|商[铺场]|经[过常理]|解[决释]|房[屋东]"
    r"|包[括含]|东[门]|西[门]|南[门]|门[口禁]|冬[季]|夏[季]|元[旦]|党[员]|老[人]|孙[子女]|支[持付]|余[额下]|宣[传]|充[电值]|电[费]|井[盖]|双[方]|占[用]|由[于]|因[为])"
)


def find(text: str) -> Iterator[Finding]:
    """Yield what a flat text gives away; suggestions are not checked yet."""
    for sentence in sentences(text):
        if sum(character.isdigit() for character in sentence.text) >= 4:
            yield from _numbers(sentence)
        yield from _people(sentence)


def _numbers(sentence: Span) -> Iterator[Finding]:
    text, at = sentence.text, sentence.start
    for match in _IDENTITY.finditer(text):
        yield _at(at, match, identity_numbers.mask(match.group()))
    for match in _PHONE.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        if _PERSON_OF.search(before) or not _OFFICE.search(before):
            yield _at(at, match, _masked(match.group()))
    for match in _LANDLINE.finditer(text):
        if _PERSON_OF.search(text[max(0, match.start() - 12) : match.start()]):
            yield _at(at, match, _masked(match.group()))
    for match in _CARD.finditer(text):
        before = text[max(0, match.start() - 10) : match.start(1)]
        if not _OWN_ACCOUNT.search(before) and not _IDENTITY.search(match.group(1)):
            number = match.group(1)
            yield _at(at, match, f"{number[:4]}****{number[-4:]}", group=1)
    for match in _CODE.finditer(text):
        whole = clause_around(sentence, match.start(), match.end())
        better = "新的门禁密码请您到前台领取，谢谢您。"
        yield Finding(Kind.PRIVATE, whole.start, whole.end, better)


def _people(sentence: Span) -> Iterator[Finding]:
    text = sentence.text
    to_them = _TO_THEM.search(text) and not _OF_OTHERS.search(text)
    for rule, better in _RULES:
        match = rule.search(text)
        if match and not to_them:
            yield _clause(sentence, *match.span(), better)
            return
    if to_them:
        return
    for pattern in (_NAMED, _NAMED_AFTER):
        for match in pattern.finditer(text):
            name = match.group("name")
            if split_name(name).surname and not _NOT_NAMES.match(name):
                yield _clause(sentence, match.start(), match.end("told"), _NAMED_INSTEAD)
                return


def _clause(sentence: Span, start: int, end: int, better: str) -> Finding:
    whole = clause_around(sentence, start, end)
    return Finding(Kind.PRIVATE, whole.start, whole.end, better)


def _at(offset: int, match: re.Match[str], better: str, *, group: int = 0) -> Finding:
    start, end = match.span(group)
    return Finding(Kind.PRIVATE, offset + start, offset + end, better)


def _masked(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return f"{digits[:3]}****{digits[-4:]}"
