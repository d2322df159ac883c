#!/usr/bin/python3
"""Every sentence in every language that ships: each LANGUAGE.po beside an en.po has all its messages,
with the same placeholders, in that language, and says nothing that no sentence may say."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDERS = [ROOT / "po" / "vouchd", ROOT / "po" / "vouchctl", *sorted(path.parent for path in ROOT.glob("plugins/*/po/en.po"))]
LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)\s+)?"((?:[^"\\]|\\.)*)"$')
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}

# A sentence has a letter of its language's script, where the English one has any letter.
SCRIPTS = {"zh": r"[\u4e00-\u9fff]", "ar": r"[\u0600-\u06ff]"}
# As many English words in a row as no name of a product or standard has.
ENGLISH_RUN = 4
# What a message never says: it tells what was found, and not what somebody meant by it.
ACCUSING = re.compile(r"\bforge|\bfake|\bcounterfeit|伪造|偽造|假(?![日期])|冒充|مزو|تزوير|مزيف|زائف", re.IGNORECASE)
# What happened here, and not to the document: its sentence says that nothing speaks against that.
BLAMELESS = ("limit.memory", "limit.time", "revocation.unknown", "trust.not_configured", "worker.unavailable")
ACQUITS = {"en": "says nothing against the document", "zh-Hans": "并不表示文件有问题", "zh-Hant": "並不表示文件有問題",
           "ar": "ولا يُعدّ ذلك مأخذًا على المستند"}
# Forms of a unit after amounts, which English does not have (core/render/quantity.h).
FORM = re.compile(r"(word\.unit\..*)\.(two|few)$")
# Signs that are written otherwise in the other Chinese script.
SIGNS = {"zh-Hans": "簽證時間檔錄識頁紀續關務處後這為無與應項請對驗發現實際變說從來開電",
         "zh-Hant": "签证时间档录识页纪续关务处后这为无与应项请对验发现实际变说从来开电"}
# ... but for those that are signs of both.
SIGNS = {language: set(signs) - set(SIGNS["zh-Hans" if language == "zh-Hant" else "zh-Hant"])
         for language, signs in SIGNS.items()}
# What a language's readers write with: a sign outside of it is one of another script or place.
CHARSETS = {"zh-Hans": "gb2312", "zh-Hant": "big5hkscs"}
# Words of another trade or place, or that doubt somebody: what stands for them is at each catalogue's head.
NOT_OURS = {"zh-Hans": r"出行证件|[自所]称的(签名)?时间|自称", "zh-Hant": r"籤註|一並|巢狀|密鑰|自稱|網路",
            "ar": r"يدّع|المدّعى|هوية المقيم|غير ساري\b|صاحب الطلب(?! الرئيسي)"}


def unescape(text):
    return re.sub(r"\\(.)", lambda escape: ESCAPES[escape[1]], text)


def read_po(text):
    """{msgid: msgstr} of the messages; the header is "". A message twice, or a fuzzy one, is an error."""
    messages, entry, field = {}, {}, None
    for number, line in enumerate(text.splitlines() + ["", 'msgid ""'], 1):
        line = line.strip()
        if line.startswith("#,") and "fuzzy" in line:
            raise ValueError("line %d: fuzzy" % number)
        match = None if line.startswith("#") else LINE.match(line)
        if match and match[1] == "msgid" and "msgstr" in entry:
            if entry["msgid"] in messages:
                raise ValueError("line %d: %s twice" % (number, entry["msgid"]))
            messages[entry["msgid"]] = entry["msgstr"]
            entry = {}
        if match:
            field = match[1] or field
            entry[field] = entry.get(field, "") + unescape(match[2])
        elif line and not line.startswith("#"):
            raise ValueError("line %d: not understood: %s" % (number, line))
    return messages


def placeholders(sentence):
    return sorted(set(re.findall(r"\{[^}]*\}", sentence)))


def english_words(sentence):
    return re.findall(r"[A-Za-z']+", re.sub(r"\{[^}]*\}", ".", sentence))


def is_left_in_english(language, english, sentence):
    script = SCRIPTS.get(language.split("-")[0])
    words, theirs = english_words(english), " ".join(english_words(sentence))
    if not words:
        return False
    if sentence == english or script and not re.search(script, sentence):
        return True
    runs = (" ".join(words[at:at + ENGLISH_RUN]) for at in range(len(words) - ENGLISH_RUN + 1))
    return any(run in theirs for run in runs)


def signs_outside(charset, sentence):
    return "".join(sign for sign in sentence if charset and not sign.encode(charset, "ignore"))


def faults_of(language, english, messages):
    """What is wrong with a language's messages beside the English ones: a line each."""
    faults = ["%s: is no message of en.po" % id for id in messages.keys() - english.keys()
              if FORM.sub(r"\1", id) not in english]
    for id, wanted in english.items():
        sentence = messages.get(id)
        if id == "":
            if "Language: %s\n" % language not in messages.get("", ""):
                faults.append("the header names another language")
        elif not sentence:
            faults.append("%s: has no sentence" % id)
        elif placeholders(sentence) != placeholders(wanted):
            faults.append("%s: has %s, not %s" % (id, placeholders(sentence), placeholders(wanted)))
        elif is_left_in_english(language, wanted, sentence):
            faults.append("%s: is left in English: %s" % (id, sentence))
        elif ACCUSING.search(sentence):
            faults.append("%s: accuses: %s" % (id, sentence))
        elif SIGNS.get(language, set()) & set(sentence):
            faults.append("%s: has signs of the other script: %s" % (id, sentence))
        elif signs_outside(CHARSETS.get(language), sentence):
            faults.append("%s: has signs of another place: %s" % (id, sentence))
        elif language in NOT_OURS and re.search(NOT_OURS[language], sentence):
            faults.append("%s: has words that are not ours: %s" % (id, sentence))
    return sorted(faults)


