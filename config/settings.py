"""What one kiosk is told about itself: where it stands, its parts, its bounds.

Shapes and bounds only. Reading a file and naming every mistake in it is
`config.loader`'s; what a setting does is the business of the room that reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from config.catalogue import Text
from config.keypads import KeypadSettings
from config.keypads import mistakes as keypad_mistakes

PartName = Literal["screen", "card", "printer", "headset", "keypad", "code_reader"]

Number = Annotated[str, Meta(pattern=r"^[0-9]{3,6}\Z", description='three to six digits, such as "017"')]
Phone = Annotated[str, Meta(pattern=r"^[0-9]{4}([0-9]{4})?\Z", description="four or eight digits")]
SoumCode = Annotated[str, Meta(pattern=r"^[0-9]{4}\Z", description="four digits: aimag and soum")]
Anchor = Annotated[str, Meta(min_length=1, max_length=400)]
Path = Annotated[str, Meta(max_length=1000)]
Pixels = Annotated[int, Meta(ge=480, le=7680)]
Millimetres = Annotated[int, Meta(ge=0, le=5000)]
Size = Annotated[int, Meta(ge=1, le=5000)]
PrinterAddress = Annotated[
    str,
    Meta(
        pattern=r"^(tcp://\S+:[0-9]{1,5}|serial:/[^?\s]+(\?baud=[0-9]{3,7})?|usb:[0-9a-fA-F]{4}:[0-9a-fA-F]{4}|file:/\S+)\Z",
        max_length=300,
    ),
]
Days = Annotated[int, Meta(ge=1, le=3650)]
Oid = Annotated[
    str,
    Meta(
        pattern=r"^[0-2](\.(0|[1-9][0-9]{0,9})){2,20}\Z",
        max_length=200,
        description='an object identifier, such as "2.5.4.5"',
    ),
]
Seconds = Annotated[float, Meta(ge=0.1, le=600)]
SoundDevice = Annotated[str, Meta(pattern=r"^[^\s\x00-\x1f]*\Z", max_length=200)]
SoundLevel = Annotated[float, Meta(ge=60, le=140)]
"""dB SPL."""


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table of the site file; a key it does not know is a mistake."""


class KioskSettings(_Section, frozen=True, kw_only=True):
    """Which kiosk this is, where it stands, and where else a person can go."""

    number: Number
    place: Text
    aimag: Text
    phone: Phone
    nearest: Text
    soum: SoumCode | None = None
    timezone: Literal["Asia/Ulaanbaatar", "Asia/Hovd"] = "Asia/Ulaanbaatar"


class Screen(_Section, frozen=True, kw_only=True):
    """The panel; `lower_edge_mm` is its lower edge above the floor."""

    width_px: Pixels = 1080
    height_px: Pixels = 1920
    px_per_mm: Annotated[float, Meta(ge=1, le=20)] = 3.2
    lower_edge_mm: Millimetres = 800
    viewing_distance_mm: Annotated[int, Meta(ge=200, le=3000)] = 600
    fullscreen: bool = True


class CardIssuer(_Section, frozen=True, kw_only=True):
    """Where one authority writes whom a card names.

    `authority` is the common name of its certificate, or its SHA-256
    fingerprint in hexadecimal; the others are parts of the subject.
    """

    authority: Annotated[str, Meta(min_length=1, max_length=200)]
    regnum: Oid = "2.5.4.5"
    given_name: Oid = "2.5.4.42"
    family_name: Oid = "2.5.4.4"


