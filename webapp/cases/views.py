"""Routes of cases."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import clock, errors
from engine.casework import actions, caseroles, cases, gates, inbox, mending, opening, permissions, tasks
from engine.casework.cases import Case, CaseStatus
from engine.casework.opening import Opening
from engine.casework.processes import Release
from engine.casework.settlement import incidents
from engine.database import transaction
from engine.insight import caselist, overdue, standing, trail
from engine.people import organisations, roles
from engine.people.organisations import Organisation
from webapp import access, paging
from webapp.cases import facts, finding, pictures
from webapp.database import db
from webapp.people import asker, me

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
Answer = str | Response | tuple[str, int]


@blueprint.get("/")
@access.signed_in
def index() -> str:
    """The cases I may see."""
    session, by = db.session(), asker()
    order = paging.choice(caselist.Order, "order", caselist.Order.OPENED)
    wanted = caselist.Filter(
        text=paging.words("q"),
        status=paging.words("status"),
        phase=paging.words("phase"),
        process=paging.words("process"),
        organisation=paging.number("organisation"),
        order=order,
        after=paging.key(text=order is not caselist.Order.OPENED),
    )
    return render_template(
        "cases/index.html",
        page=caselist.page(session, by, wanted),
        wanted=wanted,
        narrowed=wanted != caselist.Filter(order=order),
        statuses=list(CaseStatus),
        overdue=caselist.OVERDUE,
        phases=caselist.phases(session, by),
        orders=list(caselist.Order),
        organisations=organisations.all_of(session),
        may_open=bool(opening.openable(session, me())),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.signed_in
def new() -> Answer:
    """Open a case on a process I may start."""
    session, by = db.session(), me()
    releases, homes = opening.openable(session, by), opening.homes(session, by)
    if not releases:
        raise errors.NotAllowed(action="open_case")
    once = request.form.get("_once", "")[:64] or secrets.token_urlsafe(24)
    if request.method == "GET":
        return _opening_page(releases, homes, by.organisation.key, [], once)
    problems = _opening_problems(releases, homes)
    if problems:
        return _opening_page(releases, homes, request.form.get("organisation", ""), problems, once), 422
    wanted = Opening(process=request.form["process"], organisation=request.form["organisation"], request=once)
    number, target = _open(wanted)
    flash(_("Case %(number)s has been opened.", number=number), "success")
    return redirect(target, 303)


@blueprint.get("/<number>")
@access.signed_in
def show(number: str) -> str:
    """Everything about one case."""
    session, by = db.session(), asker()
    case = finding.visible(number)
    where = standing.of(session, case)
    rows = tasks.of_case(session, case.id)
    return render_template(
        "cases/case.html",
        case=case,
        phases=facts.phases(session, case),
        facts=facts.of(case),
        parties=cases.parties(session, case.id),
        people=caseroles.roles_of(session, case.id),
        tasks=rows,
        late=overdue.of_case(session, case, clock.now()),
        standing=where,
        pictures=pictures.of(session, case, where, rows),
        actions=actions.offered(session, case, me()),
        taken=actions.taken_in(session, case.id),
        incidents=incidents.open_ones(session, case.id),
        gate_decisions=gates.decisions_of(session, case.id),
        tranches=gates.tranches_of(session, case.id),
        may_mend=permissions.may_mend(by),
        may_set_confidential=permissions.may_set_confidential(session, case, by),
        history=trail.page(session, by, trail.Filter(case=case.id, without=trail.ROUTINE, size=30)),
    )


@blueprint.post("/<number>/retry")
@access.holding(roles.COORDINATOR, roles.PROCESS_OWNER)
def retry(number: str) -> Response:
    """Try again what has halted the case."""
    case_id = finding.visible(number).id
    try:
        with transaction(db.session()) as session:
            case = mending.retry(session, case_id, me())
            running = case.status != CaseStatus.HALTED
    except errors.CaseClosed:
        flash(_("The case is closed. Nothing can be changed in it."), "warning")
        return redirect(url_for("cases.show", number=number), 303)
    except errors.Conflict:
        running = True  # somebody else has just tried, and it worked
    except errors.ModelFailed:
        running = False
    if running:
        flash(_("The case goes on."), "success")
    else:
        flash(_("The case is still halted. Mend the cause below and try again."), "warning")
    return redirect(url_for("cases.show", number=number), 303)


def _opening_page(
    releases: list[Release], homes: list[Organisation], home: str, problems: list[tuple[str, str]], once: str
) -> str:
    """The form; `once` marks this asking, so that sending it twice opens one case."""
    return render_template("cases/new.html", releases=releases, homes=homes, home=home, problems=problems, once=once)


def _open(wanted: Opening) -> tuple[str, str]:
    """Open the case and give its number and where to go on; of two who send the same at once, both get the one case."""
    try:
        with transaction(db.session()) as session:
            return _opened(opening.open_case(session, wanted, me()))
    except errors.ChangedMeanwhile:
        known = opening.asked_before(db.session(), wanted.request, me())
        if known is None:
            raise
        return _opened(known)


def _opened(case: Case) -> tuple[str, str]:
    first = inbox.next_own(db.session(), asker(), case.id)
    target = url_for("tasks.show", task_id=first.id) if first else url_for("cases.show", number=case.number)
    return case.number, target


def _opening_problems(releases: list[Release], homes: list[Organisation]) -> list[tuple[str, str]]:
    problems = []
    if request.form.get("process", "") not in {release.process.key for release in releases}:
        problems.append(("process", _("Choose a process.")))
    if request.form.get("organisation", "") not in {home.key for home in homes}:
        problems.append(("organisation", _("Choose whose need it is.")))
    return problems
