"""One's own account: who I am here, my language, theme and password."""

from webapp.account import signins
from webapp.account.views import blueprint
from webapp.substitutes import own

blueprint.register_blueprint(own.blueprint)
blueprint.register_blueprint(signins.blueprint)

__all__ = ["blueprint"]