class Card(_Section, frozen=True, kw_only=True):
    """The card reader: a part of its PC/SC name, and files of certificates and revocation lists.

    `officer` and `technician` are the extended key usages that make one;
    those here are invented, and the operator has own ones. `module` is the
    PKCS#11 module of the cards' maker, for cards that nothing else here can
    speak to. `second_reader` is one beside the first, where only an officer's
    card counts; empty for none.
    """

    reader: Annotated[str, Meta(max_length=200)] = ""
    second_reader: Annotated[str, Meta(max_length=200)] = ""
    trust_anchors: tuple[Path, ...] = ()
    crls: tuple[Path, ...] = ()
    document_anchors: tuple[Path, ...] = ()
    warn_after_days: Days = 30
    refuse_after_days: Days = 90
    officer: Oid = "1.3.6.1.4.1.59999.2.2"
    technician: Oid = "1.3.6.1.4.1.59999.2.1"
    issuers: tuple[CardIssuer, ...] = ()
    module: Path = ""


class Printer(_Section, frozen=True, kw_only=True):
    """The receipt printer; `width_dots` is how wide its head prints, where it is not what the profile says.

    `roll_metres` is how long a new roll is, by which the kiosk reckons what is left. `a4` is an office printer for
    references, as CUPS names it (`ipp://localhost/printers/NAME`); empty for none.
    """

    address: PrinterAddress = "tcp://127.0.0.1:9100"
    profile: Annotated[str, Meta(min_length=1, max_length=60)] = "generic-80"
    width_dots: Annotated[int, Meta(ge=192, le=1280)] | None = None
    large_print: bool = False
    a4: Annotated[str, Meta(pattern=r"^(ipp://[A-Za-z0-9._:\[\]-]+/\S+)?\Z", max_length=300)] = ""
    roll_metres: Annotated[int, Meta(ge=5, le=1000)] = 80


class VoiceSettings(_Section, frozen=True, kw_only=True):
    """The voice: how it is made, and whether it leaves by a headset or a handset only (`private`).

    `jack` is the input device whose switch feels a headset go in; where there is one, it decides, not `private`.

    Volume and rate are the steps of `Presentation` a visit begins with. Devices are named as PulseAudio or ALSA names
    them; empty is the default one. `*_full_db` is how loud a sine at full scale is there, measured on this machine
    (docs/installation.md), `ambient_db` the noise of the place. `neural` is a folder of models (docs/voice.md), empty
    for none.
    """

    engine: Literal["espeak", "pyttsx3", "silent"] = "espeak"
    private: bool = False
    jack: Annotated[str, Meta(pattern=r"^(/\S+)?\Z", max_length=200)] = ""
    default_volume: Annotated[int, Meta(ge=0, le=10)] = 6
    default_rate: Annotated[int, Meta(ge=1, le=7)] = 4
    headset_device: SoundDevice = ""
    speaker_device: SoundDevice = ""
    headset_full_db: SoundLevel = 98.0
    speaker_full_db: SoundLevel = 98.0
    ambient_db: Annotated[float, Meta(ge=0, le=100)] = 0.0
    neural: Path = ""


class Touch(_Section, frozen=True, kw_only=True):
    """How a finger is understood where the glass is read by touch.

    A touch up to `tap_seconds` is a tap, a longer one reads. The second tap of two comes within `double_tap_seconds`
    of the first, up to `slack_mm` from it. A finger held for `hold_seconds` on the first page begins to speak.
    """

    tap_seconds: Annotated[float, Meta(ge=0.1, le=1)] = 0.2
    double_tap_seconds: Annotated[float, Meta(ge=0.2, le=3)] = 0.5
    slack_mm: Annotated[float, Meta(ge=2, le=40)] = 10.0
    hold_seconds: Annotated[float, Meta(ge=1, le=10)] = 3.0


class Link(_Section, frozen=True, kw_only=True):
    """The road to the platform; without an address there is none. `platform_keys` is a file.

    Short times deliver more on a link that flaps. A dead link is asked about every `probe_seconds` while requests wait.
    `site_keeps` names settings that the platform may not change here.

    `authority` is a file with the only certificates (PEM) that may vouch for the platform; empty leaves it to the
    machine's own.
    """

    gateway_url: Annotated[str, Meta(pattern=r"^(https?://[^\s]+)?\Z", max_length=500)] = ""
    authority: Path = ""
    connect_seconds: Seconds = 6.0
    read_seconds: Seconds = 10.0
    probe_seconds: Seconds = 4.0
    platform_keys: Path = ""
    site_keeps: tuple[Changeable, ...] = ()


