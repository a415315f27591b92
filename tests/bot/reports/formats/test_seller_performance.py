import json
from copy import deepcopy
from datetime import date

import pytest

from bot.language.locale import ENGLISH
from bot.language.phrase import phrase_text
from tests.builders.report_files import noted, refused, taken, wrong

WINDOW = {"reportingDateFrom": "2026-09-08T00:00Z", "reportingDateTo": "2026-11-06T23:59Z"}
TARGET = {"targetValue": 0.01, "targetCondition": "LESS_THAN"}


def odr(orders=4210, defects=31, rate=0.007363, status="GOOD", channel="mfn"):
    return {
        "reportingDateRange": WINDOW,
        "orderCount": orders,
        "orderWithDefects": {"count": defects, "status": status},
        "claims": {"count": 9, "status": "NONE"},
        "fulfillmentType": channel,
        "status": status,
        "rate": rate,
        **TARGET,
    }


def late(orders=2113, count=41, rate=0.0194, status="GOOD", target=0.04):
    block = {"reportingDateRange": WINDOW, "orderCount": orders, "lateShipmentCount": count, "status": status}
    return {**block, "rate": rate, "targetValue": target, "targetCondition": "LESS_THAN"}


def report(marketplace="A2EUQ1WTGCTBG2", **metrics):
    return {
        "accountStatuses": [{"marketplaceId": "A2EUQ1WTGCTBG2", "status": "NORMAL"}],
        "performanceMetrics": [{"marketplaceId": marketplace, **metrics}],
    }


def document(**metrics):
    return json.dumps(report(**metrics))


def test_the_defect_rate_is_counted_again_and_its_window_is_what_it_is():
    feed = taken(document(orderDefectRate={"mfn": odr()}))
    row = feed.rows[0]
    assert (feed.kind, feed.marketplace, feed.problems, noted(feed)) == ("performance", "ca", [], ["window"])
    assert (row.metric, row.value, row.total, row.defects, row.as_of) == ("odr", 7_363, 4210, 31, date(2026, 11, 6))
    reading = row.reading("performance report")
    assert (reading.window_days, reading.value, reading.subject) == (60, 7_363, "")


def test_a_rate_that_its_counts_do_not_make_is_said():
    feed = taken(document(orderDefectRate={"mfn": odr(rate=0.009)}))
    assert (feed.rows[0].value, noted(feed)) == (7_363, ["rate", "window"])
    assert (
        phrase_text(ENGLISH, feed.notes[0])
        == "odr: the report says 0.009, but its counts make 0.7363 %. I took the counts."
    )


@pytest.mark.parametrize("rate", [0.0074, 0.0073, 0.007, 0.007363, 0.00736])
def test_a_rate_that_is_rounded_or_cut_is_no_contradiction(rate):
    assert noted(taken(document(orderDefectRate={"mfn": odr(rate=rate)}))) == ["window"]


def test_the_status_none_is_no_data():
    feed = taken(document(orderDefectRate={"mfn": odr(0, 0, 0, "NONE")}))
    assert (feed.rows[0].value, feed.rows[0].reading("x"), feed.notes, feed.problems) == (None, None, [], [])


def test_none_of_no_orders_is_no_figure():
    assert taken(document(orderDefectRate={"mfn": odr(0, 0, 0)})).rows[0].value is None


def test_no_data_with_counts_is_said():
    feed = taken(document(orderDefectRate={"mfn": odr(status="NONE")}))
    assert (feed.rows[0].value, noted(feed)) == (None, ["none_with_counts"])


def test_the_orders_that_amazon_fulfils_are_kept_apart():
    feed = taken(document(orderDefectRate={"mfn": odr(), "afn": odr(100, 3, 0.03, "BAD", "afn")}))
    assert [row.reading("x") is None for row in feed.rows] == [False, True]
    assert noted(feed) == ["window", "afn"]


def test_a_verdict_that_its_target_does_not_make_is_said():
    assert noted(taken(document(lateShipmentRate=late(status="BAD")))) == ["status"]


@pytest.mark.parametrize("name", ["prefulfillmentCancelRate", "preFulfillmentCancellationRate"])
def test_both_spellings_of_the_cancellation_rate_are_one(name):
    block = {"reportingDateRange": WINDOW, "orderCount": 500, "cancellationCount": 4, "rate": 0.008, "status": "GOOD"}
    assert [(row.metric, row.value) for row in taken(document(**{name: block})).rows] == [("cancellation-rate", 8_000)]


@pytest.mark.parametrize("name", ["warningState", "warningStates"])
def test_both_spellings_of_the_warnings_are_one(name):
    feed = taken(document(**{name: [{"warningType": "spammingSellerMessaging", "status": "BAD"}]}))
    assert [(row.metric, row.subject, row.status) for row in feed.rows] == [
        ("warning", "spammingSellerMessaging", "BAD")
    ]


@pytest.mark.parametrize("name", ["documentRequest", "documentRequests"])
def test_both_spellings_of_the_requests_are_one(name):
    block = {
        "reportingDateRange": WINDOW,
        "defectsCount": 8,
        "status": "BAD",
        "targetValue": 0,
        "targetCondition": "EQUALS",
    }
    assert [(row.metric, row.defects) for row in taken(document(**{name: block})).rows] == [("document-requests", 8)]


