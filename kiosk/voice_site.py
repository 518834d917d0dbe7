"""What the voice of this machine is told: which engine, the devices it leaves by, how loud they are."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from config.settings import Settings, VoiceSettings
from kiosk.state import StateFolder
from voices.clips.shelf import FOLDER as CLIPS
from voices.clips.shelf import open_shelf
from voices.neural.folder import FOLDER as NEURAL
from voices.outputs import Outputs
from voices.pyttsx import PyttsxVoice
from voices.voice import CHILD_COMMAND, EspeakVoice, SilentVoice, Voice, VoiceState


def open_voice(settings: Settings, state: StateFolder) -> Voice:
    """Return the voice the settings name, on the way sound leaves before anybody plugs a headset in."""
    voice = _voice(settings.voice, state)
    voice.route("headset" if settings.voice.private else "speaker")
    return voice


def outputs_of(voice: VoiceSettings) -> Outputs:
    """Return where sound leaves this machine, and how loud it is there."""
    return Outputs(
        voice.headset_device, voice.speaker_device, voice.headset_full_db, voice.speaker_full_db, voice.ambient_db
    )


def flaw_of(voice: VoiceSettings, state: VoiceState) -> str:
    """Return the fault of a voice that speaks and is not what the settings want, "" where it is."""
    if not outputs_of(voice).rises_above_noise:
        return "VOICE-05"
    return "VOICE-06" if voice.neural and state.engine == "espeak" else ""


def speech_child() -> Sequence[str]:
    """Return the command that starts the speech child, also where Python is closed in a bundle."""
    return (sys.executable, "speech-child") if getattr(sys, "frozen", False) else CHILD_COMMAND


def _voice(settings: VoiceSettings, state: StateFolder) -> Voice:
    match settings.engine:
        case "espeak":
            clips, outputs = open_shelf(state.clips, CLIPS), outputs_of(settings)
            own = {NEURAL: settings.neural} if settings.neural else {}
            return EspeakVoice(state.voice, child_command=speech_child(), environment=own, clips=clips, outputs=outputs)
        case "pyttsx3":
            return PyttsxVoice()
        case "silent":
            return SilentVoice()
