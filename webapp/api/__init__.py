"""The address at which other systems send messages to cases, with a key instead of a person."""

from flask.blueprints import BlueprintSetupState

from webapp.api.views import blueprint

__all__ = ["blueprint"]


@blueprint.record_once
def _without_tokens(state: BlueprintSetupState) -> None:
    """No browser sends these requests, and no cookie opens anything here, so there is nothing to forge."""
    state.app.extensions["csrf"].exempt(blueprint)
