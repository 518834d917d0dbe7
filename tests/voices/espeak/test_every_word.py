"""No word of any text is cut short, and no two numbers sound alike.

What is expected of a word is counted on its letters, by hand-made rules that
know nothing of the voice's.
"""

import re

from tests.voices.texts import every_text
from voices.espeak.library import Espeak
from voices.verbalise import numbers, verbalise

_ONE_SOUND = re.compile("т[сш]|щ|([бвгджзклмнпрстфхцчш])\\1?")
_LONG = re.compile("аа|оо|уу|үү|өө|ээ|ий|ай|ой|уй|үй|эй")
_HEARD = re.compile("ts|tʃ|dʒ|[bdfɡklɮmnŋprstvwxzʃʁχ]")
_HEARD_LONG = re.compile("ː|i̯|[ɔʊueɵoa]i|ˈi|j")


def words() -> set[str]:
    said = " ".join(verbalise(text, "mn") for text in every_text("mn"))
    return set(re.findall("[а-яёөү]{2,}", said.lower()))


def is_whole(word: str, heard: str) -> bool:
    """Tell whether *heard* has as many consonants and long vowels as the letters of *word* promise."""
    consonants = len(_ONE_SOUND.findall(word)) <= len(_HEARD.findall(heard))
    return consonants and len(_LONG.findall(word)) <= len(_HEARD_LONG.findall(heard))


def test_no_word_of_any_text_is_cut_short(espeak: Espeak) -> None:
    heard = {word: espeak.phonemes(word, "mn") for word in words()}
    assert len(heard) > 1500
    assert {word: sounds for word, sounds in heard.items() if not is_whole(word, sounds)} == {}


def test_control_a_word_cut_short_is_noticed(espeak: Espeak) -> None:
    for word in ("үнэмлэх", "баталгаажуулах", "зөвшөөрөл"):
        heard = espeak.phonemes(word, "mn")
        assert is_whole(word, heard)
        assert not any(is_whole(word, heard[:end]) for end in range(len(heard) - 3))


def test_ten_thousand_numbers_are_told_apart_by_ear(espeak: Espeak) -> None:
    heard = {
        espeak.phonemes(numbers.cardinal(number), "mn").translate({712: None, 716: None}) for number in range(10_000)
    }
    assert len(heard) == 10_000
