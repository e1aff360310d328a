"""The database of the web side: one session per request, which only reads outside `engine.database.transaction`."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from engine import database
from engine.database import Base


class Database(SQLAlchemy):
    """Flask-SQLAlchemy over the engine's tables and the engine's kind of connections."""

    def _apply_driver_defaults(self, options: dict[str, Any], app: Flask) -> None:
        """Leave the address as the settings have it: no folder of the installation is put before it."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> sa.Engine:
        url = sa.make_url(options.pop("url")).render_as_string(hide_password=False)
        return database.create_engine(url, durable=app.config["DURABLE"], **options)


db = Database(metadata=Base.metadata)
