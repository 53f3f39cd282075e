# ruff: noqa: E501 - a table reads better with a row a line
"""The service catalogue that ships: what residents of a Chinese community report.

Each leaf: code, Chinese, English, icon, department, urgency, promise in minutes. What is asked,
checked and proven stands in ``catalogue_details``.
"""

from typing import Any, NamedTuple

from nuanlin.domains.service_desk.catalogue_details import details_of

HOUR = 60
DAY = 24 * HOUR
# What is neither urgent nor an emergency is promised in hours of service.
WORKDAY = 8 * HOUR


class Leaf(NamedTuple):
    """One category that can be chosen."""

    code: str
    name_zh: str
    name_en: str
    icon: str
    department: str
    urgency: str
    promise_minutes: int


class Group(NamedTuple):
    """A heading with its leaves."""

    code: str
    name_zh: str
    name_en: str
    icon: str
    leaves: list[Leaf]


def _engineering(
    code: str, zh: str, en: str, icon: str, urgency: str = "normal", promise: int = WORKDAY
) -> Leaf:
    return Leaf(code, zh, en, icon, "engineering", urgency, promise)


# fmt: off
CATALOGUE = [
    Group("water", "水", "Water", "droplets", [
        _engineering("water-leak", "水管漏水", "Leaking pipe", "droplets", "urgent", 2 * HOUR),
        _engineering("water-burst", "爆管", "Burst pipe", "waves", "emergency", 30),
        _engineering("water-none", "家中没水", "No water at home", "droplet-off", "urgent", 2 * HOUR),
        _engineering("water-pressure", "水压低", "Low water pressure", "gauge"),
        _engineering("water-tap", "龙头、阀门坏了", "Tap or valve broken", "wrench"),
        _engineering("water-dirty", "水发黄、有异味", "Discoloured water", "flask-conical", "urgent", 4 * HOUR),
    ]),
    Group("power", "电", "Power", "zap", [
        _engineering("power-none", "家中没电", "No power at home", "zap-off", "urgent", 2 * HOUR),
        _engineering("power-trip", "老是跳闸", "Breaker keeps tripping", "zap", "urgent", 4 * HOUR),
        _engineering("power-light", "灯不亮", "Light does not work", "lightbulb-off"),
        _engineering("power-socket", "插座、开关坏了", "Socket or switch broken", "plug"),
        _engineering("power-public-light", "公共区域灯不亮", "Light out in a common area", "lamp-ceiling"),
    ]),
    Group("drains", "下水与管道", "Drains and pipes", "pipette", [
        _engineering("drain-blocked", "下水道堵塞", "Blocked drain", "pipette", "urgent", 4 * HOUR),
        _engineering("drain-toilet", "马桶堵塞", "Blocked toilet", "toilet", "urgent", 4 * HOUR),
        _engineering("drain-smell", "返臭", "Bad smell from the drain", "wind"),
        _engineering("drain-public", "公共排水沟堵塞", "Blocked gutter outside", "waves"),
    ]),
    Group("lift", "电梯", "Lifts", "arrow-up-down", [
        _engineering("lift-trapped", "电梯困人", "Somebody is trapped in a lift", "siren", "emergency", 15),
        _engineering("lift-stopped", "电梯停运", "Lift out of order", "arrow-up-down", "urgent", HOUR),
        _engineering("lift-noise", "电梯异响、抖动", "Lift noisy or shaking", "audio-lines", "urgent", 4 * HOUR),
        _engineering("lift-button", "电梯按键失灵", "Lift button does not work", "circle-dot"),
    ]),
    Group("door", "门与门禁", "Doors and access", "door-open", [
        _engineering("door-entrance", "单元门坏了", "Entrance door broken", "door-open", "urgent", 8 * HOUR),
        _engineering("door-access", "门禁卡刷不开", "Access card does not work", "key-round"),
        _engineering("door-intercom", "可视对讲坏了", "Intercom broken", "phone-call"),
        _engineering("door-lock", "入户门锁坏了", "Front door lock broken", "lock", "urgent", 4 * HOUR),
    ]),
    Group("house", "墙面与门窗", "Walls and windows", "brick-wall", [
        _engineering("wall-seepage", "外墙、屋顶渗水", "Water through wall or roof", "cloud-rain", "urgent", DAY),
        _engineering("wall-crack", "墙面开裂、脱落", "Wall cracked or coming off", "brick-wall"),
        _engineering("window-broken", "门窗、把手坏了", "Window or handle broken", "app-window"),
        _engineering("wall-falling", "高处有东西要掉", "Something may fall from above", "triangle-alert", "emergency", 30),
    ]),
    Group("heating", "暖气与燃气", "Heating and gas", "flame", [
        _engineering("heating-cold", "暖气不热", "Heating does not get warm", "thermometer-snowflake", "urgent", 8 * HOUR),
        _engineering("heating-leak", "暖气漏水", "Leaking radiator", "droplets", "urgent", 2 * HOUR),
        _engineering("gas-smell", "闻到燃气味", "Smell of gas", "flame", "emergency", 15),
    ]),
    Group("cleaning", "清洁", "Cleaning", "sparkles", [
        Leaf("clean-corridor", "楼道不干净", "Dirty corridor", "sparkles", "cleaning", "normal", WORKDAY),
        Leaf("clean-refuse", "垃圾没有清运", "Refuse not collected", "trash-2", "cleaning", "normal", 8 * HOUR),
        Leaf("clean-bulky", "楼道堆放杂物", "Things left in the corridor", "package-x", "cleaning", "normal", WORKDAY),
        Leaf("clean-pests", "蚊虫、老鼠", "Insects or rats", "bug", "cleaning", "normal", 2 * WORKDAY),
        Leaf("clean-bin", "垃圾桶坏了、有异味", "Bin broken or smelling", "trash", "cleaning", "normal", WORKDAY),
    ]),
    Group("greens", "绿化", "Greens", "trees", [
        Leaf("green-branch", "树枝遮挡、断落", "Branch in the way or fallen", "trees", "cleaning", "normal", 2 * WORKDAY),
        Leaf("green-care", "花草需要养护", "Plants need care", "flower-2", "cleaning", "low", 3 * WORKDAY),
    ]),
    Group("parking", "停车与秩序", "Parking and order", "car", [
        Leaf("parking-blocked", "车位被占、堵路", "Space taken or way blocked", "car", "order", "urgent", 30),
        Leaf("parking-gate", "道闸不抬杆", "Barrier does not open", "fence", "order", "urgent", 30),
        Leaf("parking-charger", "充电桩坏了", "Charger broken", "plug-zap", "engineering", "normal", WORKDAY),
        Leaf("order-noise", "噪音扰民", "Noise", "volume-2", "order", "urgent", HOUR),
        Leaf("order-decorating", "装修扰民", "Noise of decorating", "hammer", "order", "urgent", 2 * HOUR),
        Leaf("order-dog", "犬只不牵绳、粪便", "Dog not on a lead", "dog", "order", "normal", WORKDAY),
        Leaf("order-stranger", "陌生人、可疑情况", "Stranger, something suspicious", "shield-alert", "order", "emergency", 15),
    ]),
    Group("fire", "消防", "Fire safety", "flame-kindling", [
        Leaf("fire-now", "着火、冒烟", "Fire or smoke", "flame-kindling", "order", "emergency", 5),
        Leaf("fire-blocked", "消防通道被堵", "Fire lane blocked", "octagon-alert", "order", "urgent", HOUR),
        Leaf("fire-equipment", "消防设施坏了", "Fire equipment broken", "fire-extinguisher", "engineering", "urgent", 8 * HOUR),
        Leaf("fire-bike", "电动车上楼充电", "E-bike charged indoors", "bike", "order", "urgent", HOUR),
    ]),
    Group("public", "公共设施", "Common facilities", "building", [
        _engineering("public-playground", "儿童、健身设施坏了", "Playground or gym equipment broken", "dumbbell"),
        _engineering("public-road", "道路、井盖破损", "Road or manhole damaged", "construction", "urgent", 8 * HOUR),
        _engineering("public-locker", "快递柜、信箱坏了", "Parcel locker or letter box broken", "mailbox"),
    ]),
    Group("help", "居家帮助", "Help at home", "hand-heart", [
        Leaf("help-lift-heavy", "帮忙搬东西", "Carry something heavy", "package", "order", "normal", WORKDAY),
        Leaf("help-phone", "手机、电视不会用", "Help with phone or television", "smartphone", "care", "normal", 2 * WORKDAY),
        Leaf("help-errand", "代买、代办", "An errand", "shopping-bag", "care", "normal", WORKDAY),
        Leaf("help-visit", "想有人来看看", "A visit would be welcome", "heart-handshake", "care", "normal", WORKDAY),
        Leaf("help-question", "咨询一件事", "A question", "message-circle-question", "front_desk", "normal", 4 * HOUR),
        Leaf("help-other", "别的事", "Something else", "ellipsis", "front_desk", "normal", WORKDAY),
    ]),
]
# fmt: on


def install(category: Any) -> None:
    """Put the shipped catalogue into an empty table; the office owns it from then on.

    ``category`` is the model, today's or a migration's.
    """
    order, fields = 0, [field.name for field in category._meta.get_fields()]
    for group in CATALOGUE:
        order += 10
        parent = category.objects.create(
            code=group.code,
            name_zh=group.name_zh,
            name_en=group.name_en,
            icon=group.icon,
            department=group.leaves[0].department,
            order=order,
        )
        for leaf in group.leaves:
            order += 10
            details = details_of(leaf.code, fields)
            category.objects.create(parent=parent, order=order, **leaf._asdict(), **details)
