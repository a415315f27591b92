"""What a workspace sets for itself, who may, and that it stays its own."""

from contextlib import closing

import pytest

from bot.assistant.assistant import Assistant
from storage import settings
from storage.database.engine import open_engine
from storage.workspaces import open_workspace
from tests.fakes.slack_person import Person

SETTINGS = {
    "province=QC": ("129.99 received=2026-12-23", "refund_due", "2026-12-29", "2026-12-28"),
    "stacking=added": ("129.99 late=18d used", "refund_min", "65.00", "39.01"),
    "payer CR-UNWANTED_ITEM=seller": ("129.99 label=12.40 reason=unwanted", "label_deduction", "12.40", "0.00"),
}


@pytest.mark.parametrize(("setting", "changed"), SETTINGS.items())
def test_a_setting_changes_answers_that_name_it_with_its_date(ann, setting, changed):
    line, key, before, after = changed
    name = setting.partition("=")[0]
    assert ann.types(f"/sfp-refund {line}").outcome[key] == before
    assert "23 Nov 2026" in ann.types(f"/seller-settings {setting}").shown
    reply = ann.types(f"/sfp-refund {line}")
    assert reply.outcome[key] == after
    assert f"{setting.replace('=', ' = ')} since 23 Nov 2026" in reply.shown
    assert ann.types(f"/seller-settings {name}=default").told["ok"]
    reply = ann.types(f"/sfp-refund {line}")
    assert reply.outcome[key] == before
    assert "your settings" not in reply.shown


def test_an_answer_that_a_setting_does_not_touch_does_not_name_it(ann):
    ann.types("/seller-settings province=QC stacking=added")
    assert "your settings" not in ann.types("/sfp-refund 129.99 used").shown


def test_a_postal_area_is_read_as_the_workspace_has_set_it(ann):
    ann.types("/seller-settings region X0A=rural")
    reply = ann.types("/sfp-shipping X0A 0H0")
    assert reply.outcome["region"] == "rural"
    assert "region X0A = rural since 23 Nov 2026" in reply.shown
    assert ann.types("/sfp-shipping X1A 0H0").outcome["region"] == "northern"


def test_the_zone_decides_what_day_it_is(ann):
    ann.types("/seller-settings zone=Pacific/Auckland")
    assert ann.types("/sfp-refund 129.99").told["decision"]["as_of"] == "2026-11-24"


def test_all_settings_are_listed_with_what_holds_by_default(ann):
    ann.types("/seller-settings province=québec payer POOR_FIT=buyer")
    shown = ann.types("/seller-settings").shown
    for line in ("province = *QC*, since 23 Nov 2026", "stacking = *single*, the default", "= *buyer*, since"):
        assert line in shown


ESCALATIONS = {
    "escalate=<@U0BOB|bob> after=6h": {"escalate": "U0BOB", "after": "6h"},
    "escalate=<!subteam^S0TEAM|@team> after=48h": {"escalate": "S0TEAM", "after": "2d"},
    "fallback=<#C0WARN|warnings>": {"fallback": "C0WARN"},
}


@pytest.mark.parametrize(("line", "kept"), ESCALATIONS.items())
def test_who_hears_of_what_nobody_takes_on_is_set_and_taken_back(ann, engine, now, line, kept):
    ws = open_workspace(engine, "T0SHOP", now)
    assert ann.types(f"/seller-settings {line}").told["ok"]
    assert kept == {name: held.value for name, held in settings.current(ws).items()}
    assert ann.types("/seller-settings escalate=default after=default fallback=default").told["ok"]
    assert settings.current(ws) == {}


def test_people_groups_and_channels_are_shown_as_slack_calls_them(ann):
    shown = ann.types("/seller-settings escalate=<!subteam^S0TEAM> after=6h fallback=<#C0WARN>").shown
    for line in ("escalate = *<!subteam^S0TEAM>*, since", "after = *6h*, since", "fallback = *<#C0WARN>*, since"):
        assert line in shown
    assert "escalate = *<@U0BOB>*, since" in ann.types("/seller-settings escalate=<@U0BOB>").shown
    shown = ann.types("/seller-settings escalate=default fallback=default").shown
    assert "escalate = *nobody*, the default" in shown


def test_what_is_so_already_is_not_changed(ann):
    assert "Changed:* stacking" in ann.types("/seller-settings stacking=added").shown
    assert "Nothing changed" in ann.types("/seller-settings stacking=added").shown


