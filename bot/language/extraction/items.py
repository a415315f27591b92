"""The words and the shapes of a text, each with its place and the clause that it stands in.

A clause ends at a comma, a full stop and their like, at a bracket, before `but`, and at the end of a line, unless the
line ends in a colon: apps write `*Price:*` above the amount.
"""

import re
from collections.abc import Iterator

from bot.language.extraction.text import plain
from rules.core.value import value

MONTHS = (
    "jan(?:uary|vier|v)?|feb(?:ruary)?|fev(?:rier|r)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|may|mai|"
    "june?|juin|july?|juil(?:let)?|aug(?:ust)?|aout|sept?(?:ember|embre)?|oct(?:ober|obre)?|"
    "nov(?:ember|embre)?|dec(?:ember|embre)?"
)
WEEKDAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|"
    "sun(?:day)?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
_FULL_DAYS = (
    "monday|tues(?:day)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|saturday|sunday|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
_COUNTS = (
    "a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix"
    "|onze|douze|treize|quatorze|quinze|seize|dix[- ]sept|dix[- ]huit|dix[- ]neuf|vingt|trente|"
    "couple of|a couple of|quelques|few|a few"
)
_LONG_UNITS = "days?|weeks?|wks?|months?|mths?|jours?|semaines?|mois|fortnights?"
_UNITS = rf"{_LONG_UNITS}|d|dys?|w|mos?|jrs?|j|sem\.?"
_ADJECTIVE = "(?:(?:business|working|bus|calendar|full|whole|more|extra) )?"
_FIGURE = (
    r"(?:[0-9]{1,3}(?:[ ,.'][0-9]{3})+(?:[.,][0-9]{1,2})?(?![0-9])|"
    r"[0-9]{1,9}(?:[.,][0-9]{1,9})?(?![0-9])|[.,][0-9]{2}(?![0-9]))"
)
_CURRENCY = r"(?:ca|can|c|cad|cdn|us|u\.s\.?|usd)"
_YEAR = r"(?:(?:,? |-)(?:(?:19|20)[0-9]{2})(?![0-9])|-[0-9]{2}(?![0-9]))"

_ITEM = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("elided", r"(?<![a-z])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[a-z0-9])"),
            ("order", r"(?<![0-9-])[0-9]{1,9}-[0-9]{1,9}-[0-9]{5,9}(?![0-9-])"),
            ("stamp",
                r"(?<![0-9])20[0-9]{2}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:z|"
                r"[+-][0-9]{2}:?[0-9]{2})?"),
            ("numeric",
                r"(?<![0-9.,])(?:(?:19|20)[0-9]{2}([-/.])[0-9]{1,2}\5[0-9]{1,2}|"
                r"[0-9]{1,2}([-/.])[0-9]{1,2}\6(?:(?:19|20)[0-9]{2}|[0-9]{2}))(?![0-9-])"),
            ("short", r"(?<![0-9a-z.,/-])[0-9]{1,2}/[0-9]{1,2}(?![0-9/%]|[.,][0-9])"),
            ("named",
                rf"(?<![a-z0-9])(?:(?:{WEEKDAYS})[.,]? (?:the |le )?)?(?:[0-9]{{1,2}}(?:st|nd|rd|th|er|e)?(?: of|"
                rf" de)?[ -]?(?:{MONTHS})(?![a-z])\.?|(?:{MONTHS})(?:\. ?|[ -])(?:the |le )?[0-9]{{1,2}}(?:st|nd|rd"
                rf"|th|er)?(?![0-9a-z:%$]|[.,][0-9])){_YEAR}?"),
            ("ago",
                rf"(?<![a-z0-9.,])(?:il y a (?:[0-9]{{1,4}} ?|(?:{_COUNTS}) )(?:{_UNITS})(?![a-z])|"
                rf"(?:[0-9]{{1,4}} ?|(?:{_COUNTS}) )(?:{_UNITS}) ago(?![a-z]))"),
            ("day",
                rf"(?<![a-z0-9])(?:the day before yesterday|day before yesterday|avant[- ]hier|yesterday|hier|today"
                rf"|aujourd'?hui|tomorrow|demain|this morning|this afternoon|this evening|earlier today|just now|"
                rf"ce matin|a matin|a soir|tantot|just (?:arrived|came back|came in|got here|landed)|"
                rf"vient (?:juste )?de (?:nous )?(?:rentrer|revenir|arriver|l'apporter|le recevoir)|"
                rf"vient (?:juste )?d'(?:arriver|entrer)|this am|cet apres-midi|ce midi|ce soir|last night|"
                rf"(?:{_FULL_DAYS}) (?:the |le )?(?:[12]?[0-9]|3[01])(?:st|nd|rd|th|er)?"
                rf"(?![0-9a-z:%$/-]|[.,][0-9]| ?[$%]|"
                rf" ?(?:{_UNITS}|{MONTHS}|x|articles?|unites?|pieces?|units?|items?|am|pm)(?![a-z]))|"
                rf"(?:last |this past |this |past |on |next |le )?(?:{_FULL_DAYS})"
                rf"(?: last| dernier| passee?| prochain)?|"
                rf"the [0-9]{{1,2}}(?:st|nd|rd|th)|le [0-9]{{1,2}}(?:er)?(?![0-9:h%$-]| ?(?:{MONTHS})(?![a-z])|"
                rf"[.,][0-9]| ?[$%]| ?(?:{_UNITS}|x|articles?|unites?|pieces?)(?![a-z]))|last week|"
                rf"la semaine derniere|la semaine passee|last month|le mois dernier|le mois passe)(?![a-z0-9])"),
            ("length",
                rf"(?<![a-z0-9.,])(?:[0-9]{{1,4}}(?:[.,][0-9])?[ -]?{_ADJECTIVE}(?:{_UNITS})|"
                rf"(?:{_COUNTS})(?: and a half)?[ -]{_ADJECTIVE}(?:{_LONG_UNITS}))(?![a-z0-9'])(?: (?:ouvrables?|"
                rf"ouvres|and a half|et demie?))?"),
            ("percent",
                r"(?<![0-9a-z.,])[0-9]{1,9}(?:[.,][0-9]{1,9})? ?(?:%|(?:percent|per cent|pour ?cent|pct)(?![a-z]))"),
            ("clock",
                r"(?<![0-9])[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2})?|h[0-9]{2}|"
                r"(?= ?[ap]\.?m\.?(?![a-z])))(?: ?[ap]\.?m\.?(?![a-z]))?"),
            ("phone", r"(?<![0-9a-z])\+?(?:1[-. ])?\(?[0-9]{3}\)?[-. ][0-9]{3}[-.][0-9]{4}(?![0-9])"),
            ("times",
                r"(?<![a-z0-9.,])(?:x ?[0-9]{1,3}(?![0-9.,]?[0-9])|[0-9]{1,3} ?x(?![a-z0-9])(?! ?[0-9]+ ?(?:x|cm|"
                r"mm|in|po)(?![a-z])))"),
            ("amount",
                rf"(?<![a-z0-9])-?(?:(?<![a-z]){_CURRENCY} ?[$€£¥₹]|(?:cad|usd|cdn) ?|"
                rf"[$€£¥₹]) ?-?{_FIGURE}(?:k(?![a-z]))?(?: ?(?:cad|cdn|usd|us|ca)(?![a-z]))?|"
                rf"(?<![0-9a-z.,#-])-?{_FIGURE}(?: ?[$€£](?: ?{_CURRENCY}(?![a-z]))?| ?(?:cad|cdn|usd|dollars?|"
                rf"bucks|piasses?|piastres?|euros?|eur|can\$|ca\$|us\$)(?![a-z])|k(?![a-z]))"),
            ("code", r"(?<![a-z0-9])[a-z]{2,}(?:[-_][a-z]{2,}){1,6}(?![a-z0-9])"),
            ("noise",
                r"(?<![a-z0-9])(?:#[0-9]+|[0-9]{8,}|(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{6,}|"
                r"[a-z][0-9][a-z] ?[0-9][a-z][0-9](?![a-z0-9])|https?://[^ \n]*)"),
            ("number", rf"(?<![0-9a-z.,]){_FIGURE}"),
            ("word", r"[a-z]+(?:'[a-z]+)*|[☐❌✗✘✖❎⬜🚫☑✅✓✔]"),
            ("end", r"[,;.!?()\[\]{}|\n\t•·]|(?<!used)(?<!usage)(?<!usagee)(?<!occasion) -+ |--+"),
            ("mark", r"[:=]|[&+]"),
        )
    )
)  # fmt: skip

