"""Everyday words, Danish and English, and the words that the tables use instead, by subject.

Inflections need no line: both sides are stemmed. A key of several words is matched where these
follow each other, small words between them left out. A word may stand for itself as well, with
others beside it.
"""

from __future__ import annotations

import re

EVERYDAY: dict[str, str] = {
    # Unemployment
    "arbejdsløs": "ledig",
    "arbejdsledig": "ledig",
    "jobless": "unemployed",
    "uden job": "ledig",
    "uden arbejde": "ledig",
    "mangler arbejde": "ledig",
    "manglede arbejde": "ledig",
    "out of work": "unemployed",
    "arbejdsløshedsprocent": "ledige procent arbejdsstyrken",
    "ledighedsprocent": "ledige procent arbejdsstyrken",
    "ledighedsgrad": "ledige procent arbejdsstyrken",
    "langvarig": "langtidsledig",
    "længe": "langtidsledig",
    "længere tid": "langtidsledig",
    "over et år": "langtidsledig",
    "renset årstid": "sæsonkorrigeret",
    "renset sæson": "sæsonkorrigeret",
    "årstidsudsving": "sæsonkorrigeret",
    "sæsonrenset": "sæsonkorrigeret",
    "sæsonudsving": "sæsonkorrigeret",
    # Benefits
    "a-kasse": "dagpenge",
    "forsikret": "dagpenge",
    "insured": "unemployment benefit",
    "understøttelse": "dagpenge",
    "bistand": "kontanthjælp",
    "bistandshjælp": "kontanthjælp",
    "bistandsmodtager": "kontanthjælpsmodtagere",
    "socialhjælp": "kontanthjælp",
    "ikke-forsikret": "kontanthjælp",
    "social assistance": "cash benefit",
    "welfare": "cash benefit",
    "overførselsindkomst": "offentlig forsørgelse",
    "ydelse": "forsørgelse ydelse",
    "syg": "sygedagpenge",
    "sygemeldt": "sygedagpenge",
    "sick": "sickness",
    "ventet": "forventet",
    "skulle tro": "forventet",
    # Work and activation
    "aktiveret": "aktivering",
    "indsats": "aktivering indsats",
    "klar job": "jobparat",
    "klar uddannelse": "uddannelsesparat",
    "parathed": "visitationskategori",
    "match": "visitationskategori",
    "bijob": "løntimer",
    "deltidsjob": "løntimer",
    "fritidsjob": "løntimer",
    "småjob": "løntimer",
    "timelønnet": "løntimer",
    "ved siden af": "løntimer",
    "part-time": "paid hours",
    "del tid": "activation degree",
    "kursus": "opkvalificering uddannelse",
    "kurser": "opkvalificering uddannelse",
    "course": "courses upskilling",
    "nyttejob": "nytteindsats",
    "praktik": "virksomhedspraktik",
    "praktikant": "virksomhedspraktik",
    "trainee": "internship",
    "støttet job": "løntilskud",
    # Municipalities and people
    "befolkning": "folketal population",
    "beboer": "folketal population",
    "borger": "folketal population",
    "bor": "folketal population",
    "indbygger": "folketal population",
    "inhabitants": "population",
    "people live": "population",
    "live": "population residents",
    "folk bor": "folketal population",
    "mennesker bor": "folketal population",
    "grænse": "neighbours grænse",
    "grænser op": "neighbours grænse",
    "grænser til": "neighbours grænse",
    "border": "border neighbours",
    "nabo": "neighbours grænse",
    "by": "storby",
    "gruppe": "kommunegruppe",
    "amt": "county",
    "fusion": "reform gamle nye kommuner",
    "lagt sammen": "gamle nye kommuner",
    "lagt ind": "gamle nye kommuner",
    "lagt under": "gamle nye kommuner",
    "merged": "old new reform",
    "merger": "old new reform",
    "nedlagt": "gamle kommuner",
    "sammenlagt": "gamle nye kommuner",
    "sammenlægning": "gamle nye kommuner",
    "strukturreform": "kommunalreformen",
    "delt": "split divided",
    "areal": "area km2",
    "størrelse": "area km2",
    # Local conditions
    "betingelser": "rammevilkår",
    "vilkår": "rammevilkår",
    "ejerbolig": "owner-occupied",
    "bolig": "dwellings",
    "fattig": "income inequality",
    "rig": "income inequality",
    "rig fattig": "income inequality",
    "ulighed": "income inequality",
    "indkomst": "income",
    "løn": "earned income",
    "indvandrer": "citizens non-western",
    "udlænding": "citizens non-western",
    "udgift": "expenditure",
    "kriminalitet": "thefts",
    "tyveri": "thefts",
    "uddannelsesniveau": "higher education",
    "videregående uddannelse": "higher education",
    # Place and measure
    "danmark": "hele landet",
    "denmark": "whole country",
    "landsplan": "hele landet",
    "national": "whole country national",
    "nationwide": "whole country",
    "andel": "procent share",
    "procentdel": "procent",
    "percentage": "per cent",
    "pct": "procent",
    "rate": "rate procent",
}

# Words that say nothing of what a table holds.
SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    ad af alle alt altså andre antal at blandt blev blive bliver da de del dem den denne der deres
    det dette dig din dog du efter eller en end er et fik find flere fleste folk for fordi fra fx få
    får færre gang give giver har have hele hun hvad hvem hver hvilke hvilken hvilket hvis hvor
    hvordan hvornår høj i ikke ind ingen jeg kan kommer kun lav man mange med meget mellem mere
    mest min mindst mod mon ned noget nogen nogle nu når og også om op os over per personer pr på
    samlet se sig sin siden skal skulle som stor stort størst så tal tallene tabel tabeller tid til
    tilbage tro ud under var ved vi vil vis være været
    a about after all an and any are as at be been by can did do does find for from had has have how
    i in into is it its many me more most much not of on or per show since table tables than that
    the their them there they this to until was were what when where which who why will with
    """,
    )
)