def test_an_account_is_added_once(ann):
    assert "Changed:* account My shop" in ann.types("/seller-settings account=“My shop”").shown
    assert "Nothing changed" in ann.types("/seller-settings account=“My shop”").shown


REFUSED = [
    "province=QC stacking=double",
    "province=QC payer CR-UNWANTED_ITEM=nobody",
    "province=QC payer NONSENSE=seller",
    "province=QC region Z9Z=urban",
    "province=QC region K1A=international",
    "province=QC role @bob=admin",
    "province=QC role <@U0BOB|bob>=owner",
    "province=QC nonsense",
    "province=QC escalate=<!channel>",
    "province=QC escalate=@bob",
    "province=QC after=4",
    "province=QC after=8d",
    "province=QC fallback=#general",
    "province=QC province=ON",
]


@pytest.mark.parametrize("line", REFUSED)
def test_a_bad_value_is_refused_and_nothing_of_the_line_is_kept(ann, line):
    assert not ann.types(f"/seller-settings {line}").told["ok"]
    assert "province = *ON*, the default" in ann.types("/seller-settings").shown


def test_a_value_that_does_not_fit_is_asked_back_with_those_that_do(ann):
    asked = ann.types("/seller-settings payer CR-UNWANTED_ITEM=nobody")
    seller = asked.buttons["CR-UNWANTED_ITEM=seller"]
    assert ann.presses(seller).told["ok"]
    assert ann.types("/sfp-label unwanted").outcome["payer"] == "seller"


def test_anyone_may_change_settings_until_an_admin_is_named(ann, arrives):
    bob, eve = arrives(user="U0BOB"), arrives(user="U0EVE")
    assert "No admin is named yet" in bob.types("/seller-settings stacking=added").shown
    assert ann.types("/seller-settings role <@U0ANN|ann>=admin").told["ok"]
    assert "the role of admin" in bob.types("/seller-settings stacking=single").shown
    assert "the role of admin" in bob.types("/seller-settings account=Other").shown
    assert bob.types("/seller-settings").told["ok"]
    assert ann.types("/seller-settings role <@U0BOB|bob>=admin role <@U0EVE|eve>=recorder").told["ok"]
    assert bob.types("/seller-settings stacking=single").told["ok"]
    assert not eve.types("/seller-settings stacking=added").told["ok"]
    assert ann.types("/seller-settings role <@U0BOB|bob>=default").told["ok"]
    assert not bob.types("/seller-settings stacking=added").told["ok"]


def test_a_reader_asks_and_a_recorder_also_records(ann, arrives):
    reader, recorder, unnamed = (arrives(user=user) for user in ("U0RED", "U0REC", "U0NEW"))
    ann.types("/seller-settings role <@U0ANN>=admin role <@U0RED>=reader role <@U0REC>=recorder")
    assert "yours is reader" in reader.types("/renewed-status set odr=0.9%").shown
    assert reader.types("/renewed-status").outcome["metrics"] == []
    for person in (recorder, unnamed):
        assert person.types("/renewed-status set odr=0.9%").told["ok"]
        assert not person.types("/seller-settings province=QC").told["ok"]


def test_workspaces_share_nothing(ann, arrives):
    ann.types("/seller-settings stacking=added province=QC role <@U0ANN|ann>=admin account=Secret")
    ann.types("/renewed-status set odr=0.74% account=Secret")
    other = arrives(team="T0OTHER")
    shown = other.types("/seller-settings").shown
    assert "stacking = *single*, the default" in shown
    assert "Secret" not in shown
    assert other.types("/renewed-status").outcome["metrics"] == []
    assert other.types("/sfp-refund 129.99 late=18d used").outcome["refund_min"] == "65.00"
    assert not other.types("/renewed-status account=Secret").told["ok"]
    assert other.types("/seller-settings stacking=single").told["ok"]


def test_what_was_set_and_recorded_is_there_after_a_restart(ann, assistant, engine, url, now, heard, response_url):
    ann.types("/seller-settings stacking=added")
    ann.types("/renewed-status set odr=0.74% orders=4210 defects=31")
    assistant.close()
    engine.dispose()
    again = open_engine(url)
    with closing(Assistant(again, lambda: now, on_answer=heard.append)) as reopened:
        later = Person(reopened, heard, response_url, "T0SHOP", "U0ANN")
        assert later.types("/renewed-status").outcome["metrics"][0]["headroom"]["count"] == 2
        assert later.types("/sfp-refund 129.99 late=18d used").outcome["refund_min"] == "39.01"
    again.dispose()
