"""Records as attachments of the mails that bring them: one attachment, one level.

Made by Python's own mail package (RFC 5322, RFC 2045); where it refuses, by hand.
"""

import base64
import email.message
import email.policy

from .archives import PASSWORD, RECORD, record, zipcrypto
from .catalogue import Made, open_question, passed, register, undecided

ANY = open_question(any_of=["archive.*"])


def message(*attachments, html=False, encoding="base64"):
    """`attachments`: [(name, MIME type, bytes)]"""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = "Sample <sample@issuer.example>"
    mail["To"] = "王小样 <applicant@example>"
    mail["Subject"] = "出入境记录查询结果（电子文件）"
    mail["Date"] = "Sat, 04 Apr 2026 20:49:00 +0800"
    mail["Message-ID"] = "<17@issuer.example>"
    mail.set_content("您的出入境记录查询结果见附件。\n")
    if html:
        mail.add_alternative("<p>您的出入境记录查询结果见附件。</p>", subtype="html")
    for name, kind, data in attachments:
        mail.add_attachment(data, *kind.split("/"), filename=name, cte=encoding)
    return bytes(mail)


def pdf(data, name=RECORD):
    return (name, "application/pdf", data)


def mail(label, title, expect, pack, why="", **options):
    """`pack(record bytes)` -> the mail's bytes"""

    def maker(workshop):
        data, said = record(workshop)
        return Made(pack(data), said if expect["indication"] == "total_passed" else None)

    register(f"mail-{label}", "mail", title, expect, maker, why, suffix="eml", **options)


def alone(data):
    """The attachment is the whole body; headers folded, and no multipart at all."""
    head = (b"From: sample@issuer.example\r\nSubject: record\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: application/pdf;\r\n\tname=\"" + RECORD.encode() + b"\"\r\n"
            b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n")
    return head + base64.encodebytes(data).replace(b"\n", b"\r\n")


def in_a_mail(data):
    outer = email.message.EmailMessage(policy=email.policy.SMTP)
    outer["Subject"] = "forwarded"
    outer.set_content("see below\n")
    outer.add_attachment(email.message_from_bytes(message(pdf(data)), policy=email.policy.SMTP))
    return bytes(outer)


def _mails():
    mail("attachment", "One attachment, base64", passed(), lambda d: message(pdf(d)))
    mail("html", "The text in two kinds, and one attachment", passed(), lambda d: message(pdf(d), html=True),
         "What is to be read in the mail itself is no attachment.")
    mail("alone", "The body is the attachment", passed(), alone)
    mail("unix", "Bare line feeds, as programs store mails", passed(),
         lambda d: message(pdf(d)).replace(b"\r\n", b"\n"))
    mail("chinese-name", "A Chinese name of the attachment", passed(),
         lambda d: message(pdf(d, "出入境记录查询结果（电子文件）.pdf")))
    mail("two", "Two attachments", undecided(None, "archive.many_files"), lambda d: message(pdf(d), pdf(d, "b.pdf")))
    mail("none", "No attachment", ANY, lambda d: message())
    mail("in-mail", "A mail in a mail", ANY, in_a_mail, "One level, no more.")
    mail("truncated", "Cut off within the attachment", ANY, lambda d: message(pdf(d))[: len(d) // 2])
    mail("rubbish-in-base64", "Characters in the attachment that base64 does not have", ANY,
         lambda d: message(pdf(d)).replace(b"JVBERi0x", b"JVBE~Ri0x"))
    mail("zip", "A password zip attached", ANY,
         lambda d: message((f"{RECORD}.zip", "application/zip", zipcrypto({RECORD: d}))),
         "One level, no more: two would be a maze.", password=PASSWORD)


_mails()
