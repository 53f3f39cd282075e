"""The words and codes of rosters, turned into ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from nuanlin.domains.estate.models import HomeKind, HomeState
from nuanlin.domains.people.models import Gender, OccupancyRole
from nuanlin.domains.people.rosters.workbooks import Cell
from nuanlin.lib import identity_numbers, phones, plates
from nuanlin.lib.identity_numbers import IdentityNumber
from nuanlin.lib.names import split_name
from nuanlin.lib.text import compact, plain


class CellFault(Exception):
    """A cell that cannot be understood: the code of a problem and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def _lookup(*entries: tuple[str, str]) -> dict[str, str]:
    return {word: value for words, value in entries for word in words.split()}


_KINDS = _lookup(
    ("110 住宅 住房 商品房 公寓 别墅 房屋 住户 home residential", HomeKind.HOME),
    ("120 商铺 店铺 商业 门面 底商 办公室 写字楼 办公 shop office", HomeKind.SHOP),
    ("119 宿舍 dormitory", HomeKind.DORMITORY),
)
_STATES = _lookup(
    ("2001 已入住 入住 自住 居住 livedin occupied", HomeState.LIVED_IN),
    ("2002 未销售 未售 待售 未出售 unsold", HomeState.UNSOLD),
    ("2003 已交房 已交付 交房 已收楼 handedover", HomeState.HANDED_OVER),
    ("2004 未入住 notyetlivedin", HomeState.NOT_YET_LIVED_IN),
    ("2005 已装修 装修完 decorated", HomeState.DECORATED),
    ("2006 已出租 出租 在租 let rented", HomeState.LET),
    ("2007 已出售 已售 已销售 出售 sold", HomeState.SOLD),
    ("2008 空置 空闲 闲置 空 空房 空置房 vacant empty", HomeState.VACANT),
    ("2009 装修中 在装修 装修 beingdecorated decorating", HomeState.DECORATING),
)
_ROLES = _lookup(
    ("1001 业主 产权人 房主 户主 本人 owner", OccupancyRole.OWNER),
    (
        "1002 家庭成员 家属 家人 亲属 配偶 夫妻 妻子 丈夫 妻 夫 子女 儿子 女儿 子 女 父母"
        " 父亲 母亲 父 母 孙子 孙女 family familymember",
        OccupancyRole.FAMILY,
    ),
    ("1003 房屋租客 租客 租户 承租人 租赁户 tenant", OccupancyRole.TENANT),
    ("1004 临时人员 临时 临时住户 其他 temporary", OccupancyRole.TEMPORARY),
)
_GENDERS = _lookup(
    ("男 男性 先生 m male 0", Gender.MALE),
    ("女 女性 女士 f female 1", Gender.FEMALE),
    ("未知 不详 保密 unknown", Gender.UNKNOWN),
)
_YES = frozenset({"有", "是", "y", "yes", "true", "1010"})
_NO = frozenset({"无", "否", "没有", "n", "no", "false", "2020"})
_RENTED = frozenset({"h", "出租", "租", "租赁", "rented"})
_SOLD = frozenset({"s", "出售", "售", "购买", "自有", "sold", "owned"})
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]+(?: [\u3400-\u9fff·]+)*")
_UNITS = re.compile(r"(?:㎡|m2|m²|平方米|平米|平方|平|元|层|楼|f)$", re.IGNORECASE)


def _word(cell: Cell) -> str:
    return re.sub(r"[\s_\-]", "", plain(cell)).lower()


def _one_of(words: dict[str, str], code: str) -> Callable[[Cell], str | None]:
    def parse(cell: Cell) -> str | None:
        word = _word(cell)
        if not word:
            return None
        if word not in words:
            raise CellFault(code, value=_short(cell))
        return str(words[word])

    return parse


kind = _one_of(_KINDS, "unknown_kind")
state = _one_of(_STATES, "unknown_state")
role = _one_of(_ROLES, "unknown_role")
gender = _one_of(_GENDERS, "unknown_gender")


def lift(cell: Cell) -> bool | None:
    """Return whether there is a lift; None when it is not said."""
    return _yes_or_no(cell, _YES, _NO, "unknown_lift")


def rented(cell: Cell) -> bool | None:
    """Return whether a parking space is rented (H) rather than sold (S)."""
    return _yes_or_no(cell, _RENTED, _SOLD, "unknown_holding")


def _yes_or_no(cell: Cell, yes: frozenset[str], no: frozenset[str], code: str) -> bool | None:
    word = _word(cell)
    if not word:
        return None
    if word in yes or word in no:
        return word in yes
    raise CellFault(code, value=_short(cell))


