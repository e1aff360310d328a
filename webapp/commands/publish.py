"""The processes and forms that come with the product."""

import sys

import click

from engine import errors
from engine.casework import ladders, publishing
from engine.database import transaction
from webapp import create_app, publication
from webapp.database import db
from webapp.sentences import problems


@click.command("publish")
def command() -> None:
    """Publish the shipped processes; what has not changed stays as it is."""
    with create_app().app_context():
        bundle, wanted = publication.shipped(ladders.keys(db.session()))
        try:
            checked = publishing.checked(bundle, wanted)
            with transaction(db.session()) as session:
                release = publishing.publish(session, checked)
                lines = [f"{version.process.key} version {version.number}" for version in release.versions]
                title = f"{release.process.key} release {release.number}"
        except errors.ModelRejected as refused:
            with transaction(db.session()) as session:
                publishing.record_refusal(session, wanted, refused)
            for problem in refused.problems:
                words = problems.problem_text(problem, "en")
                click.echo(f"{problem.severity}: {problem.file} {problem.element}: {words}", err=True)
            sys.exit(1)
    click.echo(f"{title}: {', '.join(sorted(lines))}")
