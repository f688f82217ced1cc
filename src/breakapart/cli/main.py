"""`breakapart`: finds the command asked for, runs it, and turns errors into one message and an exit code."""

import contextlib
import importlib
import os
import sys
from collections.abc import Sequence

import click

from breakapart import __version__
from breakapart.errors import BreakapartError, InputError

COMMANDS = {
    "annotate": "From two genes and two exons (or breakpoints) to frame, protein and verdict.",
    "assess": "Which entity, how sure, and which test next.",
    "call": "From reads to fusion calls, with a verdict on the run.",
    "case": "Write, check and describe case files.",
    "convert": "Write a case as Phenopacket, FHIR, DNPM-MTB, HL7 v2, VICC, VCF, cBioPortal, TSV.",
    "demo": "Run the two cases of the published report.",
    "evaluate": "Measure the differential on published cases.",
    "fish": "Score break-apart FISH from counts or images.",
    "grade": "Grade a soft-tissue tumour (FNCLCC).",
    "ihc": "Score a stained section from its image.",
    "mitoses": "Book-keep mitoses that a person clicked, with their area.",
    "knowledge": "List, search and check the tables, and show the sources of a number.",
    "import": "Read fusion calls of other programs.",
    "reference": "Build a reference from a genome and its annotation, or describe one.",
    "report": "Assess a case file and write its report.",
    "variants": "Read small variants and copy numbers of a DNA panel.",
}
"""Each lives in the module of its name, as `command`; loaded only when asked for, so that --help stays quick."""

MODULES = {"import": "import_calls"}
"""Commands whose name no module can have."""

EXIT_BAD_INPUT = 2


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        module = importlib.import_module(f"breakapart.cli.{MODULES.get(name, name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="breakapart")
def cli() -> None:
    """
    From reads, FISH images, IHC slides and case notes to one explained, sourced assessment.

    Start with `breakapart demo`, then `breakapart case new mine.yaml` and
    `breakapart report mine.yaml`. For research and decision support.
    """


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line; returns the exit code: 0 done, 1 failed, 2 bad input.

    Every error a user can cause is shown as one message a problem, without a traceback.
    """
    try:
        result = cli.main(args=argv, prog_name="breakapart", standalone_mode=False)
    except InputError as error:
        for problem in error.problems:
            click.echo(f"breakapart: {problem}", err=True)
        if len(error.problems) > 1:
            click.echo(f"breakapart: {len(error.problems)} problems", err=True)
        return EXIT_BAD_INPUT
    except BreakapartError as error:
        click.echo(f"breakapart: {error}", err=True)
        return EXIT_BAD_INPUT
    except click.ClickException as error:
        error.show()
        return EXIT_BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("breakapart: interrupted", err=True)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has left; say nothing more
        return 1
    except OSError as error:
        # Even asking whether a file is there can fail: in a folder without permission, on a share that has gone.
        reason = (error.strerror or str(error)).lower()
        if error.filename is not None:
            click.echo(f"breakapart: {error.filename}: cannot be used: {reason}", err=True)
            return EXIT_BAD_INPUT
        click.echo(f"breakapart: cannot go on: {reason}", err=True)
        _forget_output()
        return 1
    return result if isinstance(result, int) else 0


def _forget_output() -> None:
    """What is still in the buffer cannot be written either; Python would complain of it once more at the end."""
    with contextlib.suppress(OSError):  # an output that is no file of the system has nothing to forget
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """Entry point of the installed program."""
    sys.exit(main())
