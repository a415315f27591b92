"""The grammar of everything typed to Headroom: one parser, no guesses, kind corrections."""

from bot.grammar.grammar import Argument, Grammar, flag
from bot.grammar.kinds import Kind, choice
from bot.grammar.parse import Parsed, parse
from bot.grammar.read import Note, Read
from bot.grammar.slip import Slip, Unread

__all__ = ["Argument", "Grammar", "Kind", "Note", "Parsed", "Read", "Slip", "Unread", "choice", "flag", "parse"]
