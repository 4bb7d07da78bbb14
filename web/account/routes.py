"""All routes of accounts."""

from __future__ import annotations

from fastapi import FastAPI

from web.account.account_routes import add_account_routes
from web.account.desk import AccountDesk
from web.account.me_route import add_me_route
from web.account.people_routes import add_people_routes
from web.account.provider_routes import add_provider_routes
from web.account.sign_in_routes import add_sign_in_routes


def add_routes_of_accounts(app: FastAPI, desk: AccountDesk) -> None:
    """Add the routes."""
    add_sign_in_routes(app, desk)
    add_provider_routes(app, desk)
    add_account_routes(app, desk)
    add_people_routes(app, desk)
    add_me_route(app)
