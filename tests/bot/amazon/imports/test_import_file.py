"""What comes of a file: what is kept, what is left out and said, and what it may not undo."""

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.amazon.imports.import_file import Giving, account_for, import_file
from bot.amazon.imports.spool import BATCH, Spool
from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.reports.parsing.report import Unreadable
from storage import accounts
from storage.metrics import daily_counts, readings
from storage.metrics.daily_counts import DailyOrders
from storage.reports import imports, invoices, offers, returns
from storage.reports.offers import Offer
from storage.workspaces import open_workspace

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DAY = date(2026, 11, 2)
TORONTO = ZoneInfo("America/Toronto")
ORDERS = [f"701-1234567-{number:07}" for number in range(9)]


@pytest.fixture
def ws(engine):
    ws = open_workspace(engine, "T1", NOW)
    accounts.add(ws, "main", "U1", NOW)
    return ws


def bring(ws, text, *, account="main", days=0, day_first=None):
    """Import a file made of text, so many days from now."""
    giving = Giving(account, "U1", NOW + timedelta(days=days), TORONTO, day_first)
    return import_file(ws, io.BytesIO(text.encode()), "file.csv", giving)


def told(found):
    """What was said of a file, by the kind of the sentence."""
    return {note.key.partition(".")[2]: note.values.get("n") for note in found.told}


def held(ws, read, *about):
    with ws.read() as snapshot:
        return read(snapshot, *about)


def lines(*rows):
    return "".join(f"{row}\n" for row in rows)


METRICS = "metric,as-of,value,orders,defects,asin,reviews,window,account,marketplace"


def test_a_metric_in_our_own_csv_is_a_reading(ws):
    found = bring(
        ws, lines(METRICS, "odr,2026-11-02,0.59%,4100,24,,,90d,,", "rating,2026-11-02,4.31,,,B0ABCD1234,9,,,")
    )
    assert told(found) == {"kept.readings": 2}
    odr, rating = readings.list_latest(ws, "main")
    assert (odr.value, odr.orders, odr.defects, odr.window_days, odr.source) == (5_900, 4_100, 24, 90, "metrics")
    assert (rating.subject, rating.value, rating.reviews, rating.who) == ("B0ABCD1234", 4_310_000, 9, "U1")


def test_the_same_file_again_changes_nothing_and_says_since_when(ws):
    text = lines(METRICS, "odr,2026-11-02,0.59%,,,,,,,")
    bring(ws, text)
    assert bring(ws, text, days=3).before == TODAY
    assert len(readings.list_history(ws, "main", "odr", "", DAY)) == 1
    assert len(imports.list_recent(ws, 9)) == 1


def test_the_same_file_for_another_account_is_taken(ws):
    accounts.add(ws, "second", "U1", NOW)
    text = lines(METRICS, "odr,2026-11-02,0.59%,,,,,,,")
    assert [bring(ws, text, account=name).before for name in ("main", "second")] == [None, None]
    assert len(readings.list_latest(ws, "second")) == 1


def test_a_figure_goes_to_the_account_that_it_names_where_that_is_held(ws):
    accounts.add(ws, "second", "U1", NOW)
    found = bring(
        ws, lines(METRICS, *(f"odr,2026-11-02,0.5{n}%,,,,,,{name}," for n, name in enumerate(["second", "", "third"])))
    )
    assert told(found) == {"kept.readings": 2, "left.account": 1}
    assert [readings.list_latest(ws, name)[0].value for name in ("main", "second")] == [5_100, 5_000]


def test_no_canadian_rule_is_applied_to_figures_of_another_marketplace(ws):
    found = bring(ws, lines(METRICS, "odr,2026-11-02,0.9%,,,,,,,us", "odr,2026-11-02,0.5%,,,,,,,ca"))
    assert told(found) == {"kept.readings": 1, "left.marketplace": 1, "note.marketplace": None}
    assert [each.value for each in readings.list_latest(ws, "main")] == [5_000]


RETURNS = (
    "Order ID\tOrder date\tReturn request date\tAmazon RMA ID\tMerchant SKU\tOrder Item ID\tLabel cost\tCurrency code"
)


def returned(order, rma="D1", sku="SKU-1", item="1", cost="12.40", currency="CAD"):
    return "\t".join([order, "2026-11-02", "2026-11-09", rma, sku, item, cost, currency])


def test_returns_of_another_marketplace_are_kept_under_it(ws):
    bring(ws, lines(RETURNS, returned(ORDERS[0]), returned(ORDERS[1], currency="USD")))
    assert [each.marketplace for each in held(ws, returns.select_all, "main")] == ["ca", "us"]


