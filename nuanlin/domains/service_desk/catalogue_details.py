# ruff: noqa: E501 - a table reads better with a row a line
"""What the shipped catalogue knows of each category beside its name: questions, checks, proof.

Photos are demanded where no owner stands by: in common areas. A call is needed, even after an
answer in the app, where life was in danger.
"""

from collections.abc import Iterable
from typing import Any

from nuanlin.domains.service_desk.models.category import (
    Question,
    QuestionKind,
    UsualMaterial,
    Wording,
)

Details = dict[str, Any]


def _danger(zh: str, en: str) -> Question:
    return Question(key="danger", zh=zh, en=en, kind=QuestionKind.DANGER.value)


def _yes_no(key: str, zh: str, en: str) -> Question:
    return Question(key=key, zh=zh, en=en, kind=QuestionKind.YES_NO.value)


def _words(key: str, zh: str, en: str) -> Question:
    return Question(key=key, zh=zh, en=en, kind=QuestionKind.WORDS.value)


def _checks(*lines: tuple[str, str]) -> list[Wording]:
    return [Wording(zh=zh, en=en) for zh, en in lines]


def _parts(*parts: tuple[str, str, str]) -> list[UsualMaterial]:
    return [UsualMaterial(name=name, unit=unit, price=price) for name, unit, price in parts]


# fmt: off
WATER_AT_POWER = _danger("水碰到插座、电器或配电箱了吗？", "Has the water reached a socket, an appliance or the fuse box?")
BURNING = _danger("有焦味、火花或者冒烟吗？", "Is there a smell of burning, sparks or smoke?")
HURT = _danger("有人受伤吗？", "Is anybody hurt?")
VALVE = _yes_no("valve", "总阀关得上吗？", "Can the main valve be closed?")
NEIGHBOURS_POWER = _yes_no("neighbours", "邻居家有电吗？", "Do the neighbours have power?")
WHICH_LIFT = _words("lift", "哪一栋、哪部电梯，停在几楼？", "Which building and lift, at which floor?")

POWER_CHECKS = _checks(
    ("先断电、验电，挂警示牌", "Power off, tested, sign put up"),
    ("检查线路、接头有无发热痕迹", "Wires and joints looked at for signs of heat"),
    ("送电试用十分钟", "Power on and tried for ten minutes"),
)
WATER_CHECKS = _checks(
    ("关阀，铺好防水布", "Valve closed, sheet laid out"),
    ("查看楼下有没有渗水", "Looked whether water came through below"),
    ("试水十分钟，擦干地面", "Tried with water for ten minutes, floor dried"),
)
DRAIN_CHECKS = _checks(
    ("铺好防水布，戴手套", "Sheet laid out, gloves on"),
    ("放水三分钟，看是否顺畅", "Water run for three minutes, watched whether it runs off"),
    ("擦净地面，带走杂物", "Floor wiped, refuse taken away"),
)
LIFT_CHECKS = _checks(
    ("放好围挡和停运牌", "Barrier and sign put up"),
    ("通知维保单位并记下到场时间", "Lift company told, time of its arrival noted"),
    ("上下各试运行三次", "Run up and down three times"),
)
DOOR_CHECKS = _checks(
    ("开关十次，确认顺畅", "Opened and closed ten times"),
    ("和住户一起试一次", "Tried once together with the resident"),
)
HEATING_CHECKS = _checks(
    ("摸进回水管温差", "Difference between flow and return felt"),
    ("放气，查看接头", "Air let out, joints looked at"),
    ("量室温并记下", "Room temperature measured and noted"),
)
OUTSIDE_CHECKS = _checks(
    ("放好围挡和警示牌", "Barrier and warning sign put up"),
    ("做完清理现场", "Place cleaned up afterwards"),
)
CLEANING_CHECKS = _checks(
    ("地面、扶手、墙角都清到", "Floor, rail and corners done"),
    ("垃圾带走，工具收好", "Refuse taken away, tools put back"),
)
HOSES = _parts(("不锈钢软管", "根", "25.00"), ("角阀", "个", "35.00"), ("密封圈", "个", "2.00"), ("生料带", "卷", "3.00"))
LAMPS = _parts(("LED 灯泡", "个", "15.00"), ("吸顶灯光源", "个", "45.00"))

