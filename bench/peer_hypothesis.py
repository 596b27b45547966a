"""Hypothesis (Python): mails from strategies, as one would write them with what
it brings: addresses by its emails(), text, and the standard library's
EmailMessage, which writes them. FILE only gives its name to the line."""
import os
import sys
import time
from email.message import EmailMessage
from email.policy import SMTP

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

MESSAGES = 300

words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60)
lines = st.lists(words, max_size=20).map("\r\n".join)


@st.composite
def mails(draw):
    mail = EmailMessage(policy=SMTP)
    mail["From"] = draw(st.emails())
    mail["To"] = ", ".join(draw(st.lists(st.emails(), min_size=1, max_size=4)))
    mail["Subject"] = draw(words)
    mail.set_content(draw(lines))
    return mail.as_bytes()


def run():
    count = [0, 0]

    @seed(1)
    @settings(max_examples=MESSAGES, database=None, deadline=None,
              phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(mails())
    def one(raw):
        count[0] += 1
        count[1] += len(raw)

    began = time.perf_counter_ns()
    one()
    return time.perf_counter_ns() - began, *count


rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
runs = [run() for _ in range(rounds)]
ns = sorted(r[0] for r in runs)
name = os.path.basename(sys.argv[1]).removesuffix(".recs")
print("hypothesis", "gen", name, runs[0][2], runs[0][1], ns[0], ns[len(ns) // 2],
      "-", sep="\t")