@pytest.mark.parametrize("name", ["ahrStatus", "accountHealthRatingStatus"])
def test_both_spellings_of_the_account_health_are_one(name):
    feed = taken(document(accountHealthRating={name: "WARNED", "reportingDateRange": WINDOW}))
    assert [(row.metric, row.status, row.value) for row in feed.rows] == [("account-health-rating", "WARNED", None)]


def test_an_account_that_is_not_in_order_is_said():
    told = report(orderDefectRate={"mfn": odr()})
    told["accountStatuses"].append({"marketplaceId": "A1AM78C64UM0Y8", "status": "SUSPENDED"})
    assert phrase_text(ENGLISH, taken(json.dumps(told)).notes[0]) == "Amazon says that the account in MX is SUSPENDED."


def test_a_report_of_another_marketplace_is_kept_there():
    feed = taken(document(marketplace="ATVPDKIKX0DER", lateShipmentRate=late()))
    assert (feed.marketplace, feed.rows[0].marketplace, noted(feed)) == ("us", "us", ["marketplace"])


def test_a_document_with_every_inconsistency_of_amazons_own_example_hides_none():
    feed = taken(
        document(
            marketplace="ATVPDKIKX0DER",
            orderDefectRate={"mfn": odr(500_000, 1_000, 0.009), "afn": odr(500_000, 1_000, 0.009)},
            onTimeDeliveryRate={
                "reportingDateRange": WINDOW,
                "shipmentCountWithValidTracking": 800,
                "onTimeDeliveryCount": 840,
                "status": "GOOD",
                "rate": 0.95,
            },
            prefulfillmentCancelRate={**late(1_000, 32, 0.005, target=0.01), "cancellationCount": 32},
            documentRequest={
                "reportingDateRange": {
                    "reportingDateFrom": "2026-11-21T00:00Z",
                    "reportingDateTo": "2026-11-19T23:59Z",
                },
                "defectsCount": 8,
                "status": "GOOD",
                "targetValue": 0,
                "targetCondition": "EQUALS",
            },
        )
    )
    assert sorted(noted(feed)) == sorted(
        ["marketplace", "rate", "window", "rate", "fulfilment", "afn", "rate", "status"],
    )
    assert wrong(feed) == [(0, "more_than_all"), (0, "backwards")]
    assert len(feed.rows) + len(feed.problems) == feed.lines == 5


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("orderCount",), "many", "not_whole"),
        (("orderCount",), True, "not_whole"),
        (("orderCount",), -1, "negative"),
        (("orderCount",), 10**30, "too_much"),
        (("orderWithDefects", "count"), 5_000, "more_than_all"),
        (("reportingDateRange", "reportingDateTo"), "soon", "not_a_day"),
        (("reportingDateRange", "reportingDateTo"), None, "not_a_day"),
        (("reportingDateRange", "reportingDateTo"), "2027-11-06T23:59Z", "future"),
        (("reportingDateRange",), None, "blank"),
        (("status",), ["GOOD"], "not_a_word"),
        (("status",), "\ud800", "not_a_word"),
        ((), [], None),
        ((), "a figure", "not_an_object"),
    ],
)
def test_a_figure_whose_parts_are_wrong_is_reported_alone(path, value, why):
    changed = place = {"block": deepcopy(odr())}
    for name in ("block", *path)[:-1]:
        place = place[name]
    place[("block", *path)[-1]] = value
    feed = taken(document(orderDefectRate=changed["block"], lateShipmentRate=late()))
    assert [row.metric for row in feed.rows][-1] == "late-shipment-rate"
    assert wrong(feed) == ([(0, why)] if why else [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", "other_json"),
        ("[1, 2]", "other_json"),
        ('{"performanceMetrics": {}}', "other_json"),
        (document(orderDefectRate={"mfn": odr()})[:-3], "cut_json"),
        (document(orderDefectRate={"mfn": odr()})[:300], "cut_json"),
        ('{"performanceMetrics" []}', "bad_json"),
        ('{"performanceMetrics": [NaN]}', "bad_numbers"),
        ('{"performanceMetrics": [], "performanceMetrics": []}', "bad_numbers"),
        ('{"performanceMetrics": [' + "9" * 5_000 + "]}", "bad_numbers"),
        ("[" * 200_000, "deep"),
        ('{"a":' * 200_000, "deep"),
        ('{"performanceMetrics": ["' + "x" * 4_000_001 + '"]}', "document"),
    ],
)
def test_what_is_no_performance_report_is_refused(text, why):
    assert refused(text) == why


def test_a_number_of_any_size_is_read_in_no_time():
    tiny = document(orderDefectRate={"mfn": odr(rate=0.009)}).replace("0.009", "1e-999999999")
    assert noted(taken(tiny)) == ["rate", "window"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_every_encoding_reads_alike(encoding):
    assert len(taken(document(orderDefectRate={"mfn": odr()}).encode(encoding)).rows) == 1
