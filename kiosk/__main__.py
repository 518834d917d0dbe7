"""The one command line. The only module of the kiosk that knows there is a screen."""

from __future__ import annotations

from pathlib import Path

import typer

from kiosk.commands import (
    card,
    gateway,
    issuers,
    keys,
    kiosks,
    machine,
    offices,
    printer,
    printing,
    put,
    requests,
    services,
    speaking,
    store,
    verify,
)
from kiosk.commands.ground import log_to_stderr
from kiosk.forgetful import begin_forgetful

app = typer.Typer(
    help="The e-Mongolia kiosk.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command()(services.version)
app.command()(services.services)
app.command()(machine.diagnose)
app.command()(card.card)
app.command("print")(printing.print_)
app.add_typer(printer.printer, name="printer")
app.command()(speaking.speak)
app.command("speech-child", hidden=True)(speaking.speech_child)
app.command("card-child", hidden=True)(machine.card_child)
requests.queue.command()(put.put)
requests.queue.command()(store.step_back)
requests.queue.command()(store.seen)
requests.queue.command()(store.salvage)
app.add_typer(requests.queue, name="queue")
app.command()(requests.sync)
app.add_typer(gateway.gateway, name="gateway")
gateway.gateway.command()(kiosks.code)
gateway.gateway.command()(kiosks.revoke)
gateway.gateway.command("kiosks")(kiosks.listed)
gateway.gateway.command()(kiosks.rotate)
gateway.gateway.command()(kiosks.retire)
gateway.gateway.command("office-key")(offices.office_key)
gateway.gateway.command()(offices.office)
gateway.gateway.command()(offices.call)
gateway.gateway.command()(issuers.issuers)
app.command()(keys.enrol)
app.add_typer(keys.keys, name="keys")
app.command()(verify.verify)


@app.callback()
def prepare() -> None:
    """Send logs to stderr."""
    log_to_stderr()


@app.command("prepare-demo", hidden=True)
def prepare_demo() -> None:
    """Make the demonstration's keys, cards and catalogue where this machine has no site file; part of the set-up."""
    from config.locations import demo_dir
    from kiosk.demo.setting import prepare

    setting = prepare(demo_dir())
    if not setting.site.exists():
        setting.write_site(printer_port=9100, gateway_url="")


@app.command()
def run(
    simulators: bool = typer.Option(False, "--simulators", help="Start simulated parts and a panel to play with them."),
    seconds: float = typer.Option(0.0, "--seconds", help="Stop by itself after so long; 0 runs for ever."),
) -> None:
    """Show the kiosk on this machine's screen."""
    begin_forgetful()
    import kiosk.wiring  # noqa: F401 - before Qt, which reads the source of every module that is imported after it
    from ui.app import run_kiosk

    raise typer.Exit(run_kiosk(simulators=simulators, seconds=seconds))


@app.command("a4-child", hidden=True)
def a4_child(language: str, title: str) -> None:
    """Draw the paper on standard input as a PDF on standard output."""
    import sys

    from ui.a4 import main as draw

    raise typer.Exit(draw([language, title], sys.stdin.buffer.read()))


@app.command()
def demo(
    out: Path = typer.Option(Path("build/demo"), "--out", help="Where pictures, papers, sound and the report go."),
) -> None:
    """Walk citizens' visits on real parts without a display, and leave what happened."""
    from ui.demo import play_demo

    raise typer.Exit(play_demo(out))


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
