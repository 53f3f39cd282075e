"""Where 请, 谢 and an apology are due and are not said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nuanlin.lib.language.kinds import Kind
from nuanlin.lib.language.places import Finding, Span, clauses, sentences

_PLEASE = re.compile(
    r"请|麻烦|劳驾|烦[您您]|拜托|有劳|恳|望[您您]|敬|欢迎|您看|好吗|好不好|可以吗|方便|谢|辛苦"
    r"|能不能|能否|可否|不妨|建议您|(?<!帮)我们|我[来帮陪给这马先再会]|帮您|为您|给您|您可以|您需|您先"
    r"|师傅|同事|已经?|祝"
)
_WHEN = (
    r"(?:(?:今天|明天|后天|本周|下周|周[一二三四五六日末]|上午|中午|下午|晚上|早上|现在|以后|下次"
    r"|\w{1,3}[点号日]半?|\w{0,4}之?[前后内]|先|再|都|快|统一|自己|报名的|全体|各位|大家|业主|住户)*)"
)
_BARE = re.compile(
    rf"^{_WHEN}(?:"
    r"(?:把|将)\w{1,14}(?:拿|交|发|关|带|填|开|调|移|挪|搬|放|收|送|写|告诉|说|清|擦|停|拍|给|签|报|取|退|还|打)"
    r"|等(?:一下|一等|等|会儿?|一会儿?|着)?$|稍等|等一下"
    r"|(?:说|讲|报|念|写|填|看|找|查|坐|让|开|拿|签|量|试|核对|登记|确认|检查|联系|配合|交|缴)(?:一)?下"
    r"|(?:填(?!补|充)|签字|签名|签个|登记(?!处|表|了)|排队|出示|提供(?!了|给)|上交|补交|补办|交(?:费|钱|表|齐|回))"
    r"|(?:站|坐)(?:到|在|那|这|过|好|下)?(?:那|这|边|里|去|来|好|等|$)"
    r"|留(?:个|下|一个)?(?:电话|地址|名字|姓名|号码|联系)"
    r"|(?:发|拍|传)(?:个|张|一|定位|照片|位置|图|几张|过来|截图)"
    r"|开(?:门|一下门|下门)|(?:下楼|上来|过来|上楼)(?:来|去)?(?:拿|取|登记|交|签|办|开|一趟|$)"
    r"|(?:来|去)(?:交|取|拿|领|办|登记|签|一趟|前台|那边|隔壁|财务|物业|排)"
    r"|关(?:好|上|掉|闭|紧)|打开|带(?:上|好|齐|来)|备好|准备好|看好|收好|锁好"
    r"|(?:改天|明天|下次|下周|回头|晚点|过两天)(?:再)?来|再来(?:一趟|吧)?$|大声(?:点|一点)|小声"
    r"|储水|储存|垃圾\w{0,2}分类|分类投放|保持(?!联系)|减速|绕行"
    r"|在\w{1,8}(?:上|里|处|下面|旁边|这里)(?:签|填|写|等|站|坐|登记|排)"
    r"|(?:到|去)\w{1,8}(?:去)?(?:签|填|写|等|登记|排队|交|取|拿|领|办|开)"
    r"|帮(?:我们|我|忙)?\w{0,2}(?:填|签|拿|收|看|开|写|转)"
    r"|\w{1,8}(?:拿来|拿过来|交上来|递过来)(?:登记|检查|核对|看|签|$)"
    r")"
)
# Words that look like the beginning of a request and tell what somebody else does or did.
_TOLD = re.compile(r"(?:了|过|的|中|时|好了|完毕|完成|成功)$|[他她]|由|因|会有|将有|有人|值班")
_TAKEN = re.compile(r"把\w{1,6}(?:关|拿|带|填|交|签|清|开|挪|搬)(?:上|走|好)?了$")

_THANKED = re.compile(r"谢|感激|多亏|辛苦|难得|感恩")
_GIVEN = (
    r"建议|意见|反馈|问卷|感想|照片|来信|表扬|管理费|物业费|停车费|水费|电费|费用|款项?|押金|报名"
    r"|预约|志愿|捐|资料|材料|表格?|投稿|评价"
)
_RECEIVED = re.compile(
    rf"(?:{_GIVEN})(?:(?![没未])\w){{0,6}}(?:收到|收悉|收讫|采纳|(?<!未)(?<!来)(?<!去)登记|记下|记录)"
    rf"|(?:收到|收下|收悉)(?:了)?(?:[您您你]|大家)\w{{0,6}}(?:{_GIVEN})"
    r"|[您你](?:反映|告诉|提醒|提前|提出?的?|指出|捡到|送来|举报|报告|说)(?!.{0,10}(?:尽快|会|将|安排|稍))"
    r"[\w,，]{0,14}(?:(?:已经?|都)\w{0,4}(?:处理|换|修|解决|收到|登记|办|记|清|改|转)|(?:登记|采纳|处理|换|修好|解决|记下|收到)了)"
)

_SORRY = re.compile(
    r"对不起|抱歉|不好意思|见谅|谅解|原谅|包涵|歉意|致歉|道歉|歉|遗憾|打扰|添麻烦|海涵|理解|感谢您的"
)
_OVER = re.compile(
    r"恢复|结束|解决|修好|期间|(?<!【)通知(?![】:])|一律|违者|否则|如果|如遇|吗|是否|请问|原因|知识|演练|已经通"
)
_TROUBLE: tuple[tuple[re.Pattern[str], bool, str], ...] = (
    (
        re.compile(
            r"停(?:水|电|气|暖|梯|运|热水|供|机)|(?:暂停|停止|不能|无法)(?:使用|开放|服务|供|营业|通行|运行)"
            r"|(?:车辆|行人)?绕行|封闭(?:施工|\w天)|(?:道路|外墙|楼道|电梯)\w{0,2}(?:施工|改造|封闭)|断水|断电|断网"
        ),
        True,
        "，不便之处请您见谅",
    ),
    (
        re.compile(
            r"(?:来|去|到|赶)不(?:了|过来|成)|(?:修|办|做|装|查|换|洗|送|处理|解决|安排|满足|退|调|开|帮|用)不(?:了(?!这么|那么|多少)|到|成|上)"
            r"|(?:没|还没|未能|没能)(?:修好|装好|洗好|办好|送到|到货|处理好|做好|接到|打扫|扫|清|及时|按时)"
            r"|延误|延后|推迟|延期|改期|取消(?!预约|订单|了?吗)|改(?:到|在)(?:下|后|明|周|月)|晚(?:一|两|三|几)天"
            r"|(?:报名|预约|名额|车位|场地|房间|会所)?\w{0,4}(?:约|报|订|排|住|停)?(?:已|名)?满了"
            r"|没有?(?:这项|这种|这个|该|此项?|这类)(?:服务|业务|项目|规定)|有人用了|没(?:有)?(?:车位|名额|位置|空位)了"
            r"|没(?:有)?办法(?!.{0,4}(?:不|了解))|不(?:归|属于?)(?:我|我们)\w{0,2}(?:管|负责|范围)?|不是我们?(?:的|管|负责)\w{0,4}"
            r"|(?:负责人|经理|主管|会计|出纳|师傅|同事|人手)\w{0,3}(?:不在|没空|不够)|(?:我|我们)(?:都)?不管|(?:系统|电梯|机器|门禁|大门|投影仪|音响)\w{0,2}(?:坏|出错|故障|崩)了?"
            r"|(?:电影|活动|讲座|会议|演出|课)\w{0,4}(?:不放|不办|不开|不演|不上|停办)了|(?:复印|打印)?机坏"
            r"|不知道(?=\W|$)|不清楚(?=\W|$)|找不(?:到|着)了?|(?:师傅|人|货|配件)?(?:明天|后天|下周|周\w)才能?(?:到|来|有|修|办|做)|没货|缺货"
            r"|[你您]等了\w{0,3}(?:小时|分钟|天|久)"
            r"|查不到|没人接|没接到"
        ),
        True,
        "",
    ),
    (
        re.compile(
            r"多(?:收|扣|算|计)了|少(?:退|找|给|送)了|(?:打|算|发|写|弄|搞|送|登|录|记|装|贴|说|派)错了?"
            r"|漏(?:扫|收|登|打|通知|送|记|报|修)|忘(?:了|记)(?:通知|告诉|给您|登记|带|给你|送|修)"
            r"|(?:丢|弄丢|掉|压坏|弄坏|打破|打碎|弄脏|洗坏|损坏|破损)了|被(?:压|摔|弄|打|洗|碰)(?:坏|碎|破|脏)"
            r"|(?:说话|态度)\w{0,4}(?:直|急|冲|不好|差)了?(?:点|些)?|让[您你]\w{0,4}(?:久等|等久|白跑|又跑)"
        ),
        False,
        "",
    ),
)
_APOLOGY_FIRST = "很抱歉，"
# What the owner themself says, means or asks about is not our fault.
_THEIRS = re.compile(
    r"请问|[您你](?:家)?(?:是不是)?(?:漏|忘|弄丢|丢)|漏水|有没有|如果|如有|如遇|以免|避免|防止|吗\W*$|不知道您|不清楚的"
    r"|捡到|失主|为什么|又丢|[您你](?:们|家)?(?:自己)?\w{0,2}(?:记|看|搞|弄|听|算)错"
)


def find(text: str, spoken: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what courtesy is missing in a flat text; suggestions are not checked yet.

    A sentence with something in ``spoken`` is not asked to say "please" as well.
    """
    thanked, sorry = bool(_THANKED.search(text)), bool(_SORRY.search(text))
    for sentence in sentences(text):
        marked = any(sentence.start <= one.start < sentence.end for one in spoken)
        if not marked and not _PLEASE.search(sentence.text):
            yield from _requests(sentence)
        if not thanked and (match := _RECEIVED.search(sentence.text)):
            yield _sentence(Kind.MISSING_THANKS, sentence, match, after="，谢谢您")
        if not sorry:
            yield from _troubles(sentence)