Changeable = Literal[
    "kiosk.phone",
    "visit.idle_seconds",
    "visit.warning_seconds",
    "visit.voice_factor",
    "visit.now_lane_seconds",
    "visit.assist_seconds",
    "voice.default_volume",
    "voice.default_rate",
]
CHANGEABLE: tuple[Changeable, ...] = get_args(Changeable)
"""What the platform may change from afar (`config.renewal`)."""


class CatalogueSettings(_Section, frozen=True, kw_only=True):
    """Where the published catalogue lies (empty: in the state folder) and who may sign it."""

    path: Path = ""
    trust_anchors: tuple[Anchor, ...] = ()


class Freshness(_Section, frozen=True, kw_only=True):
    """How many days ago the platform may have named the catalogue, its own keys and the time: first a warning, then
    the services that need it close. Lists of cards have theirs in `card`.
    """

    catalogue_warn_days: Days = 60
    catalogue_refuse_days: Days = 365
    keys_warn_days: Days = 60
    keys_refuse_days: Days = 365
    clock_warn_days: Days = 30
    clock_refuse_days: Days = 180


class StoreSettings(_Section, frozen=True, kw_only=True):
    """Below `min_free_mb` of free disk the kiosk takes no new request.

    `ballast_mb` are held to be given up when the disk is full. What was delivered is forgotten `keep_delivered_days`
    after its agency decided, and so long the sealed content of what was returned is kept for whoever contests it; what
    was not delivered is kept for ever, but after `max_offline_days` nothing new is promised. Files that belong to
    requests may wait here up to `files_mb` together.
    """

    min_free_mb: Annotated[int, Meta(ge=1, le=1_000_000)] = 200
    ballast_mb: Annotated[int, Meta(ge=0, le=10_000)] = 32
    files_mb: Annotated[int, Meta(ge=0, le=100_000)] = 256
    keep_delivered_days: Days = 30
    max_offline_days: Days = 60


class VisitSettings(_Section, frozen=True, kw_only=True):
    """How long a visit waits. `voice_factor` stretches every wait while the voice is on, but for `headset_seconds`.

    Whoever pulls the headset out has `headset_seconds` to say how to go on. After `assist_seconds` without a citizen's
    card an officer is forgotten. A letter tapped on digit keys is taken `tap_seconds` after the last tap; 0 lets it
    wait for the next key.
    """

    idle_seconds: Annotated[int, Meta(ge=20, le=1800)] = 120
    warning_seconds: Annotated[int, Meta(ge=10, le=600)] = 45
    voice_factor: Annotated[float, Meta(ge=1, le=5)] = 2.0
    now_lane_seconds: Annotated[int, Meta(ge=1, le=120)] = 20
    assist_seconds: Annotated[int, Meta(ge=20, le=600)] = 60
    headset_seconds: Annotated[int, Meta(ge=10, le=300)] = 30
    tap_seconds: Annotated[float, Meta(ge=0, le=60)] = 1.2


class MachinePart(_Section, frozen=True, kw_only=True):
    """A part on the front of the machine, in mm from its upper left corner, and in words.

    `where` is spoken and shown ("below, on the right"); `shape` and `use`
    are for those who find it by hand.
    """

    name: PartName
    x_mm: Millimetres
    y_mm: Millimetres
    width_mm: Size
    height_mm: Size
    where: Text
    shape: Text | None = None
    use: Text | None = None


class Machine(_Section, frozen=True, kw_only=True):
    """The drawing of this very machine, seen from the front."""

    width_mm: Size = 500
    height_mm: Size = 1500
    parts: tuple[MachinePart, ...] = ()

    def find_part(self, name: PartName) -> MachinePart | None:
        return next((part for part in self.parts if part.name == name), None)


