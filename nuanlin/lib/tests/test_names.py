import pytest
from django.utils import translation

from nuanlin.lib.names import (
    addressed,
    initials,
    masked,
    people_of,
    pinyin,
    romanised,
    split_name,
)


@pytest.mark.parametrize(
    ("name", "surname", "given"),
    [
        ("周建国", "周", "建国"),
        ("周强", "周", "强"),
        ("欧阳娜娜", "欧阳", "娜娜"),
        ("司马光", "司马", "光"),
        ("上官婉儿", "上官", "婉儿"),
        ("诸葛亮", "诸葛", "亮"),
        ("爱新觉罗启功", "爱新觉罗", "启功"),
        ("张王丽华", "张", "王丽华"),
        ("欧阳", "欧", "阳"),
        (" 王　芳 ", "", "王 芳"),
    ],
)
def test_names_are_taken_apart(name: str, surname: str, given: str) -> None:
    assert split_name(name) == (surname, given)


@pytest.mark.parametrize(
    "name",
    ["John Smith", "小芳", "阿依古丽·买买提", "便民超市", "王记面馆", "周公司", "李", "A座", ""],
)
def test_other_names_stay_whole(name: str) -> None:
    assert split_name(name) == ("", name)


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄信", "shan"),
        ("解晓东", "xie"),
        ("仇英", "qiu"),
        ("曾志伟", "zeng"),
        ("区志强", "ou"),
        ("查良镛", "zha"),
        ("盖叫天", "ge"),
        ("尉迟恭", "yuchi"),
        ("万俟卨", "moqi"),
        ("朴树", "piao"),
        ("翟天", "zhai"),
        ("乐毅", "yue"),
        ("吕布", "lv"),
    ],
)
def test_surnames_sound_as_surnames(name: str, sound: str) -> None:
    assert pinyin(name).startswith(sound)


def test_the_same_characters_sound_as_usual_elsewhere() -> None:
    assert pinyin("王单") == "wangdan"


def test_initials_find_a_person() -> None:
    assert initials("周小山") == "zxs"
    assert initials("欧阳娜娜") == "oynn"
    assert initials("John Smith") == "js"


@pytest.mark.parametrize(
    ("name", "gender", "chinese", "english"),
    [
        ("周建国", "m", "周先生", "Mr Zhou"),
        ("欧阳娜娜", "f", "欧阳女士", "Ms Ouyang"),
        ("尉迟恭", "m", "尉迟先生", "Mr Yuchi"),
        ("周强", "", "周强", "Zhou Qiang"),
        ("便民超市", "m", "便民超市", "便民超市"),
        ("John Smith", "m", "John Smith先生", "Mr John Smith"),
        ("John Smith", "", "John Smith", "John Smith"),
        ("阿依古丽·买买提", "f", "阿依古丽·买买提女士", "Ms 阿依古丽·买买提"),
        ("白玛央金", "f", "白玛央金女士", "Ms 白玛央金"),
        ("山田太郎", "m", "山田太郎先生", "Mr 山田太郎"),
        ("仉某", "m", "仉先生", "Mr Zhang"),
        ("万俟卨", "m", "万俟先生", "Mr Moqi"),
        ("李", "m", "李先生", "Mr Li"),
        ("欧阳", "f", "欧阳女士", "Ms Ouyang"),
        ("周先生", "m", "周先生", "Mr Zhou"),
        ("王阿姨", "f", "王阿姨", "Ms Wang"),
        ("卢刚强药房", "m", "卢刚强药房", "卢刚强药房"),
        ("Sunny Trading Co.", "m", "Sunny Trading Co.", "Sunny Trading Co."),
        ("孔军、刘琳霞", "f", "孔军、刘琳霞", "孔军、刘琳霞"),
        ("3栋门卫室1", "m", "3栋门卫室1", "3栋门卫室1"),
        ("", "m", "", ""),
    ],
)
def test_people_are_addressed_by_surname(name, gender, chinese, english) -> None:
    with translation.override("zh-hans"):
        assert addressed(name, gender) == chinese
    with translation.override("en"):
        assert addressed(name, gender) == english


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("孔军、刘琳霞", ("孔军", "刘琳霞")),
        (" 欧阳华平 、唐杰轩", ("欧阳华平", "唐杰轩")),
        ("张伟和李娜", ("张伟", "李娜")),
        ("张国 孙勇春", ("张国", "孙勇春")),
        ("John / Mary", ("John", "Mary")),
        ("陈和平", ("陈和平",)),
        ("欧阳和平", ("欧阳和平",)),
        ("王　芳", ("王 芳",)),
        ("John Smith", ("John Smith",)),
        ("吴霞便利店", ("吴霞便利店",)),
        ("、", ()),
        ("", ()),
    ],
)
def test_a_name_may_stand_for_several_people(name: str, people: tuple[str, ...]) -> None:
    assert people_of(name) == people


def test_names_are_written_for_english_readers() -> None:
    assert romanised("欧阳娜娜") == "Ouyang Nana"


def test_a_masked_name_keeps_only_the_surname() -> None:
    assert masked("周建国") == "周**"
    assert masked("欧阳娜娜") == "欧阳**"
    assert masked("周强") == "周*"
    assert masked("便民超市") == "便**"
