"""Routes of the people of a case."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import caseroles, cases, permissions
from engine.casework.cases import Case
from engine.casework.team import changes, eligibility
from engine.casework.team.changes import Change
from engine.database import transaction
from engine.people import organisations, roles
from webapp import access
from webapp.cases import finding
from webapp.database import db
from webapp.people import asker, me
from webapp.sentences import team as sentences
from webapp.team import page
from webapp.team.forms import JoiningForm, OneHolderForm, ReasonForm, SeveralHoldersForm, VotersForm

blueprint = Blueprint("team", __name__, url_prefix="/cases/<number>/people")
Answer = str | Response | tuple[str, int]
Act = Callable[[Session, Change], None]


@blueprint.get("/")
@access.signed_in
def show(number: str) -> str:
    """Who holds which role in the case, who votes, and which organisations take part."""
    session, case = db.session(), finding.visible(number)
    usual, rest = page.lines(session, case, asker())
    return render_template(
        "team/show.html",
        case=case,
        usual=usual,
        rest=rest,
        voters=page.voters(session, case),
        parties=cases.parties(session, case.id),
        may_vote=permissions.may_choose_voters(case, asker()),
        may_join=permissions.may_change_parties(session, case, asker()),
    )


@blueprint.route("/roles/<role>", methods=["GET", "POST"])
@access.signed_in
def name(number: str, role: str) -> Answer:
    """Name people for a role."""
    session, case = db.session(), finding.visible(number)
    case_id = case.id
    if role not in roles.NAMED_IN_CASES:
        raise errors.NotFound(role=role)
    _require(case, role in permissions.names_people(session, case, asker()))
    now = [given.participant for given in caseroles.named_for(session, case.id, role)]
    people = {person.id: person for person in [*eligibility.people_for(session, case, role), *now]}
    form = OneHolderForm(_sent()) if role in roles.SINGLE else SeveralHoldersForm(_sent())
    form.offer(people.values(), now)
    shown = [person.id for person in now]
    answer = _decided(form, number, lambda session, change: changes.name(session, case_id, role, form.people(), change))
    return answer or _page("team/name.html", form, case=case, role=role, shown=shown)


@blueprint.route("/voters", methods=["GET", "POST"])
@access.signed_in
def voters(number: str) -> Answer:
    """Choose who votes at the gates, and who votes for them."""
    session, case = db.session(), finding.visible(number)
    _require(case, permissions.may_choose_voters(case, asker()))
    now = page.voters(session, case)
    if now is None:
        raise errors.Conflict(case=number, team=None)
    form, board = VotersForm(_sent()), eligibility.board(session)
    case_id, chosen = case.id, form.chosen() if request.method == "POST" else page.chosen(now)
    answer = _decided(form, number, lambda session, change: changes.choose_voters(session, case_id, chosen, change))
    facts = {"board": board, "deputies": page.deputies(session, board), "chosen": chosen}
    return answer or _page("team/voters.html", form, case=case, shown=[line.member.id for line in now], **facts)


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@access.signed_in
def join(number: str) -> Answer:
    """Let an organisation take part."""
    session, case = db.session(), finding.visible(number)
    _require(case, permissions.may_change_parties(session, case, asker()))
    here = {party.organisation_id for party in cases.parties(session, case.id)}
    form = JoiningForm(_sent())
    form.offer(one for one in organisations.all_of(session) if one.id not in here)
    case_id, wanted = case.id, form.organisation.data or ""
    answer = _decided(form, number, lambda session, change: changes.let_join(session, case_id, wanted, change))
    return answer or _page("team/join.html", form, case=case)


@blueprint.route("/organisations/<key>/leave", methods=["GET", "POST"])
@access.signed_in
def leave(number: str, key: str) -> Answer:
    """Let an organisation take part no more."""
    session, case = db.session(), finding.visible(number)
    _require(case, permissions.may_change_parties(session, case, asker()))
    parties = {party.organisation.key: party.organisation for party in cases.parties(session, case.id)}
    if key not in parties:
        raise errors.NotFound(organisation=key)
    form, case_id = ReasonForm(_sent()), case.id
    answer = _decided(form, number, lambda session, change: changes.let_leave(session, case_id, key, change))
    return answer or _page("team/leave.html", form, case=case, organisation=parties[key])


def _require(case: Case, may: bool) -> None:
    """NotAllowed, or CaseClosed where that is why."""
    if not may:
        raise errors.CaseClosed(case=case.number) if case.closed else errors.NotAllowed(case=case.number)


def _decided(form: ReasonForm, number: str, act: Act) -> Response | None:
    """The way back when a change was sent and made; what stands against it is told in the form."""
    if request.method == "GET" or not form.validate():
        return None
    try:
        with transaction(db.session()) as session:
            act(session, Change(by=me(), reason=form.reason.data or "", shown=form.shown))
    except errors.TeamRejected as problem:
        form.refuse(sentences.refusal(problem))
        return None
    except errors.ChangedMeanwhile:
        form.refuse(_("Somebody has changed this since you opened the page. Look at it again and send it once more."))
        return None
    flash(_("The change has been saved."), "success")
    return redirect(url_for("team.show", number=number), 303)


def _sent() -> ImmutableMultiDict[str, str] | None:
    return request.form if request.method == "POST" else None


def _page(template: str, form: ReasonForm, **facts: object) -> Answer:
    answer = render_template(template, form=form, problems=form.problems(), **facts)
    return (answer, 422) if form.problems() else answer
