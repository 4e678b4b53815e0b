"""The closed classes of words that stand around names and tell what a name is."""

from typing import Final

from coalition.deidentify.gazetteers import word_class

HONORIFICS: Final = word_class("honorifics")
SUFFIXES: Final = word_class("suffixes")

# What stands behind the name of a thing, never behind the name of a person.
ORGANISATION_HEADS: Final = word_class("organisation_heads")
PLACE_HEADS: Final = word_class("place_heads")
# Behind these a name stands for a rule, a form or a method.
LEGAL_HEADS: Final = word_class("legal_heads")

# What people do and things seldom do; "was" and "had" are not among them.
HUMAN_VERBS: Final = word_class("human_verbs")
# Enough behind a word that no list holds, at the beginning of a sentence.
BEING_VERBS: Final = word_class("being_verbs")

# After one of these somebody is named: at once, in quotation marks, or behind "as" or "by".
NAMING: Final = word_class("naming")
NAMING_QUOTED: Final = word_class("naming_quoted")
NAMING_AS: Final = word_class("naming_as")
NAME_WORDS: Final = word_class("name_words")

GOVERNMENT_PARTIES: Final = word_class("government_parties")
AGENCIES: Final = word_class("agencies")
