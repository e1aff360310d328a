"""The command line `innotech360`: one module per command, loaded when it is used."""

import importlib
import importlib.util
from collections.abc import Mapping

import click

COMMANDS: Mapping[str, str] = {
    "db": "Look after the database.",
    "people": "Look after people and their accounts.",
    "publish": "Publish the processes that come with the product.",
    "demo": "Load a demonstration.",
    "serve": "Serve the pages and run the clock.",
    "mail": "Take back mail that nobody could take.",
    "audit": "Check the audit trail.",
    "feel": "Evaluate a FEEL expression.",
    "assets": "Build the browser's style sheets and scripts.",
}


class Commands(click.Group):
    """A command is the function `command` of the module with its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands whose modules are there."""
        return [name for name in COMMANDS if importlib.util.find_spec(f"{__name__}.{name}") is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help without loading every command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.command(cls=Commands)
def main() -> None:
    """InnoTech 360: cases across borders, executed from BPMN."""
