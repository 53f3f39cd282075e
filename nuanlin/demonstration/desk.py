"""What lies on the reception desk: questions with answers, a promised callback, a message."""

from datetime import datetime, timedelta

from nuanlin.demonstration.staff import acting
from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.reception.actions.desk import leave_note
from nuanlin.domains.reception.actions.knowledge import Answered, add_entry
from nuanlin.domains.reception.actions.promises import Promise, promise_call

# Question, answer, other words, whether residents read it.
ANSWERS = [
    (
        "物业费怎么交",
        "可以到前台交，也可以转账，每天 8:30 到 17:30 都能办，票据当场给您。",
        "管理费 缴费 交钱",
        True,
    ),
    (
        "装修要办什么手续",
        "请带房产证明和装修图纸来前台登记，装修时间是工作日 8:00 到 12:00、14:00 到 18:00。",
        "施工 打孔 敲墙 押金",
        True,
    ),
    (
        "门禁卡丢了怎么办",
        "请告诉我们房号，旧卡马上停用，带身份证来前台就能补一张。",
        "钥匙 补卡 进门",
        True,
    ),
    (
        "快递放在哪里",
        "南门岗亭旁有快递柜，大件由岗亭代收，行动不便的住户我们送到家门口。",
        "包裹 取件",
        True,
    ),
    (
        "访客的车停哪里",
        "请提前告诉我们车牌，访客车位在地下一层东侧，两小时以内不收费。",
        "停车 车位 亲戚",
        True,
    ),
    (
        "大件垃圾怎么扔",
        "请放到 6 栋东侧的大件堆放点，搬不动可以约清洁部上门。",
        "沙发 床垫 家具 清运",
        True,
    ),
    (
        "业主要看监控",
        "请对方说明时间和原因，登记后由主管陪同查看，不能拷贝带走。",
        "摄像头 录像",
        False,
    ),
]


def write_desk(community: Community, staff: dict[str, StaffMember], *, now: datetime) -> None:
    """Fill the knowledge list, promise Zhou a callback and leave the engineer a message."""
    manager, assistant = acting(staff["manager"]), acting(staff["desk"])
    for question, answer, words, public in ANSWERS:
        facts = Answered(question, answer, words, public)
        add_entry(community.pk, facts=facts, by=manager)
    zhou = Person.objects.get(name="周建国", occupancies__home__community=community)
    home_id = zhou.occupancies.values_list("home", flat=True)[0]
    promise = Promise(
        about="固定车位还有没有空的，月租多少",
        due_at=now + timedelta(minutes=40),
        person_id=zhou.pk,
        home_id=home_id,
    )
    promise_call(community.pk, facts=promise, by=assistant)
    leave_note(
        community.pk,
        to=staff["engineer"].pk,
        text="周先生说换下来的旧软管想留着，请您放在门口鞋柜上。",
        person_id=zhou.pk,
        home_id=home_id,
        by=assistant,
    )
    leave_note(
        community.pk,
        to=staff["desk"].pk,
        text="财务部请您下午把收据本带过去核对。",
        by=manager,
    )