DETAILS: dict[str, Details] = {
    "water-leak": {"questions": [WATER_AT_POWER, VALVE], "checklist": WATER_CHECKS, "materials": HOSES},
    "water-burst": {"questions": [WATER_AT_POWER, VALVE], "checklist": WATER_CHECKS, "materials": HOSES, "call_needed": True, "follow_up_hours": 24},
    "water-none": {"questions": [_yes_no("neighbours", "邻居家有水吗？", "Do the neighbours have water?")], "checklist": _checks(("查看户内总阀、水表前阀", "Main valve and meter valve looked at"), ("清洗过滤网", "Filter cleaned"))},
    "water-pressure": {"questions": [_words("hours", "什么时候水小？", "At what hours is it low?")], "checklist": _checks(("测水压并记下", "Pressure measured and noted"), ("清洗过滤网", "Filter cleaned"))},
    "water-tap": {"checklist": WATER_CHECKS, "materials": [*HOSES, *_parts(("水龙头", "个", "68.00"))]},
    "water-dirty": {"questions": [_words("colour", "什么颜色、什么味道？", "Which colour, which smell?")], "checklist": _checks(("取水样拍照", "Sample taken and photographed"), ("放水至清", "Water run until clear")), "photo_before": True},
    "power-none": {"questions": [BURNING, NEIGHBOURS_POWER], "checklist": POWER_CHECKS},
    "power-trip": {"questions": [BURNING, _words("device", "用什么电器时会跳？", "Which appliance makes it trip?")], "checklist": POWER_CHECKS, "materials": _parts(("空气开关", "个", "35.00"), ("漏电保护器", "个", "75.00"))},
    "power-light": {"checklist": POWER_CHECKS, "materials": LAMPS},
    "power-socket": {"questions": [BURNING], "checklist": POWER_CHECKS, "materials": _parts(("五孔插座", "个", "18.00"), ("单联开关", "个", "15.00"))},
    "power-public-light": {"checklist": POWER_CHECKS, "materials": LAMPS, "photo_after": True},
    "drain-blocked": {"questions": [_yes_no("overflow", "脏水往外溢吗？", "Does it overflow?")], "checklist": DRAIN_CHECKS},
    "drain-toilet": {"questions": [_yes_no("overflow", "脏水往外溢吗？", "Does it overflow?")], "checklist": DRAIN_CHECKS, "materials": _parts(("法兰圈", "个", "20.00"))},
    "drain-smell": {"checklist": DRAIN_CHECKS, "materials": _parts(("防臭地漏芯", "个", "30.00"), ("密封胶", "支", "25.00"))},
    "drain-public": {"checklist": OUTSIDE_CHECKS, "photo_before": True, "photo_after": True},
    "lift-trapped": {"questions": [_danger("里面有人不舒服或受伤吗？", "Is anybody inside unwell or hurt?"), WHICH_LIFT], "checklist": [*_checks(("对讲安抚，告诉里面的人不要扒门", "Spoken to those inside: do not force the door"), ("人出来后问一问身体", "Asked how they feel once they are out")), *LIFT_CHECKS], "call_needed": True, "follow_up_hours": 4},
    "lift-stopped": {"questions": [_danger("有人困在里面吗？", "Is anybody trapped inside?"), WHICH_LIFT], "checklist": LIFT_CHECKS, "photo_after": True},
    "lift-noise": {"questions": [_danger("有人困在里面吗？", "Is anybody trapped inside?"), WHICH_LIFT], "checklist": LIFT_CHECKS},
    "lift-button": {"questions": [WHICH_LIFT], "checklist": LIFT_CHECKS},
    "door-entrance": {"questions": [_yes_no("open", "门关不上吗？", "Does it stay open?")], "checklist": DOOR_CHECKS, "materials": _parts(("闭门器", "个", "120.00")), "photo_after": True},
    "door-access": {"questions": [_words("card", "卡号是多少，哪扇门？", "Which card number, which door?")], "checklist": DOOR_CHECKS, "materials": _parts(("门禁卡", "张", "20.00"))},
    "door-intercom": {"checklist": DOOR_CHECKS, "materials": _parts(("室内分机", "台", "260.00"))},
    "door-lock": {"questions": [_danger("屋里有老人、孩子独自一人，或灶上开着火吗？", "Is an old person or a child alone inside, or something on the stove?")], "checklist": DOOR_CHECKS, "materials": _parts(("锁芯", "个", "120.00"))},
    "wall-seepage": {"questions": [WATER_AT_POWER, _words("since", "什么时候开始的，下雨才渗吗？", "Since when, and only when it rains?")], "checklist": _checks(("量渗水面积并标线", "Wet area measured and marked"), ("查看楼上和外墙", "Floor above and outer wall looked at")), "materials": _parts(("防水涂料", "公斤", "28.00")), "photo_before": True, "photo_after": True},
    "wall-crack": {"questions": [_danger("有东西要掉下来吗？", "Is something about to come down?")], "checklist": OUTSIDE_CHECKS, "photo_before": True, "photo_after": True},
    "window-broken": {"questions": [_danger("窗扇或玻璃要掉下去吗？", "May the window or its glass fall?")], "checklist": DOOR_CHECKS, "materials": _parts(("窗执手", "个", "25.00"), ("铰链", "个", "18.00"))},
    "wall-falling": {"questions": [HURT], "checklist": OUTSIDE_CHECKS, "photo_before": True, "photo_after": True, "call_needed": True, "follow_up_hours": 24},
    "heating-cold": {"questions": [_words("rooms", "哪几间不热？", "Which rooms stay cold?")], "checklist": HEATING_CHECKS, "materials": _parts(("放气阀", "个", "12.00"))},
    "heating-leak": {"questions": [WATER_AT_POWER, VALVE], "checklist": [*WATER_CHECKS, *HEATING_CHECKS], "materials": _parts(("放气阀", "个", "12.00"), ("暖气阀门", "个", "45.00"))},
    "gas-smell": {"questions": [_danger("现在还闻得到燃气味吗？", "Is there a smell of gas now?")], "checklist": _checks(("不开灯、不按门铃、不打手机", "No light, no bell, no phone"), ("开窗，关阀，疏散", "Windows open, valve closed, people out"), ("等燃气公司检测合格", "Waited until the gas company finds it safe")), "call_needed": True, "follow_up_hours": 4},
    "clean-corridor": {"checklist": CLEANING_CHECKS, "photo_after": True},
    "clean-refuse": {"checklist": CLEANING_CHECKS, "photo_after": True},
    "clean-bulky": {"questions": [_yes_no("blocked", "堵住楼道或消防门了吗？", "Is the way or a fire door blocked?")], "checklist": CLEANING_CHECKS, "photo_before": True, "photo_after": True},
    "clean-pests": {"questions": [_words("what", "是什么虫，在哪里见到的？", "Which animal, seen where?")], "checklist": _checks(("投放点做好标记", "Places of bait marked"), ("提醒家里有孩子、宠物的住户", "Homes with children or animals told")), "materials": _parts(("粘鼠板", "张", "3.00"), ("蟑螂胶饵", "支", "20.00"))},
    "clean-bin": {"checklist": CLEANING_CHECKS, "photo_after": True},
    "green-branch": {"questions": [HURT], "checklist": OUTSIDE_CHECKS, "photo_before": True, "photo_after": True},
    "green-care": {"checklist": OUTSIDE_CHECKS, "photo_after": True},
    "parking-blocked": {"questions": [_words("plate", "对方的车牌号是？", "Which number plate?")], "checklist": _checks(("先打车主电话，客气地请", "The driver called first, asked politely"), ("记下车牌和时间", "Plate and time noted"))},
    "parking-gate": {"questions": [HURT], "checklist": OUTSIDE_CHECKS},
    "parking-charger": {"questions": [BURNING], "checklist": POWER_CHECKS, "photo_after": True},
    "order-noise": {"questions": [_words("from", "声音从哪里来？", "Where does it come from?")], "checklist": _checks(("到场听一听再敲门", "Listened before knocking"), ("两边都说到，不点名", "Spoken to both sides, no names given"))},
    "order-decorating": {"questions": [_words("from", "声音从哪里来？", "Where does it come from?")], "checklist": _checks(("核对装修许可和时间", "Permit and hours looked at"), ("告知可施工时段", "Hours of work told"))},
    "order-dog": {"questions": [_danger("有人被咬伤吗？", "Has anybody been bitten?")], "checklist": _checks(("找到犬主，客气提醒", "Owner of the dog found and asked politely"))},
    "order-stranger": {"questions": [_danger("有人受到威胁吗？", "Is anybody being threatened?"), _words("looks", "什么样的人，往哪里走了？", "What do they look like, where did they go?")], "checklist": _checks(("两人同去，保持距离", "Two go together and keep their distance"), ("调看监控并记下时间", "Cameras looked at, time noted")), "call_needed": True, "follow_up_hours": 24},
    "fire-now": {"questions": [_danger("现在还看得到火或烟吗？", "Is there fire or smoke now?")], "checklist": _checks(("报 119，疏散，断电断气", "119 called, people out, power and gas off"), ("迎消防车，清通道", "Fire engine met, way cleared"), ("留人看守，防止复燃", "Somebody stays, it may flare up again")), "photo_after": True, "call_needed": True, "follow_up_hours": 4},
    "fire-blocked": {"checklist": OUTSIDE_CHECKS, "photo_before": True, "photo_after": True},
    "fire-equipment": {"checklist": _checks(("压力、铅封、有效期都看过", "Pressure, seal and date looked at"), ("试过并记入台账", "Tried, and noted in the register")), "materials": _parts(("灭火器", "具", "95.00"), ("应急灯", "盏", "85.00")), "photo_after": True},
    "fire-bike": {"questions": [_danger("电池冒烟或者发烫吗？", "Does the battery smoke or feel hot?")], "checklist": _checks(("断电，推到室外充电处", "Power off, bike taken to the charging place outside"), ("当面讲清危险", "Danger explained in person")), "photo_after": True},
    "public-playground": {"questions": [HURT], "checklist": OUTSIDE_CHECKS, "photo_before": True, "photo_after": True},
    "public-road": {"questions": [HURT], "checklist": OUTSIDE_CHECKS, "materials": _parts(("井盖", "个", "380.00"), ("沥青冷补料", "袋", "45.00")), "photo_before": True, "photo_after": True},
    "public-locker": {"checklist": DOOR_CHECKS},
    "help-lift-heavy": {"questions": [_words("what", "搬什么，从哪里到哪里？", "What, from where to where?")]},
    "help-phone": {"questions": [_words("what", "什么地方不会用？", "What is difficult?")]},
    "help-errand": {"questions": [_words("what", "买什么、办什么？", "What is to be bought or done?")], "checklist": _checks(("票据交给住户", "Receipts handed over"), ("钱款当面点清", "Money counted together"))},
    "help-visit": {"questions": [_danger("现在身体不舒服吗？", "Does somebody feel unwell now?")], "checklist": _checks(("问吃饭、睡觉、用药", "Asked about meals, sleep and medicine"), ("看看燃气、热水、地面", "Looked at gas, hot water and floor"), ("约好下次", "Next visit agreed")), "call_needed": True},
}
# fmt: on


def details_of(code: str, fields: Iterable[str]) -> Details:
    """Return what is known of a shipped category, of those ``fields`` that its table has."""
    wanted = set(fields)
    return {name: value for name, value in DETAILS.get(code, {}).items() if name in wanted}


def fill(category: Any) -> None:
    """Give the shipped categories their details; ``category`` is the model of a migration."""
    names = [field.name for field in category._meta.get_fields()]
    for row in category.objects.filter(code__in=DETAILS):
        for name, value in details_of(row.code, names).items():
            setattr(row, name, value)
        row.save()