def test_every_item_of_a_return_is_kept_though_two_are_alike(ws):
    text = lines(RETURNS, returned(ORDERS[0], item="1"), returned(ORDERS[0], item="2", cost="3.00"))
    assert told(bring(ws, text)) == {"kept.returns": 2}
    again = bring(ws, text + returned(ORDERS[1]) + "\n")
    assert [note.values for note in again.told] == [{"n": 3, "new": 1}]
    assert [(each.item, each.label_cost) for each in held(ws, returns.select_all, "main")] == [
        ("SKU-1", 1_240),
        ("SKU-1 #2", 300),
        ("SKU-1", 1_240),
    ]


def test_a_line_that_cannot_be_read_is_told_and_the_rest_is_kept(ws):
    found = bring(ws, lines(RETURNS, returned("nonsense"), returned(ORDERS[0])))
    assert [(each.line, each.what) for each in found.problems] == [(2, "feeds.problem.not_an_order")]
    assert (found.rows, found.problem_count) == (1, 1)
    assert [each.problems for each in imports.list_recent(ws, 1)] == [1]


def test_a_file_of_which_no_line_can_be_read_is_refused(ws):
    with pytest.raises(Unreadable, match=r"import\.refuse\.no_row"):
        bring(ws, lines(RETURNS, returned("nonsense")))
    assert imports.list_recent(ws, 1) == []


DEFECTS = "Order ID,Order date,Defect type,Reported date"


def defects(ws):
    return [tuple(row[2:]) for row in held(ws, daily_counts.select_defects, "odr", DAY, date.max)]


def test_a_defect_that_stands_in_the_next_download_too_is_counted_on_the_day_it_was_first_seen(ws):
    bring(ws, lines(DEFECTS, f"{ORDERS[0]},2026-11-02,Chargeback,"))
    bring(ws, lines(DEFECTS, f"{ORDERS[0]},2026-11-02,Chargeback,", f"{ORDERS[1]},2026-11-02,A-to-z claim,"), days=5)
    assert [(DAY, TODAY, 1), (DAY, TODAY + timedelta(days=5), 1)] == defects(ws)


def test_defects_of_one_day_from_two_files_add_up(ws):
    bring(ws, lines(DEFECTS, f"{ORDERS[0]},2026-11-02,Chargeback,2026-11-20"))
    found = bring(ws, lines(DEFECTS, *(f"{each},2026-11-02,A-to-z claim,2026-11-20" for each in ORDERS[:3])))
    assert defects(ws) == [(DAY, date(2026, 11, 20), 3)]
    assert [note.values for note in found.told] == [{"n": 2, "known": 1}]


def test_several_defects_of_an_order_count_once_on_the_first_day(ws):
    bring(
        ws,
        lines(
            DEFECTS,
            *(f"{ORDERS[0]},2026-11-02,{kind}" for kind in ("Chargeback,2026-11-20", "A-to-z claim,2026-11-11")),
        ),
    )
    assert defects(ws) == [(DAY, date(2026, 11, 11), 1)]


FEEDBACK = "Date\tRating\tComments\tOrder ID"


def test_bad_feedback_is_a_defect_where_the_day_of_its_order_is_known(ws):
    bring(ws, lines(RETURNS, returned(ORDERS[0])))
    text = lines(
        FEEDBACK,
        f"2026-11-12\t1\tBad\t{ORDERS[0]}",
        f"2026-11-12\t2\tBad\t{ORDERS[1]}",
        f"2026-11-12\t5\tFine\t{ORDERS[2]}",
    )
    assert told(bring(ws, text)) == {"kept.defects": 1, "left.good": 1, "left.unplaced": 1}
    assert defects(ws) == [(DAY, date(2026, 11, 12), 1)]


SOLD = "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\tsales-channel\tasin"


def sold(order, day, status="Shipped", by="Merchant", place="Amazon.ca"):
    return "\t".join([order, f"2026-11-{day:02}", status, by, place, "B0ABCD1234"])


def orders(ws):
    rows = held(ws, daily_counts.select_orders, DAY, date.max)
    return {day.day: count for _, subject, day, count in rows if not subject}


def test_orders_are_counted_by_day_and_those_that_do_not_count_are_told(ws):
    found = bring(
        ws,
        lines(
            SOLD,
            sold(ORDERS[0], 3),
            sold(ORDERS[1], 3, status="Cancelled"),
            sold(ORDERS[2], 3, by="Amazon"),
            sold(ORDERS[3], 4, place="Amazon.com"),
            sold(ORDERS[4], 4),
        ),
    )
    assert told(found) == {"kept.orders": 2, "left.orders": 3, "note.marketplace": None}
    assert orders(ws) == {3: 1, 4: 1}


def test_a_report_that_begins_and_ends_within_a_day_makes_that_day_no_smaller(ws):
    daily_counts.record(ws, "main", [DailyOrders("", date(2026, 11, day), 5) for day in (3, 4, 5)], [])
    bring(ws, lines(SOLD, *(sold(order, day) for order, day in zip(ORDERS, (3, 4, 4, 5), strict=False))))
    assert orders(ws) == {3: 5, 4: 2, 5: 5}


