"""Pages for those who look after the installation or their organisation; each page has a room of its own."""

from webapp.administration import closings, messagekeys, messages, parked, reminders
from webapp.administration.views import blueprint
from webapp.roster import homes, memberships, people
from webapp.substitutes import others

blueprint.register_blueprint(closings.blueprint)
blueprint.register_blueprint(others.blueprint)
for area in (people, memberships, homes):
    blueprint.register_blueprint(area.blueprint)
blueprint.register_blueprint(parked.blueprint)
blueprint.register_blueprint(reminders.blueprint)
blueprint.register_blueprint(messages.blueprint)
blueprint.register_blueprint(messagekeys.blueprint)

__all__ = ["blueprint"]