_BUT = frozenset(("but", "mais", "although", "however", "though", "except", "sauf", "par contre"))


@value
class Item:
    """A word or a shape of a text. `said` is it without accents and apostrophes; `clause` counts from 0."""

    kind: str
    said: str
    start: int
    end: int
    clause: int


@value
class Items:
    """A text cut up. `asks` are the clauses that end in a question mark."""

    text: str
    items: tuple[Item, ...]
    asks: frozenset[int]

    def written(self, start: int, end: int) -> str:
        """What is written from the item `start` to the item before `end`."""
        return " ".join(self.text[self.items[start].start : self.items[end - 1].end].split())


def cut(text: str) -> Items:
    """The words and shapes of a readable text; linear time."""
    low = plain(text)
    items: list[Item] = []
    asks: set[int] = set()
    clause, labelled = 0, False
    for match in _ITEM.finditer(low):
        kind, said = match.lastgroup or "", match[0]
        if kind == "end":
            if said == "?":
                asks.add(clause)
            if not (labelled and said == "\n"):
                clause += 1
        elif kind == "mark":
            labelled = said in ":="
            continue
        elif kind != "elided":
            clause += said in _BUT
            items += _items(kind, said, match.start(), clause, text)
        labelled = labelled and kind == "end"
    return Items(text, tuple(items), frozenset(asks))


def _items(kind: str, said: str, start: int, clause: int, text: str) -> Iterator[Item]:
    """One item; a word with hyphens that is no machine code is its parts."""
    if kind == "code" and not text[start : start + len(said)].isupper():
        for part in _PART.finditer(said):
            yield Item("word", part[0], start + part.start(), start + part.end(), clause)
    else:
        yield Item(kind, said.replace("'", "") if kind == "word" else said, start, start + len(said), clause)


_PART = re.compile("[a-z]+")
