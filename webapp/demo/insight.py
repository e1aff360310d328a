"""What teams of the demonstration found out in the phase Insight."""

from collections.abc import Mapping
from datetime import date, timedelta

from webapp.demo.playing import Stage

Answers = Mapping[str, object]
BOARD = (("mads", "birgit"), ("karen", ""), ("anette", ""), ("elin", "ingrid"), ("jonas", ""))
MIDDLING: Answers = {"strategy": 3, "governance": 2, "skills": 2, "architecture": 3, "sharing": 2, "security": 4}


def team(stage: Stage, **others: str) -> Answers:
    """The team of most cases, by the roles of the form; other people for some roles by their keys."""
    usual = {"pm": "mads", "researcher": "amina", "architect": "amina", "finance": "elin", "benefit_owner": "karen"}
    chosen = {**usual, "chair": "anette", "deputy": "ingrid", **others}
    named: dict[str, object] = {role: stage.person(key) for role, key in chosen.items()}
    board = [
        {"member": stage.person(key), "substitute": stage.person(other) if other else None} for key, other in BOARD
    ]
    return {**named, "voters": board}


def last_year(stage: Stage) -> Answers:
    """The period of a baseline: the whole year before."""
    year = stage.calendar.today.year - 1
    return {"period_from": date(year, 1, 1), "period_to": date(year, 12, 31)}


def soon(stage: Stage, days: int) -> date:
    """A day to come."""
    return stage.calendar.today + timedelta(days=days)


