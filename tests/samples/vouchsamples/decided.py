"""Records that policies are asked about; the cases themselves stand in tests/policy."""

import datetime as dt

from . import draw
from .catalogue import Made, passed, sample
from .fonts import EmbeddedFont, FontSet
from .record import BEIJING, EEP, Crossing, Record, day_trips, masked
from .sign import Field

NUMBER = "C12345678"


def visitor():
    """Left the Mainland for Hong Kong yesterday, and made his record this morning."""
    today = dt.date(2026, 11, 22)
    earlier = day_trips(6, dt.date(2026, 11, 10), dt.date(2026, 8, 1), ports=["罗湖口岸", "福田口岸"])
    crossings = [Crossing("exit", dt.date(2026, 11, 21), "深圳湾口岸", EEP, NUMBER)]
    crossings += [Crossing(c.direction, c.date, c.port, EEP, NUMBER) for c in earlier]
    return Record(
        serial="E261122900023", queried_on=today, name="张某某", sex="男", birth=dt.date(1990, 1, 1),
        id_number=masked("110101199001011237"), period_from=dt.date(2025, 11, 22), period_to=today,
        made_at=dt.datetime(2026, 11, 22, 9, 14, tzinfo=BEIJING), crossings=crossings)


@sample("visitor", "decided", "A record made on the day of an application, in the morning", passed(),
        at="2026-11-22T02:30:00Z")
def _visitor(workshop):
    """The given case of the policy welab-mcv: its number is masked, its newest row an exit."""
    record = visitor()
    fonts = FontSet(EmbeddedFont(draw.characters(record, draw.Layout())))
    field = Field(when=record.made_at + dt.timedelta(seconds=31))
    document, _ = workshop.signed(record, field=field, fonts=fonts)
    return Made(bytes(document.file.data), record.claims())