def _requests(sentence: Span) -> Iterator[Finding]:
    for clause in clauses(sentence):
        told = _TOLD.search(clause.text) and not _TAKEN.match(clause.text)
        if _BARE.match(clause.text) and not told:
            better = "请您" + clause.text.replace("你", "您").removeprefix("您")
            yield Finding(Kind.MISSING_PLEASE, clause.start, clause.end, better)
            return


def _troubles(sentence: Span) -> Iterator[Finding]:
    for pattern, unless_over, after in _TROUBLE:
        match = pattern.search(sentence.text)
        if match is None or _THEIRS.search(sentence.text):
            continue
        if unless_over and _OVER.search(sentence.text):
            continue
        before = "" if after else _APOLOGY_FIRST
        yield _sentence(Kind.MISSING_APOLOGY, sentence, match, before=before, after=after)
        return


def _sentence(
    kind: Kind, sentence: Span, match: re.Match[str], *, before: str = "", after: str = ""
) -> Finding:
    """Return a finding over the sentence: courtesy is owed for the whole of it."""
    body = sentence.text.strip()
    start = sentence.start + len(sentence.text) - len(sentence.text.lstrip())
    kept = body.rstrip("。!?;…, ，")
    mark = "。" if body[len(kept) :].strip(", ，") else ""
    return Finding(kind, start, start + len(body), f"{before}{kept}{after}{mark}")