HEATING_USERS: Answers = {
    "interviews": 9,
    "observations": 3,
    "groups": [
        {"name": "Vaktmästare", "text": "Ställer om värmen för hand i sju skolor och två bibliotek"},
        {"name": "Kvällsföreningar", "text": "Hyr idrottshallar och möteslokaler efter klockan 18"},
    ],
    "insights": [
        {"text": "Ingen vågar sänka värmen, för bokningar ändras samma dag", "evidence": "Sju av nio intervjuer"},
        {"text": "Tre byggnader värms hela helgen för en enda förening", "evidence": "Bokningslistan och mätaren"},
        {"text": "Vaktmästarna saknar en samlad bild av bokningar", "evidence": "Tre följda arbetsdagar"},
    ],
    "consent": True,
}
HEATING_JOURNEY: Answers = {
    "steps": [
        {"name": "Bokning tas emot", "role": "Kultur och fritid", "hours": 1, "text": "I ett eget system"},
        {"name": "Värmen ställs", "role": "Vaktmästare", "hours": 3, "text": "För hand, byggnad för byggnad"},
        {"name": "Klagomål tas emot", "role": "Reception", "hours": 1, "text": "När det är kallt"},
    ],
    "pains": [{"text": "Värmen följer en veckokalender från förra året", "impact": 4}],
    "systems": [{"name": "Bokningssystem", "supplier": "Eget"}, {"name": "Fastighetsstyrning", "supplier": "Okänd"}],
}
HEATING_DATA: Answers = {
    "data_sets": [
        {
            "name": "Bokningar av lokaler",
            "owner_org": "tallakra",
            "kind": "register",
            "update": "realtime",
            "licence": "closed",
            "access": "shared",
            "personal": True,
            "sensitive": False,
            "quality": 4,
        },
        {
            "name": "Värmemätare per byggnad",
            "owner_org": "tallakra",
            "kind": "sensor",
            "update": "hourly",
            "licence": "CC-BY-4.0",
            "access": "open",
            "personal": False,
            "sensitive": False,
            "quality": 3,
        },
    ]
}
HEATING_BASELINE: Answers = {
    "kpi": "Värme mellan 18 och 06",
    "unit": "kWh",
    "value": 412_000,
    "source": "Värmemätarna i nio byggnader",
    "uncertainty": 5,
    "method": "Summan av timvärden, normalårskorrigerad",
}
HEATING_SOTA: Answers = {
    "research": [
        {"name": "Förutsägande styrning av värme", "text": "12 till 20 procent mindre värme i kontor"},
        {"name": "Bokningsdata i skolor", "text": "Två försök, båda med gott resultat"},
    ],
    "market": [{"name": "Fastighetsstyrning med bokning", "supplier": "Flera", "comment": "Kräver byte av styrning"}],
    "novelty": "adapt",
    "gaps": "Ingen produkt läser både bokningar och mätare utan att styrningen byts ut.",
}
HEATING_PROBLEM: Answers = {
    "hmw": "låta värmen i lokaler följa bokningarna timme för timme?",
    "root_causes": "Bokningar och värmestyrning vet ingenting om varandra.",
    "non_goals": "Att byta värmesystem.",
    "hypotheses": [
        {"assumption": "Byggnaderna hinner bli varma på två timmar", "riskiest": True},
        {"assumption": "Föreningarna bokar minst ett dygn innan", "evidence": "Bokningslistan", "riskiest": False},
    ],
    "owner_still": True,
}
PUMPS_USERS: Answers = {
    "interviews": 7,
    "groups": [{"name": "Driftstekniker", "text": "Sköter 41 värmepumpar i kommunens fastigheter"}],
    "insights": [
        {"text": "Pumparna går för fullt när elen är som dyrast", "evidence": "Fakturor och driftloggar"},
        {"text": "Teknikerna styr gärna om de kan se elnätets läge", "evidence": "Sex av sju intervjuer"},
        {"text": "Elnätsbolaget saknar en väg att be om mindre last", "evidence": "Intervju med elnätsbolaget"},
    ],
    "consent": True,
}
PUMPS_JOURNEY: Answers = {
    "steps": [
        {"name": "Driftläget läses", "role": "Driftstekniker", "hours": 2, "text": "Pump för pump"},
        {"name": "Börvärdet ändras", "role": "Driftstekniker", "hours": 1, "text": "Två gånger om året"},
    ],
    "pains": [{"text": "Toppar i elnätet kostar utan att någon ser dem", "impact": 5}],
}
PUMPS_DATA: Answers = {
    "data_sets": [
        {
            "name": "Driftloggar för värmepumpar",
            "owner_org": "tallakra",
            "kind": "sensor",
            "update": "hourly",
            "licence": "closed",
            "access": "shared",
            "personal": False,
            "sensitive": False,
            "quality": 3,
            "iot_dataact": True,
        }
    ]
}
PUMPS_BASELINE: Answers = {
    "kpi": "Högsta effekt en vardagsmorgon i januari",
    "unit": "count",
    "value": 386,
    "source": "Elnätsbolagets timvärden, kilowatt",
    "uncertainty": 3,
    "method": "Högsta timvärdet av de tio kallaste vardagarna",
}
PUMPS_SOTA: Answers = {
    "research": [
        {"name": "Flexibel last i bostadsområden", "text": "Upp till 30 procent lägre toppar"},
        {"name": "Styrning efter nätets läge", "text": "Ett danskt försök med 90 pumpar"},
    ],
    "novelty": "adapt",
    "gaps": "Inget försök har styrt offentliga byggnader över en landsgräns.",
}
PUMPS_PROBLEM: Answers = {
    "hmw": "låta kommunens värmepumpar vila när elnätet är som mest belastat?",
    "root_causes": "Pumparna känner inte elnätets läge.",
    "hypotheses": [{"assumption": "Byggnaderna håller värmen i tre timmar", "riskiest": True}],
    "owner_still": True,
}
TRIPS_USERS: Answers = {
    "interviews": 6,
    "groups": [{"name": "Föräldrar", "text": "Kör barn till skolan varje morgon"}],
    "insights": [
        {"text": "Fyra av tio bilar vid skolan har ett ledigt säte från samma gata", "evidence": "Räkning två mornar"},
        {"text": "Föräldrar kör bara med andra som de känner", "evidence": "Fem av sex intervjuer"},
        {"text": "Pendlare åker samma väg men tio minuter tidigare", "evidence": "Räkning vid stationen"},
    ],
    "consent": True,
}
TRIPS_JOURNEY: Answers = {
    "steps": [
        {"name": "Morgonen planeras", "role": "Förälder", "hours": 0, "text": "I en gruppchatt"},
        {"name": "Barnet lämnas", "role": "Förälder", "hours": 1, "text": "Med egen bil"},
    ],
    "pains": [{"text": "Kö och farliga vändningar framför skolan", "impact": 4}],
}
