"""What makers share within a run: keys, fonts, and short ways to a signed document."""

import functools

from . import cms, draw, stamp
from .fonts import EmbeddedFont, FontSet
from .pki import Pki
from .record import HONG_KONG, MACAO, year_record
from .sign import Field, sign

# Whatever a sample may print beyond the usual record, so that one subset serves all.
SPARE = (
    "陈样例女李试普护照旅行文锦渡沙头角蛇厦门码头机场北京首都杭州上海浦东香港珠澳大桥演示单位"
    "赵钱孙周吴郑证未知岛变更ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    " .,:;/|*()-+#X·（）"
)


class Workshop:
    def __init__(self):
        self.pki = Pki()
        self.made = {}

    def once(self, key, make):
        """What `make()` gave when first asked for under this key."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    @functools.cached_property
    def fonts(self):
        characters = draw.characters(year_record(4), draw.Layout()) + stamp.TEXT + SPARE
        return FontSet(EmbeddedFont(characters + "".join(HONG_KONG + MACAO)))

    def record(self, count=12, **changes):
        return year_record(count, **changes)

    def drawn(self, record=None, layout=draw.Layout(), **options):
        return draw.draw(record or self.record(), layout, options.pop("fonts", self.fonts), **options)

    def plan(self, **changes):
        return cms.Plan(self.pki.signer).but(**changes)

    def signed(self, record=None, layout=draw.Layout(), plan=None, field=Field(), **options):
        """-> (Document, Signed)"""
        document = self.drawn(record, layout, **options)
        return document, sign(document, plan or self.plan(), field)

    def signed_bytes(self, *arguments, **options):
        document, _ = self.signed(*arguments, **options)
        return bytes(document.file.data)