class Shipped(unittest.TestCase):
    def test_every_message_has_its_sentence(self):
        for folder in FOLDERS:
            english = read_po((folder / "en.po").read_text("utf-8"))
            self.assertGreater(len(english), 20, folder)
            for path in sorted(folder.glob("*.po")):
                with self.subTest(str(path.relative_to(ROOT))):
                    language = path.stem
                    messages = read_po(path.read_text("utf-8"))
                    if language == "en":
                        faults = [id for id, said in messages.items() if not said or ACCUSING.search(said)]
                    else:
                        faults = faults_of(language, english, messages)
                    self.assertEqual([], faults, "%d faults" % len(faults))

    def test_what_happened_here_is_not_held_against_a_document(self):
        for path in sorted(FOLDERS[0].glob("*.po")):
            messages = read_po(path.read_text("utf-8"))
            for id in BLAMELESS:
                self.assertIn(ACQUITS[path.stem], messages[id], (path.stem, id))

    def test_a_language_ships_in_every_domain(self):
        languages = [{path.stem for path in folder.glob("*.po")} for folder in FOLDERS]
        self.assertGreater(len(languages), 3)
        for folder, here in zip(FOLDERS, languages):
            self.assertEqual(here, set.union(*languages), folder)


class Faults(unittest.TestCase):
    """Each fault is found."""
    ENGLISH = {"": "Language: en\n", "a": "Page {page} was changed after it had been signed.", "b": "{n}%"}
    CHINESE = {"": "Language: zh-Hans\n", "a": "第{page}页在签名之后被更改。", "b": "{n}%"}

    def faults(self, **change):
        return faults_of("zh-Hans", self.ENGLISH, {**self.CHINESE, **change})

    def test_none(self):
        self.assertEqual([], self.faults())

    def test_missing(self):
        self.assertIn("has no sentence", self.faults(a="")[0])

    def test_unknown(self):
        self.assertIn("no message of en.po", self.faults(c="页")[0])

    def test_forms(self):
        english = {**self.ENGLISH, "word.unit.days": "days"}
        forms = {**self.CHINESE, "word.unit.days": "天", "word.unit.days.few": "天"}
        self.assertEqual([], faults_of("zh-Hans", english, forms))
        for odd in ("word.unit.days.many", "word.unit.years.few"):
            self.assertIn("no message of en.po", faults_of("zh-Hans", english, {**forms, odd: "天"})[0])

    def test_placeholders(self):
        self.assertIn("not ['{page}']", self.faults(a="有一页在签名之后被更改。")[0])
        self.assertIn("not ['{n}']", self.faults(b="{n}{m}%")[0])

    def test_english(self):
        for left in (self.ENGLISH["a"], "Page {page}", "第{page}页was changed after it之后"):
            self.assertIn("left in English", self.faults(a=left)[0])

    def test_accusing(self):
        self.assertIn("accuses", self.faults(a="第{page}页是假的。")[0])
        self.assertEqual([], self.faults(a="第{page}页在节假日之后被更改。"))

    def test_other_script(self):
        self.assertIn("other script", self.faults(a="第{page}頁被更改。")[0])

    def test_another_place(self):
        english = {"": "Language: en\n", "a": "Tax certificate"}
        for language, sentence, fault in (("zh-Hant", "完税證明", "another place"), ("zh-Hant", "往來港澳通行證籤註", "not ours"),
                                          ("ar", "بطاقة هوية المقيم", "not ours"), ("zh-Hans", "签名人自称", "not ours")):
            messages = {"": "Language: %s\n" % language, "a": sentence}
            self.assertIn(fault, faults_of(language, english, messages)[0])

    def test_header(self):
        self.assertIn("header", str(faults_of("zh-Hant", self.ENGLISH, self.CHINESE)))

    def test_po(self):
        self.assertEqual({"": "x", "a": 'b"\n'}, read_po('msgid ""\nmsgstr "x"\n# c\nmsgid "a"\nmsgstr "b"\n"\\"\\n"'))
        for bad in ('msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"', '#, fuzzy\nmsgid "a"\nmsgstr "b"', "msgid a"):
            self.assertRaises(ValueError, read_po, bad)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    unittest.main()