class Settings(_Section, frozen=True, kw_only=True):
    """Everything a site file may say; `demo` lets demonstration keys and simulators in."""

    kiosk: KioskSettings
    screen: Screen = Screen()
    card: Card = Card()
    printer: Printer = Printer()
    voice: VoiceSettings = VoiceSettings()
    touch: Touch = Touch()
    link: Link = Link()
    catalogue: CatalogueSettings = CatalogueSettings()
    store: StoreSettings = StoreSettings()
    visit: VisitSettings = VisitSettings()
    freshness: Freshness = Freshness()
    machine: Machine = Machine()
    keypad: KeypadSettings = KeypadSettings()
    demo: bool = False


Where = tuple[str | int, ...]
"""The way to a value from the top of the file: keys, and places in a list from 0."""


def contradictions(settings: Settings) -> Iterator[tuple[Where, str]]:
    """Yield what is well formed and still cannot be: where it stands, and why."""
    visit = settings.visit
    if visit.warning_seconds >= visit.idle_seconds:
        yield ("visit", "warning_seconds"), f"must be shorter than idle_seconds ({visit.idle_seconds})"
    if not settings.demo and settings.link.gateway_url.startswith("http://"):
        yield ("link", "gateway_url"), "must begin with https:// outside a demonstration"
    if settings.touch.tap_seconds >= settings.touch.double_tap_seconds:
        yield ("touch", "tap_seconds"), "must be shorter than double_tap_seconds"
    yield from _contradictions_of(settings.card)
    yield from _too_soon(settings.freshness)
    for where, what in keypad_mistakes(settings.keypad):
        yield ("keypad", *where), what
    for name, text in (
        ("place", settings.kiosk.place),
        ("aimag", settings.kiosk.aimag),
        ("nearest", settings.kiosk.nearest),
    ):
        if not (text.mn.strip() and text.en.strip()):
            yield ("kiosk", name), "must not be blank in either language"
    yield from _misplaced(settings.machine)


def _contradictions_of(card: Card) -> Iterator[tuple[Where, str]]:
    yield from _one_reader_twice(card)
    if card.refuse_after_days < card.warn_after_days:
        yield ("card", "refuse_after_days"), f"must not be less than warn_after_days ({card.warn_after_days})"
    if card.officer == card.technician:
        yield ("card", "officer"), "must not be that of a technician"
    names = [issuer.authority for issuer in card.issuers]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield ("card", "issuers", place, "authority"), f"{name!r} is described twice"


def _too_soon(freshness: Freshness) -> Iterator[tuple[Where, str]]:
    for thing in ("catalogue", "keys", "clock"):
        warn = getattr(freshness, f"{thing}_warn_days")
        if getattr(freshness, f"{thing}_refuse_days") < warn:
            yield ("freshness", f"{thing}_refuse_days"), f"must not be less than {thing}_warn_days ({warn})"


def _one_reader_twice(card: Card) -> Iterator[tuple[Where, str]]:
    if not card.second_reader:
        return
    if not card.reader:
        yield ("card", "reader"), "must be named where there is a second reader"
    elif card.reader in card.second_reader or card.second_reader in card.reader:
        yield ("card", "second_reader"), "must not be a part of the name of the other reader, nor hold it"


def _misplaced(machine: Machine) -> Iterator[tuple[Where, str]]:
    seen: set[str] = set()
    for place, part in enumerate(machine.parts):
        here: Where = ("machine", "parts", place)
        if part.name in seen:
            yield (*here, "name"), f"the part {part.name!r} is described twice"
        seen.add(part.name)
        if part.x_mm + part.width_mm > machine.width_mm:
            yield (*here, "x_mm"), f"the part reaches beyond the machine, which is {machine.width_mm} mm wide"
        if part.y_mm + part.height_mm > machine.height_mm:
            yield (*here, "y_mm"), f"the part reaches beyond the machine, which is {machine.height_mm} mm high"
