"""A page with every component in its states: to look at, and for the accessibility tests."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import staff_page

BASES = {
    "staff": "staff/base.html",
    "resident": "resident/base.html",
    "site": "staff/phone_base.html",
}


class SampleForm(forms.Form):
    """One field of each kind that pages use."""

    outcome = forms.ChoiceField(
        label="现在水管还漏吗？",
        choices=[
            ("yes", "满意，不漏了"),
            ("half", "好了一半"),
            ("no", "还是漏"),
            ("unsure", "还看不出"),
        ],
        widget=forms.RadioSelect,
    )
    service = forms.ChoiceField(
        label="哪一方面",
        choices=[("water", "水"), ("power", "电"), ("door", "门窗"), ("other", "其他")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="哪里不对", help_text="几个字就行。", widget=forms.Textarea)
    day = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(
        label="时间", required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    phone = forms.CharField(label="电话", widget=forms.TextInput(attrs={"type": "tel"}))
    amount = forms.DecimalField(label="价钱", required=False)
    department = forms.ChoiceField(label="部门", choices=[("e", "工程部"), ("c", "清洁部")])
    password = forms.CharField(
        label="密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
    )
    enter = forms.BooleanField(label="家里没人时可以进门")
    days = forms.MultipleChoiceField(
        label="周几方便",
        choices=[("1", "周一"), ("2", "周二")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def sample() -> dict[str, Any]:
    """Return what the gallery's template draws."""
    line = {"place": "3-2-501", "matter": "厨房水管漏水", "tag": "第 2 轮", "who": "李师傅"}
    states = [
        {"state": "在路上", "tone": "persimmon", "left": "18 分", "due": "late"},
        {"state": "等配件", "tone": "amber", "left": "1 小时", "due": "soon"},
        {"state": "已约 14:00", "tone": "blue", "left": "3 小时", "due": "ok"},
        {"state": "等业主确认", "tone": "jade", "left": "今天", "due": "done"},
    ]
    return {
        "form": SampleForm(initial={"outcome": "yes", "service": "water"}, auto_id="id_%s"),
        "wrong_form": SampleForm({"phone": ""}, prefix="wrong"),
        "photos": [],
        "lines": [{**line, **state} for state in states],
    }


@staff_page(Role.ADMINISTRATOR)
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component inside the shell named by ``?base=`` (staff, resident or site)."""
    base = BASES.get(request.GET.get("base", ""), BASES["staff"])
    return render(request, "components/gallery.html", {"base": base, **sample()})
