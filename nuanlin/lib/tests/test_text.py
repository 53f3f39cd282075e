import pytest

from nuanlin.lib.text import compact, plain


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  石燕 ", "石燕"),
        ("１３９　１２３４", "139 1234"),
        (19990630713.0, "19990630713"),
        (72.57, "72.57"),
        ("张三\u200b", "张三"),
        ("一\n二", "一 二"),
    ],
)
def test_cells_become_plain_text(cell: object, text: str) -> None:
    assert plain(cell) == text


def test_compact_text_has_no_spaces() -> None:
    assert compact(" 1 3　9 ") == "139"
