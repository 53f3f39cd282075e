"""Recognising what a column holds, by its heading or by the office's own mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.people.rosters.workbooks import Cell, Sheet
from nuanlin.lib.text import compact, plain

# Every field a roster can fill, and what the mapping page calls it.
FIELDS = {
    "building": _("Building"),
    "entrance": _("Entrance"),
    "home": _("Room"),
    "floor": _("Floor"),
    "floors": _("Floors of the building"),
    "lift": _("Lift"),
    "kind": _("Kind of home"),
    "layout": _("Layout"),
    "area": _("Area"),
    "indoor_area": _("Indoor area"),
    "rent": _("Rent"),
    "state": _("State of the home"),
    "name": pgettext_lazy("of a person", "Name"),
    "gender": _("Gender"),
    "phone": _("Phone"),
    "identity": _("Identity number"),
    "role": _("Kind of resident"),
    "note": _("Note"),
    "number": _("Running number"),
    "owner_number": _("Owner's number"),
    "space": _("Parking space"),
    "car_park": _("Car park"),
    "space_kind": _("Kind of parking space"),
    "holding": _("Rented or sold"),
    "vehicle": _("Number plate"),
    "starts_on": _("From"),
    "ends_on": _("Until"),
    "community": _("Community"),
}

# The headings that offices use, without spaces and in lower case.
_HEADINGS = {
    "building": (
        "楼号 楼栋 楼栋号 楼栋编号 楼栋名称 栋 栋号 幢 幢号 座 座号 楼 楼宇 楼座"
        " building buildingno buildingnumber block tower"
    ),
    "entrance": "单元 单元号 单元编号 单元名称 门洞 梯 entrance entranceno unit",
    "home": (
        "房间 房间号 房号 室号 室 房屋编号 房屋号 房屋 门牌 门牌号 户号 房产 房产编号"
        " 房间编号 room roomno roomnumber home flat apartment door doorplate"
    ),
    "floor": "楼层 房屋楼层 所在楼层 层 层数 floor level",
    "floors": "总层数 总楼层 楼层数 总层 floors totalfloors",
    "lift": "是否有电梯 有无电梯 电梯 lift elevator haslift",
    "kind": "房屋类型 房产类型 物业类型 房屋性质 房屋用途 hometype kind propertytype",
    "layout": "房屋户型 户型 layout",
    "area": "建筑面积 面积 房屋面积 建面 产权面积 area grossarea",
    "indoor_area": "室内面积 套内面积 使用面积 indoorarea netarea",
    "rent": "租金 月租 月租金 rent",
    "state": "房屋状态 状态 入住状态 入住情况 房态 state status",
    "name": (
        "业主名称 业主姓名 姓名 名字 业主 住户姓名 住户 户主 户主姓名 客户名称 客户姓名"
        " 人员姓名 name fullname owner ownername resident residentname"
    ),
    "gender": "性别 gender sex",
    "phone": (
        "手机号 手机 手机号码 联系电话 联系方式 电话 电话号码 联系手机 移动电话"
        " 业主电话 业主手机 phone phonenumber mobile mobilenumber tel telephone"
    ),
    "identity": (
        "身份证号 身份证 身份证号码 证件号 证件号码 身份证件号 idnumber identitynumber"
        " identity idcard"
    ),
    "role": (
        "业主类型 身份 住户类型 人员类型 人员类别 住户身份 人员身份 与业主关系 role"
        " residenttype occupancy"
    ),
    "note": "备注 备注信息 附注 note notes remark remarks comment",
    "number": "编号 序号 no number",
    "owner_number": "业主编号 业主号 ownernumber ownerno ownerid",
    "space": "车位编码 车位号 车位编号 车位 space parkingspace spaceno",
    "car_park": "停车场编号 停车场 停车场名称 车库 carpark garage",
    "space_kind": "停车场类型 车位类型 spacetype",
    "holding": "出租还是出售 租售 租售状态 车位状态 rentedorsold",
    "vehicle": "车牌号 车牌 车牌号码 numberplate licenceplate licenseplate plate",
    "starts_on": "开始时间 开始日期 起租日期 from start startdate",
    "ends_on": "结束时间 结束日期 到期时间 到期日期 until end enddate",
    "community": "小区 小区名称 小区名 项目 项目名称 community",
}
_SYNONYMS = {word: field for field, words in _HEADINGS.items() for word in words.split()}
_LEGEND_WORDS = frozenset({"说明", "填写说明", "注意", "注意事项", "提示", "note"})
_SEARCHED_ROWS = 20


@dataclass(frozen=True)
class Table:
    """A sheet whose headings are known: the column of each field, and the rows below."""

    sheet: Sheet
    heading_row: int
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, list[Cell]]]

    def heading(self, field: str) -> str:
        """Return the heading of a field as the office wrote it, or what we call it."""
        column = self.columns.get(field)
        return str(FIELDS[field]) if column is None else self.headings[column]


def normalised(heading: object) -> str:
    """Return a heading without spaces, brackets, marks and case, for comparing."""
    text = re.sub(r"[(\[{【〔].*", "", compact(heading)).lower()
    return re.sub(r"[*:：_.\-/#]", "", text)


def recognise(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> Table | None:
    """Return the sheet as a table, or None when none of its first rows looks like headings.

    ``mapping`` gives, for some fields, the heading the office uses ("" for none); it goes before
    the synonyms.
    """
    words = _words(mapping or {})
    best: tuple[int, int, dict[str, int]] | None = None
    for position, (_number, cells) in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        columns = _columns(cells, words)
        if best is None or len(columns) > best[0]:
            best = (len(columns), position, columns)
    if best is None or best[0] < 2:
        return None
    _count, position, columns = best
    number, cells = sheet.rows[position]
    return Table(
        sheet,
        number,
        tuple(plain(cell) for cell in cells),
        columns,
        sheet.rows[position + 1 :],
    )


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Return the field that each heading most likely stands for, as a mapping to start from."""
    columns = _columns(headings, _SYNONYMS)
    return {field: headings[column] for field, column in columns.items()}


def is_legend(cells: Sequence[Cell]) -> bool:
    """Say whether cells beside the table explain how to fill it in, rather than note something."""
    first = next((normalised(cell) for cell in cells if plain(cell)), "")
    return first in _SYNONYMS or first in _LEGEND_WORDS


def _words(mapping: Mapping[str, str]) -> dict[str, str]:
    words = {word: field for word, field in _SYNONYMS.items() if field not in mapping}
    words.update((normalised(heading), field) for field, heading in mapping.items() if heading)
    return words


def _columns(cells: Sequence[Cell], words: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, cell in enumerate(cells):
        field = words.get(normalised(cell)) if isinstance(cell, str) else None
        if field is not None:
            columns.setdefault(field, column)
    return columns
