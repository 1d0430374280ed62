"""Which codes name languages: ISO 639, whose short codes are few and stay as they are."""

from typing import Final

LANGUAGE_CODES: Final = (
    "codes are two or three small letters (ISO 639): de German, en English, fr French, ar Arabic, uk Ukrainian"
)

_OF_TWO_LETTERS: Final = """
aabefkmnrsvyz baegimnors caehorsuvy daevz eelnostu fafijory gadlnuv haeiortuyz iadegikostu jav
kagijklmnorsuvwy labginotuv mghiklnrsty nabdeglnorvy ocjmrs pailst qu rmnouw sacdeghiklmnoqrstuvw
taeghiklnorstwy ugkrz veio wao xh yio zahu
"""
"""The first letter of codes, and every second one."""
_SECOND: Final = {letters[0]: letters[1:] for letters in _OF_TWO_LETTERS.split()}


def is_language(code: str) -> bool:
    """Return whether a word is an ISO 639 code of two letters, or has the form of one of three, of which there are thousands."""
    if len(code) == 2:
        return code[1] in _SECOND.get(code[0], "")
    return len(code) == 3 and code.isascii() and code.isalpha() and code.islower()
