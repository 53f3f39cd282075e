"""Programs write, send, correct and end notices as the desk does (F1-F3)."""

from nuanlin.domains.notices.models import NoticeFile, Reach, Series
from tests.samples.pictures import photo

FACTS = {"kind": "sudden_outage", "affair": "water", "reason": "水泵抢修"}


def test_a_program_does_all_that_the_desk_does(cast, call):
    chen, gu = call("chen"), call("gu")
    here = f"communities/{cast.community.pk}"
    assert chen.post(f"{here}/notice-audience", plates=["3-2-501"]).json() == {
        "homes": 1, "people": 2,
    }  # fmt: skip
    made = chen.post(f"{here}/notices", **FACTS, audience={"whole": True})
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert "不便之处请您见谅" in made.json()["text"]
    again = {**FACTS, "reason": "阀门抢修", "audience": {"plates": ["3-2-501"]}}
    assert "阀门抢修" in chen.put(f"notices/{number}", **again).json()["text"]
    assert chen.post(f"notices/{number}/look").json()["state"] == "in_review"
    assert chen.post(f"notices/{number}/approval").status_code == 409
    assert gu.post(f"notices/{number}/return").json()["state"] == "draft"
    assert chen.post(f"notices/{number}/sending").json()["homes"] == 1
    corrected = chen.post(f"notices/{number}/correction", affair="water", reason="换泵")
    assert corrected.status_code == 201, corrected.content
    assert corrected.json()["follows_id"] == number
    over = chen.post(f"notices/{corrected.json()['id']}/end")
    assert (over.status_code, over.json()["relation"]) == (201, "end")
    assert chen.post(f"notices/{over.json()['id']}/withdrawal").json()["state"] == "withdrawn"
    assert chen.get(f"{here}/notices").json()["items"][0]["id"] == number
    assert call("ma").get(f"notices/{number}").status_code == 404
    assert call("zhou").post(f"{here}/notices", **FACTS, audience={}).status_code == 404


def test_a_program_takes_a_file_off_a_draft(cast, call):
    chen, here = call("chen"), f"communities/{cast.community.pk}"
    picture = str(photo(cast, "chen").pk)
    facts = {**FACTS, "audience": {"whole": True}, "file_ids": [picture]}
    number = chen.post(f"{here}/notices", **facts).json()["id"]
    assert call("ma").delete(f"notices/{number}/files/{picture}").status_code == 404
    assert NoticeFile.objects.exists()
    assert chen.delete(f"notices/{number}/files/{picture}").json()["state"] == "draft"
    assert not NoticeFile.objects.exists()
    assert chen.delete(f"notices/{number}/files/{picture}").status_code == 404


def test_a_manager_sets_rules_and_a_series_by_program(cast, call):
    here = f"communities/{cast.community.pk}"
    rule = {"ladder": [{"ways": ["app"]}], "counts": ["seen"], "roles": ["owner"]}
    path = f"{here}/notice-rules/general"
    assert call("chen").put(path, **rule).status_code == 404
    assert call("gu").put(path, **rule).json()["roles"] == ["owner"]
    assert call("chen").get(f"{here}/notice-rules").json()["general"]["counts"] == ["seen"]
    chen = call("chen")
    facts = {"kind": "general", "reason": "水箱清洗", "starts_at": "2030-01-15T01:00:00Z"}
    number = chen.post(f"{here}/notices", **facts, audience={"whole": True}).json()["id"]
    assert chen.post(f"notices/{number}/repeating", rule="nonsense").status_code == 422
    assert chen.post(f"notices/{number}/repeating", rule="FREQ=MONTHLY").status_code == 200
    [series] = Series.objects.all()
    assert series.next_on.isoformat() == "2030-02-15"
    assert chen.post(f"notices/{number}/repeating/end").status_code == 200
    assert not Reach.objects.exists()