def test_the_newest_listing_of_an_offer_counts(ws):
    titles = "seller-sku,asin1,price,quantity,merchant-shipping-group,restock-date"
    bring(ws, lines(titles, "SKU-1,B0ABCD1234,129.99,0,Prime Template,2026-12-24"))
    bring(ws, lines(titles, "SKU-1,B0ABCD1234,119.99,4,Prime Template,"))
    [offer] = held(ws, offers.select_all, "main")
    assert (offer.price, offer.quantity, offer.template, offer.restock) == (11_999, 4, "Prime Template", None)


def test_a_line_of_an_invoice_counts_as_often_as_one_file_has_it(ws):
    titles, line = "date,supplier,brand,units,unit price,currency", "2026-11-02,A supplier,A brand,2,10.00,CAD"
    bring(ws, lines(titles, line, line))
    bring(ws, lines(titles, line, line, "2026-11-03,A supplier,A brand,hidden,,USD"))
    kept = held(ws, invoices.select_all, "main")
    assert [(each.units, each.unit_price, each.currency) for each in kept] == [(2, 1_000, "CAD")] * 2 + [
        (None, None, "USD")
    ]


def test_days_that_read_two_ways_are_asked_back_and_nothing_is_taken(ws):
    text = lines(DEFECTS, f"{ORDERS[0]},03/04/2026,Chargeback,", f"{ORDERS[1]},2026-05-01,Chargeback,")
    with pytest.raises(Unreadable) as refused:
        bring(ws, text)
    assert "--day-first or --month-first" in say(ENGLISH, refused.value.key, **refused.value.values)
    assert held(ws, daily_counts.select_defects, "odr", date.min, date.max) == []
    bring(ws, text, day_first=True)
    assert [row[2] for row in held(ws, daily_counts.select_defects, "odr", date.min, date.max)] == [
        date(2026, 4, 3),
        date(2026, 5, 1),
    ]


def test_a_file_that_breaks_in_its_middle_leaves_nothing(ws):
    item = "<return_details><item_details><asin>B0ABCD1234</asin><return_quantity>1</return_quantity></item_details>"
    ends = "<return_request_date>2026-11-02</return_request_date></return_details>"
    whole = "".join(f"{item}<order_id>{order}</order_id>{ends}" for order in ORDERS[:3])
    envelope = f"<AmazonEnvelope><MessageType>Returns-Report</MessageType><Message>{whole}"
    with pytest.raises(Unreadable):
        bring(ws, envelope)
    assert held(ws, returns.count, "main") == 0
    bring(ws, envelope + "</Message></AmazonEnvelope>")
    assert held(ws, returns.count, "main") == 3


def test_what_brings_nothing_to_judge_is_no_arrival(ws):
    from storage.metrics.data_versions import select_versions

    bring(ws, lines(RETURNS, returned(ORDERS[0])))
    assert held(ws, select_versions) == {}
    bring(ws, lines(METRICS, "odr,2026-11-02,0.59%,,,,,,,"))
    assert held(ws, select_versions) == {"main": 1}


def test_files_are_for_the_only_account_and_of_several_one_is_to_be_named(ws, engine):
    assert account_for(open_workspace(engine, "T2", NOW), None) == "main"
    assert account_for(ws, None) == "main"
    accounts.add(ws, "second", "U1", NOW)
    assert account_for(ws, "second") == "second"
    for name in (None, "third"):
        with pytest.raises(Unreadable):
            account_for(ws, name)


def test_what_is_put_aside_comes_back_in_order_a_batch_at_a_time():
    offers = [Offer(sku=f"SKU-{number}", asin="B0ABCD1234", price=number) for number in range(2 * BATCH + 5)]
    spool = Spool(Offer)
    spool.fill(iter(offers))
    assert [len(batch) for batch in spool.batches()] == [BATCH, BATCH, 5]
    assert [each for batch in spool.batches() for each in batch] == offers
    spool.close()


def test_what_came_near_its_limit_is_told_once(ws):
    def read(day, *shares):
        rows = (f"offer-rqs,2026-11-{day:02},{share}%,,,B0ABCD000{number},,,," for number, share in enumerate(shares))
        return [note.values for note in bring(ws, lines(METRICS, *rows)).told if note.key == "import.near"]

    assert read(2, 95.2, 99) == []
    assert read(3, 95.2, 95.1) == [{"n": 1, "metric": "offer-rqs", "subject": "B0ABCD0001"}]
    assert read(4, 99, 95.2) == []
    assert read(5, 95.2, 95.2) == [{"n": 1, "metric": "offer-rqs", "subject": "B0ABCD0000"}]
