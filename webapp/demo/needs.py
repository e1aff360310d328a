"""The needs of the demonstration, as the municipalities that have them tell them."""

from dataclasses import dataclass

from webapp.demo.playing import Stage


@dataclass(frozen=True, kw_only=True)
class Need:
    """What somebody of a municipality says of a need; all are public and backed by their management."""

    by: str
    org: str
    title: str
    problem: str
    who: str
    goal: str
    theme: str
    sdg: tuple[str, ...]
    personal: str = "no"

    def told(self, stage: Stage, name: str) -> int:
        """Open the case and describe the need in it; gives the case."""
        case = stage.open(name, self.by, self.org)
        stage.answer(
            case,
            "t_need",
            self.by,
            title=self.title,
            org=self.org,
            problem=self.problem,
            who=self.who,
            goal=self.goal,
            theme=self.theme,
            sdg=list(self.sdg),
            owner=stage.person(self.by),
            mgmt_support=True,
            personal=self.personal,
            public=True,
        )
        return case


REUSABLE_PARTS = Need(
    by="karen",
    org="bolgelev",
    title="Register over genbrugelige bygningsdele",
    problem=(
        "Når kommunens bygninger rives ned eller bygges om, ender døre, vinduer og mursten som affald, selv om de "
        "kunne bruges igen. Ingen ved, hvad der ligger hvor, og hvornår det kan hentes. Hvert år køber vi nyt for "
        "det, som en anden afdeling samme uge har smidt ud."
    ),
    who="Bygherrer, driftsafdelinger og nedrivningsfirmaer i kommunen",
    goal="Vi kan se brugbare bygningsdele, før de fjernes, og bruge dem i andre byggerier.",
    theme="circular",
    sdg=("11", "13"),
)

TREES_AND_HEAT = Need(
    by="mads",
    org="vindelunde",
    title="Træer og varme i 3D-bymodel",
    problem=(
        "Bymidten bliver for varm om sommeren, og vi planter træer, hvor der er plads, ikke hvor de køler mest. "
        "Vores 3D-bymodel kender husene, men hverken trækroner, skygge eller overflader. Planlæggerne gætter, og "
        "borgerne klager over de samme pladser år efter år."
    ),
    who="Planlæggere, plejehjem og alle, der færdes i bymidten",
    goal="Vi kan se, hvor nye træer sænker temperaturen mest, før vi planter dem.",
    theme="urban_3d",
    sdg=("11", "13"),
)

LOBBY_SCREENS = Need(
    by="jonas",
    org="strandkoping",
    title="Skärmar i stadshusets foajé",
    problem=(
        "Besökare hittar inte till rätt möte i stadshuset, och receptionen svarar på samma fråga hela dagen. De "
        "papperslappar som sitter på dörrarna är ofta gamla. Vi vill visa dagens möten på skärmar i foajén, så att "
        "receptionen får tid till andra ärenden och besökare kommer fram i tid."
    ),
    who="Besökare och receptionen",
    goal="Besökare hittar själva och kommer i tid.",
    theme="other",
    sdg=("9",),
)

STREET_LIGHTS = Need(
    by="elin",
    org="tallakra",
    title="Gatubelysning som följer trafiken",
    problem=(
        "Gatlyktorna lyser lika starkt hela natten, också där ingen går eller kör. Vi har bytt till lysdioder men "
        "styr dem med en klocka från nittiotalet. Vi vet inte när det är trafik på gång- och cykelvägarna, och "
        "vågar därför inte dämpa ljuset."
    ),
    who="Alla som går och cyklar på kvällen, och driften av gatubelysningen",
    goal="Ljuset dämpas när ingen är där, och ingen känner sig otrygg.",
    theme="energy",
    sdg=("7", "11", "13"),
    personal="unsure",
)

SHARED_TRIPS = Need(
    by="jonas",
    org="strandkoping",
    title="Samåkning till skola och station",
    problem=(
        "Varje morgon kör hundratals föräldrar till samma skolor och pendlare till samma station, oftast en person "
        "i varje bil. Köerna gör skolvägen farlig, bussarna blir sena och utsläppen minskar inte. Ingen vet vem "
        "som åker samma väg, och de grupper som finns räcker inte utanför den egna gatan."
    ),
    who="Föräldrar, elever och pendlare i två kommuner",
    goal="Var fjärde bil färre på morgonen, och en skolväg som barn kan gå ensamma.",
    theme="mobility",
    sdg=("9", "11", "13"),
    personal="yes",
)

NIGHT_HEATING = Need(
    by="elin",
    org="tallakra",
    title="Nattuppvärmning i kommunala byggnader",
    problem=(
        "Skolor och bibliotek värms hela natten och hela helgen, eftersom vaktmästarna inte vet när lokalerna är "
        "bokade. Värmen ställs om för hand två gånger om året. Förra året gick en tredjedel av värmen åt när ingen "
        "var där, och ändå klagade föreningar på kalla salar."
    ),
    who="Fastighetsdriften, skolorna och föreningarna",
    goal="Värmen följer bokningarna, och nattförbrukningen halveras på två år.",
    theme="energy",
    sdg=("7", "13"),
)

HEAT_PUMPS = Need(
    by="elin",
    org="tallakra",
    title="Värmepumpar som följer elnätet",
    problem=(
        "Kommunens värmepumpar drar mest el när nätet är som mest belastat. Elnätsbolaget bygger ut för några få "
        "timmar om året, och kostnaden hamnar hos alla. Teknikerna har ingen möjlighet att se nätets läge, och "
        "pumparna styrs en och en."
    ),
    who="Driften, elnätsbolaget och alla som betalar för nätet",
    goal="Högsta effekten på vintermorgnar sänks med en femtedel utan att någon fryser.",
    theme="energy",
    sdg=("7", "9", "13"),
)
