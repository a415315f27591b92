from tests.builders.report_files import RETURN, refused, returned, table, taken, wrong

HYPHENED = {name.replace(" ", "-"): value for name, value in RETURN.items()}


def test_the_hyphenated_titles_are_those_of_prime():
    feed = taken(table(HYPHENED, delimiter=","))
    assert (feed.kind, feed.rows[0].label_cost, feed.rows[0].paid_by) == ("prime-returns", 1240, "seller")


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends():
    feed = taken(table({**HYPHENED, "Item-Name": 'Tablet 10.2", 64 GB,\nwith "pen"'}, HYPHENED, delimiter=","))
    assert [(row.line, row.item) for row in feed.rows] == [
        (2, 'Tablet 10.2", 64 GB, with "pen"'),
        (4, RETURN["Item Name"]),
    ]


def test_a_quote_mark_without_a_partner_spoils_its_own_line_alone():
    lines = table(*[{**HYPHENED, "Merchant-SKU": f"SKU-{n}", "Item-Name": "Phone"} for n in range(5)], delimiter=",")
    feed = taken(lines.replace("SKU-1,Phone", 'SKU-1,"Phone'))
    assert ([row.sku for row in feed.rows], wrong(feed)) == (["SKU-0", "SKU-2", "SKU-3", "SKU-4"], [(3, "quotes")])


def test_an_inch_mark_inside_a_cell_is_no_quote():
    text = table({**HYPHENED, "Item-Name": "Monitor 24in, black"}, HYPHENED, delimiter=",")
    feed = taken(text.replace('"Monitor 24in, black"', '24" Monitor'))
    assert feed.rows[0].item == '24" Monitor'


def test_a_comma_without_quotes_is_not_guessed_at():
    text = table({**HYPHENED, "Order-Amount": "129.99"}, delimiter=",").replace("129.99", "129,99")
    assert wrong(taken(text)) == [(2, "surplus")]


def test_lines_of_commas_alone_are_blank():
    feed = taken(table(HYPHENED, delimiter=",") + "," * 16 + "\n")
    assert (len(feed.rows), feed.lines) == (1, 1)


def test_a_title_that_is_missing_is_named():
    kept = {name: value for name, value in returned().items() if name != "Order ID"}
    assert refused(table(kept)) == "column"
