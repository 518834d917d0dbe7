"""A recording is played for the text it was made for, as the file it was taken as, and for nothing else."""

import hashlib
import io
import wave
from array import array
from pathlib import Path

import pytest

from config.fluent import Words
from voices.clips.coverage import coverage, fixed_texts, script
from voices.clips.shelf import FOLDER, ClipShelf, hash_of, open_shelf, sound_of
from voices.voice import Utterance, parts

TEXT = "Үнэмлэхээ хийнэ үү"


def recording(rate: int = 22050, level: int = 1000) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array("h", [level] * 2205).tobytes())
    return content.getvalue()


def put(folder: Path, content: bytes, text: str = TEXT, **changes: str) -> Path:
    """Put one recording into *folder* as Mongolian, and return the file."""
    place = folder / "mn"
    place.mkdir(parents=True, exist_ok=True)
    (place / "one.wav").write_bytes(content)
    told = {
        "file": "one.wav",
        "text_sha256": hash_of(text),
        "sha256": hashlib.sha256(content).hexdigest(),
        "speaker": "invented",
        "licence": "CC0-1.0",
        **changes,
    }
    lines = "\n".join(f'{key} = "{value}"' for key, value in told.items())
    (place / "manifest.toml").write_text(f"[[clip]]\n{lines}\n", "utf-8")
    return place / "one.wav"


def test_a_recording_is_found_by_its_text_and_language(tmp_path: Path) -> None:
    file = put(tmp_path, recording())
    shelf = open_shelf(tmp_path)

    assert (shelf.find(TEXT, "mn"), shelf.flaws) == (file, ())
    assert shelf.find(TEXT, "en") is None
    assert shelf.find(TEXT + ".", "mn") is None


def test_a_text_that_changed_is_spoken_by_the_engine_again(tmp_path: Path) -> None:
    put(tmp_path, recording(), text="Картаа хийнэ үү")
    assert open_shelf(tmp_path).find(TEXT, "mn") is None


@pytest.mark.parametrize(
    ("content", "changes", "said"),
    [
        (recording(), {"sha256": "0" * 64}, "not the file that was taken"),
        (recording(44100), {}, "not 16-bit mono at 22050"),
        (b"RIFF", {}, "no WAV file"),
        (recording(), {"file": "other.wav"}, "No such file"),
        (recording(), {"file": "../one.wav"}, "file"),
        (recording(), {"licence": ""}, "licence"),
        (recording(), {"more": "x"}, "more"),
    ],
)
def test_what_is_not_right_is_named_and_not_played(
    tmp_path: Path, content: bytes, changes: dict[str, str], said: str
) -> None:
    put(tmp_path, content, **changes)
    shelf = open_shelf(tmp_path)

    assert not shelf.places
    assert said in shelf.flaws[0]


def test_a_machines_own_recording_stands_before_ours(tmp_path: Path) -> None:
    own, ours = put(tmp_path / "own", recording()), put(tmp_path / "ours", recording(level=5))
    assert open_shelf(tmp_path / "own", tmp_path / "ours").find(TEXT, "mn") == own
    assert open_shelf(tmp_path / "none", tmp_path / "ours").find(TEXT, "mn") == ours


def test_a_recording_is_one_part_and_what_was_typed_never_is(tmp_path: Path) -> None:
    file = put(tmp_path, recording(), text="Нэг. Хоёр.")
    shelf = open_shelf(tmp_path)

    assert [part.clip for part in parts([Utterance("Нэг. Хоёр.", "mn")], shelf)] == [str(file)]
    assert [part.clip for part in parts([Utterance("Нэг. Хоёр.", "mn", "name")], shelf)] == ["", ""]
    assert [part.text for part in parts([Utterance("Нэг. Хоёр.", "mn")])] == ["Нэг.", "Хоёр."]


@pytest.mark.parametrize("lang", ["mn", "en"])
def test_the_fixed_texts_are_told_once_each_with_nothing_put_in(lang) -> None:
    texts = fixed_texts(Words.load(lang))

    assert len(texts) == len(set(texts)) > 300
    assert not any("{" in text or "\ue000" in text for text in texts)


def test_what_is_left_to_record_comes_with_the_hash_its_entry_needs(tmp_path: Path) -> None:
    words = Words.load("mn")
    first = fixed_texts(words)[0]
    put(tmp_path, recording(), text=first)

    before, after = coverage(words, ClipShelf()), coverage(words, open_shelf(tmp_path))

    assert (len(before.human), before.share) == (0, 0)
    assert after.human == (first,)
    assert (first, hash_of(first)) in script(before)
    assert (first, hash_of(first)) not in script(after)


def test_what_we_ship_is_sound() -> None:
    assert open_shelf(FOLDER).flaws == ()


def test_the_sound_is_the_samples() -> None:
    assert array("h", sound_of(recording(level=7))) == array("h", [7] * 2205)