def label(limit: int) -> Callable[[Cell], str]:
    """Return a parser of labels of buildings, entrances and rooms: "三栋" is "3"."""

    @lru_cache(maxsize=20_000)
    def tidied(text: str) -> str:
        text = re.sub(r"(?:号楼|楼栋|单元|号|栋|幢|座|楼|室|房|#)$", "", text) or text
        if text and all(character in "零〇一二两三四五六七八九十百" for character in text):
            text = plates.numeral(text)
        return plates.label(text.upper())

    def parse(cell: Cell) -> str:
        text = tidied(compact(cell))
        if len(text) > limit:
            raise CellFault("too_long", value=_short(text), limit=limit)
        return text

    return parse


def text(limit: int) -> Callable[[Cell], str]:
    """Return a parser of free text of at most ``limit`` characters."""

    def parse(cell: Cell) -> str:
        value = plain(cell)
        if len(value) > limit:
            raise CellFault("too_long", value=_short(value), limit=limit)
        return value

    return parse


def whole(cell: Cell) -> int | None:
    """Return a whole number such as a floor: 3, "3层", "-1", "B1", "负一层"."""
    word = _UNITS.sub("", compact(cell))
    if not word:
        return None
    word = re.sub(r"^(?:B|负|地下)(?=.)", "-", word, flags=re.IGNORECASE)
    sign, digits = ("-", word[1:]) if word.startswith("-") else ("", word)
    if digits and all(character in "零〇一二两三四五六七八九十百" for character in digits):
        digits = plates.numeral(digits)
    if not re.fullmatch(r"\d{1,4}", digits):
        raise CellFault("not_a_number", value=_short(cell))
    return int(sign + digits)


def amount(digits: int, *, positive: bool = False) -> Callable[[Cell], Decimal | None]:
    """Return a parser of numbers with two decimals and ``digits`` before them."""

    def parse(cell: Cell) -> Decimal | None:
        word = _UNITS.sub("", compact(cell)).replace(",", "")
        if not word:
            return None
        if isinstance(cell, bool) or not re.fullmatch(r"-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?", word):
            raise CellFault("not_a_number", value=_short(cell))
        try:
            value = Decimal(word).quantize(Decimal("0.01"))
        except InvalidOperation:
            raise CellFault("not_a_number", value=_short(cell)) from None
        if abs(value) >= 10**digits:
            raise CellFault("too_long", value=_short(cell), limit=digits)
        if value < 0 or (positive and value == 0):
            raise CellFault("not_positive", value=_short(cell))
        return value

    return parse


def phone(cell: Cell) -> str | None:
    """Return the canonical phone number, or None when it is not known."""
    try:
        return phones.canonical(cell)
    except phones.PhoneInvalid as fault:
        written = plain(cell)
        if re.fullmatch(r"\+?[\d\s-]+", written) and fault.digits != 11:
            raise CellFault("phone_digits", value=_short(cell), digits=fault.digits) from None
        raise CellFault("phone_invalid", value=_short(cell)) from None


def identity(cell: Cell) -> IdentityNumber | None:
    """Return the identity number, or None when it is not known."""
    try:
        return identity_numbers.parse(cell)
    except identity_numbers.IdentityNumberInvalid as fault:
        raise CellFault(f"identity_{fault.fault}", digits=fault.digits) from None


def day(cell: Cell) -> date | None:
    """Return a day, from a date cell or as 2026-01-01, 2026/1/1, 2026年1月1日, 20260101."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = compact(cell)
    if not written:
        return None
    match = re.match(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:\D|$)", written)
    try:
        return date(*map(int, match.groups())) if match else _no_day(cell)
    except ValueError:
        return _no_day(cell)


def _no_day(cell: Cell) -> date:
    raise CellFault("not_a_date", value=_short(cell))


def names(cell: Cell) -> tuple[str, ...]:
    """Return the people named in a cell: usually one, for "张三、李四" two."""
    written = plain(cell)
    if not written:
        return ()
    parts = [part.strip() for part in re.split(r"[、;&+\n]|\s*/\s*| and ", written) if part.strip()]
    if len(parts) < 2:
        parts = _split_names(written)
    tidied = [_without_padding(part) for part in parts]
    if any(len(name) > 60 for name in tidied):
        raise CellFault("too_long", value=_short(cell), limit=60)
    return tuple(dict.fromkeys(tidied))


def _split_names(written: str) -> list[str]:
    for separator in ("[,，]", " ", "和", "与"):
        parts = [part.strip() for part in re.split(separator, written)]
        if len(parts) > 1 and all(len(part) > 1 and split_name(part).surname for part in parts):
            return parts
    return [written]


def _without_padding(name: str) -> str:
    # 王　芳 is padded to look as long as 王小芳.
    return name.replace(" ", "") if _HAN_NAME.fullmatch(name) else name


def _short(cell: Cell) -> str:
    written = plain(cell)
    return written if len(written) <= 40 else f"{written[:39]}…"
