"""Chinese personal names: surname and given name, how they sound, how one addresses a person."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from nuanlin.lib.text import plain

# As people's records hold it: male, female, not known.
Gender = Literal["m", "f", ""]

COMPOUND_SURNAMES = frozenset({
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯",
    "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠",
    "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车",
    "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁",
    "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生",
    "梁丘", "左丘", "东门", "西门", "南荣", "第五", "淳于", "单于", "完颜", "纳兰", "叶赫",
    "哥舒", "爱新觉罗", "叶赫那拉",
})  # fmt: skip
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康"
    "伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗"
    "丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫"
    "乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄"
    "印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮"
    "牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡"
    "国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查"
    "后荆红游竺权逯盖益桓公仉督晋楚闫法汝鄢涂钦岳帅缑亢况琴商牟佘佴伯赏墨哈谯笪年爱阳佟肖付"
    "代覃区邸苑兰原刑卿种朴冼谌幺么盘员啜召折尧降撒黑繁呙庹晟郇亓仝占闭檀楼隋栗尉初由芦鹿门"
    "展揭信来丘宾丛泽谷修贝侍揣逢迟随苟蹇敬矫楚辜冒麦丑信衣鹏苑粟占"
    "妫姒嬴姞郄弋肇禤戢昃虢邝勘粘萨仝雒雎芈鄞忻昝爨苌隽仉覀訾濮笪厍郜晏亓冮撖檀"
)

# How a character sounds as a surname, where that differs from how it usually sounds.
SURNAME_SOUNDS = {
    "单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "区": "ou", "查": "zha", "盖": "ge",
    "朴": "piao", "翟": "zhai", "乐": "yue", "覃": "qin", "冼": "xian", "折": "she", "缪": "miao",
    "燕": "yan", "那": "na", "幺": "yao", "么": "yao", "员": "yun", "种": "chong", "繁": "po",
    "卜": "bu", "佴": "nai", "哈": "ha", "纪": "ji", "薄": "bo", "宁": "ning", "应": "ying",
    "召": "shao", "隗": "wei", "逄": "pang", "牟": "mu", "祭": "zhai", "晟": "cheng", "黑": "he",
    "都": "du", "莘": "shen", "撒": "sa", "乜": "nie", "阚": "kan", "郗": "xi", "呙": "guo",
    "尹": "yin", "谌": "chen", "任": "ren", "华": "hua", "俞": "yu", "车": "che", "石": "shi",
    "葛": "ge", "重": "chong", "行": "xing", "降": "jiang", "强": "qiang", "洗": "xian",
    "尉": "wei", "於": "yu", "过": "guo", "钭": "tou", "郇": "xun", "宿": "su", "能": "nai",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "单于": "chan yu",
    "令狐": "ling hu", "夏侯": "xia hou", "鲜于": "xian yu", "宰父": "zai fu", "乐正": "yue zheng",
    "亓官": "qi guan", "公冶": "gong ye", "皇甫": "huang fu", "百里": "bai li",
}  # fmt: skip

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]+")
# Single characters such as 行 or 坊 end given names as well (王思行): only the sure ones are here.
_BUSINESS_ENDING = re.compile(
    r"(?:公司|商店|超市|便利|药房|诊所|银行|餐厅|茶楼|会所|中心|工作室|事务所|幼儿园|学校|培训|美容|理发"
    r"|快递|驿站|物业|商铺|集团|医院|协会|委员会|俱乐部|咖啡|酒吧|网吧|[商车琴五金烟酒]行|干洗|洗衣"
    r"|[修服经营门市][理务营市]部|[店铺馆厅厂]|\b(?:co|ltd|inc|llc|shop|store|caf[eé]|bank|school)\.?)$",
    re.IGNORECASE,
)
# Names without a surname, or with a Japanese one, that begin like a Chinese surname.
_OTHER_BEGINNINGS = (
    "白玛", "索朗", "索南", "巴桑", "巴特", "巴图", "巴雅", "乌云", "乌兰", "强巴", "边巴", "那木",
    "那日", "贡觉", "贡嘎", "平措", "云丹", "桑吉", "古丽", "古力", "哈斯", "艾力", "艾合", "艾尼",
    "穆罕", "山田", "山本", "山口", "松本", "松田", "松井", "井上",
)  # fmt: skip
_TITLE_ENDING = re.compile(
    r"^.{1,4}(?:先生|女士|小姐|太太|夫人|老师|师傅|阿姨|叔叔|大爷|大妈|爷爷|奶奶|医生|经理|主任|教授|老板)$"
)
# Two names in one cell: by a mark, or by a word where both sides are whole names.
_BETWEEN_NAMES = re.compile(r"\s*[、,;/&＆|+]\s*")
_AND = re.compile(r"[和与及]|\s+")


class PersonName(NamedTuple):
    """A name taken apart; ``surname`` is "" where the name is not a Chinese personal name."""

    surname: str
    given: str


@lru_cache(maxsize=65536)
def split_name(name: str) -> PersonName:
    """Take a name apart into surname and given name.

    Names of shops, nicknames and non-Chinese names come back whole, as ``given``.
    """
    name = plain(name)
    whole = PersonName("", name)
    if not _HAN.fullmatch(name) or len(name) < 2:
        return whole
    for length in (4, 2):
        if name[:length] in COMPOUND_SURNAMES and length < len(name) <= length + 3:
            return PersonName(name[:length], name[length:])
    if len(name) > 4 or name[0] not in SURNAMES:
        return whole
    if len(name) == 4 and name[1] not in SURNAMES:
        return whole  # a given name of three is hardly known; 张王丽华 joins two surnames
    if _BUSINESS_ENDING.search(name) or name.startswith(_OTHER_BEGINNINGS):
        return whole
    return PersonName(name[0], name[1:])


def people_of(name: str) -> tuple[str, ...]:
    """Return the names of all people whom one name stands for: 孔军、刘琳霞 are two.

    A name that cannot be taken apart safely comes back alone; "" stands for nobody.
    """
    name = plain(name)
    found = [part for part in _BETWEEN_NAMES.split(name) if part]
    return tuple(one for part in found for one in _joined(part))


def _joined(name: str) -> tuple[str, ...]:
    """Return both names where a word or a space stands between two whole ones."""
    for word in _AND.finditer(name):
        both = name[: word.start()], name[word.end() :]
        if all(len(one) > 1 and split_name(one).surname for one in both):
            return both
    return (name,)


def is_business(name: str) -> bool:
    """Say whether a name is that of a shop or a company: nobody is Mr or Ms there."""
    return bool(_BUSINESS_ENDING.search(plain(name)))


def is_titled(name: str) -> bool:
    """Say whether a name already ends in the way one addresses somebody: 王阿姨, 周先生."""
    return bool(_TITLE_ENDING.match(plain(name)))


@lru_cache(maxsize=65536)
def syllables(name: str) -> tuple[str, ...]:
    """Return how a name sounds, one syllable a character, lower case without tones.

    Surnames that sound differently from the common word are right (单 shan, 尉迟 yu chi).
    Latin parts are kept as words in lower case; ü is written v.
    """
    surname, given = split_name(name)
    sounds: list[str] = []
    if surname:
        known = SURNAME_SOUNDS.get(surname)
        sounds += known.split() if known else _sounds(surname)
    return tuple(sounds + _sounds(given))


def pinyin(name: str) -> str:
    """Return the syllables of a name joined for search: "zhouxiaoshan"."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """Return the first letters of a name for search: "zxs"."""
    return "".join(sound[0] for sound in syllables(name))


def romanised(name: str) -> str:
    """Return a Chinese name as an English reader writes it ("Ouyang Nana"), others unchanged."""
    surname, _given = split_name(name)
    if not surname:
        return plain(name)
    sounds = syllables(name)
    return f"{''.join(sounds[: len(surname)]).title()} {''.join(sounds[len(surname) :]).title()}"


def masked(name: str) -> str:
    """Return a name of which only the surname (else the first character) can be read: 周**."""
    surname, given = split_name(name)
    return f"{surname}{'*' * len(given)}" if surname else f"{given[:1]}**"


def addressed(name: str, gender: str) -> str:
    """Return how one addresses this person (``gender`` m, f or ""): 周先生, 欧阳女士.

    Names without a sure surname are addressed in full: John Smith 先生. Shops, several people in
    one name and unknown gender keep the name as it is: nobody is addressed wrongly.
    """
    return _addressed(name, gender, _surname_alone(name))


def addressed_in_full(name: str, gender: str) -> str:
    """Return how one addresses one of two people of the same surname: 周建国先生."""
    return _addressed(name, gender, "")


def _addressed(name: str, gender: str, surname: str) -> str:
    chinese = (get_language() or "zh-hans").startswith("zh")
    shown = plain(name) if chinese else romanised(name)
    if not gender or not _is_one_person(shown):
        return shown
    if surname:
        sounds = syllables(name)[: len(surname)]
        shown = surname if chinese else "".join(sounds).title()
    if gender == "m":
        return _("Mr %(surname)s") % {"surname": shown}
    return _("Ms %(surname)s") % {"surname": shown}


def _surname_alone(name: str) -> str:
    """Return the surname to address somebody by; also of an entry that is a bare surname."""
    bare = plain(name)
    if bare in COMPOUND_SURNAMES or bare in SURNAMES:
        return bare
    return split_name(name).surname


def _is_one_person(name: str) -> bool:
    """Say whether Mr or Ms may stand before a name: not for shops, doors, titles and couples."""
    if not name or is_business(name) or is_titled(name) or len(people_of(name)) > 1:
        return False
    return name[-1].isalpha() and not any(character.isdigit() for character in name)


def _sounds(text: str) -> list[str]:
    if not text:
        return []
    sounds = []
    for part in lazy_pinyin(text, style=Style.NORMAL, errors="default"):
        sounds += re.findall(r"[a-z0-9]+", part.lower().replace("ü", "v"))
    return sounds
