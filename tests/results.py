"""Results built by hand, so that reports are tested without a solver."""

from collections import Counter
from datetime import date, time, timedelta

from checker.case import UNKNOWN, Case, Entry, Gap, Note, Place
from checker.errors import InputInvalid, Problem
from checker.findings import (
    ADVERSE,
    ActVerdict,
    Because,
    CaseResult,
    Citation,
    Done,
    Due,
    Edition,
    Finding,
)

FTD = "IRM 5.7.1, FTD Alerts"
STAY = "11 USC 362, the automatic stay"
IRM_URL = "https://www.irs.gov/irm/part5/irm_05-007-001"
USC_URL = "https://www.law.cornell.edu/uscode/text/11/362"
HOSTILE = '</script><script>alert(1)</script>"). violated(x'


def entry(name, kind, line, day=None, file="case.yaml", /, **more):
    """Return an act, or an entity where `day` is None."""
    frame = {k: more.pop(k) for k in ("clock", "earliest", "latest") if k in more}
    return Entry(name, kind, more, Place(file, line, 5), day, **frame)


def finding(norm, status, statement, **more):
    """Return a finding with what a test does not care about filled in."""
    subject = more.pop("subject", "A1")
    trigger = more.get("trigger")
    part = more.get("part")
    values = {
        "key": "|".join([norm, *filter(None, [part]), subject, trigger or ""]),
        "severity": "irm_step",
        "force": "obligation",
        "bearer": "revenue_officer",
        "citations": (Citation("IRM 5.7.1.6(1)", IRM_URL),),
        "covers": (f"ftd.{norm.replace('_', '-')}",),
        "chapter": FTD,
        "stage": "contact",
        **more,
    }
    return Finding(
        norm=norm, status=status, statement=statement, subject=subject, **values
    )


def due(start, days, label):
    """Return a last day counted from `start`."""
    last = start + timedelta(days=days)
    return Due(last, f"{label} {start} + {days} calendar days = {last}")


def result(case, findings, acts=(), computed=None):
    """Return a result with its counts."""
    findings = tuple(findings)
    return CaseResult(
        case=case,
        as_of=case.as_of,
        findings=findings,
        acts=tuple(acts),
        computed=computed or {},
        counts={
            "status": dict(Counter(f.status for f in findings)),
            "severity": dict(
                Counter(f.severity for f in findings if f.status in ADVERSE)
            ),
        },
        version="0.1.0",
        rulebook="3f9a1c0b7d52",
        rulebook_name=f"{FTD}; {STAY}",
    )


def ftd():
    """An FTD Alert: a late contact, a wrong letter, open and running duties."""
    assigned, letter, contact = date(2026, 9, 16), date(2026, 9, 18), date(2026, 10, 13)
    acts = (
        entry("A1.received_date", "alert_received", 12, date(2026, 9, 14), alert="A1"),
        entry("A1.assigned_date", "alert_assigned", 12, assigned, alert="A1"),
        entry("r1", "research", 16, date(2026, 9, 17), by="revenue_officer"),
        entry(
            "l1",
            "letter_issued",
            18,
            letter,
            by="revenue_officer",
            letter="5857",
            to="taxpayer",
            appointment="telephone",
            appointment_date=date(2026, 10, 2),
            appointment_time=time(9, 30),
        ),
        entry(
            "#5",
            "contact_attempt",
            21,
            date(2026, 10, 2),
            channel="telephone",
            outcome="no_answer",
        ),
        entry(
            "c1",
            "contact",
            24,
            contact,
            clock=time(11, 5),
            channel="telephone",
            topics=("reason_for_contact", "deposit_rules"),
            text="Owner J. Doe, SSN 123-45-6789, says payroll 12-3456789 is late.",
        ),
        entry("p1", "payment_promised", 29, date(2026, 10, 13), amount=185000),
        entry("x1", "field_visit", 31, date(2026, 10, 20)),
    )
    case = Case(
        id="FTD-2026-0412",
        as_of=date(2026, 10, 15),
        entities=(
            entry("T", "taxpayer", 4, kind="corporation", tin="12-3456789"),
            entry("M1", "module", 6, mft="01", period="202609", balance=912040),
            entry("A1", "alert", 9, module="M1", priority_code="B"),
        ),
        acts=acts,
        place=Place("case.yaml", 1, 1),
        parameters={"claim_filing_tolerance_amount": 250000},
        gaps=(
            Gap(date(2026, 8, 1), date(2026, 9, 1), "ics", Place("case.yaml", 34, 3)),
        ),
        notes=(
            Note(
                "The history is out of order; it was sorted.", Place("case.yaml", 14, 1)
            ),
            Note("x1 lies after the day of the audit and is not counted."),
        ),
        source="case.yaml",
    )
    because = (
        Because("2026-09-16: alert assigned: alert A1", ("A1.assigned_date",)),
        Because("2026-10-13 11:05: contact by telephone, initial", ("c1",)),
        Because("2026-10-13 is after 2026-10-11", ()),
    )
    late = finding(
        "contact_within_term",
        "met_late",
        "Contact the taxpayer within the term of the alert.",
        trigger="A1.assigned_date",
        trigger_day=assigned,
        due=due(assigned, 25, "alert assigned"),
        done=Done("c1", contact),
        days_late=2,
        edition=Edition(date(2026, 6, 23), None),
        entries=("A1.assigned_date", "c1"),
        because=because,
    )
    missed = finding(
        "notify_in_writing",
        "violated",
        "Confirm in writing what was agreed at the initial contact.",
        trigger="#5",
        trigger_day=date(2026, 10, 2),
        due=due(date(2026, 10, 2), 10, "contact attempt"),
        days_late=3,
        reason="nothing recorded that does it",
        entries=("#5",),
        because=(Because("2026-10-02: contact attempt: no answer", ("#5",)),),
    )
    lacking = [
        finding(
            "letter_content",
            "violated",
            "The letter states what the taxpayer needs to prepare.",
            part=part,
            severity=severity,
            trigger="l1",
            trigger_day=letter,
            done=Done("l1", letter),
            reason=f"missing: {part.replace('_', ' ')}",
            citations=(Citation("IRM 5.7.1.5(4)", IRM_URL), Citation("Letter 5857")),
            stage="research before contact",
            entries=("l1",),
            because=(Because("2026-09-18: letter issued: letter 5857", ("l1",)),),
        )
        for part, severity in (
            ("deposit_table", "irm_step"),
            ("call_back_number", "not_documented"),
        )
    ]
    running = [
        finding(
            norm,
            "due",
            statement,
            trigger="c1",
            trigger_day=contact,
            due=due(contact, days, "contact") if days else None,
            days_elapsed=None if days else 2,
            because=(Because("2026-10-13 11:05: contact by telephone", ("c1",)),),
            entries=("c1",),
        )
        for norm, statement, days in (
            (
                "schedule_field_meeting",
                "Schedule a follow-up meeting in the field.",
                30,
            ),
            ("verify_deposits", "Verify that the promised deposits were made.", 10),
            ("document_cause", "Document cause and cure on the pick list.", 0),
        )
    ]
    asked = [
        finding(
            "warn_of_penalty",
            "undetermined",
            "Warn of the trust fund recovery penalty where trust funds are due.",
            reason="depends on what is not known: trust fund of M1, owner of T",
            would_decide=("M1.trust_fund", "T.responsible_person"),
            because=(Because("module M1: balance is $9,120.40", ("M1",)),),
            entries=("M1",),
        ),
        finding(
            "large_dollar_review",
            "undetermined",
            "Have a large-dollar alert reviewed by the group manager.",
            reason="depends on an amount that the manual withholds",
            would_decide=("M1.trust_fund", "large_dollar_threshold"),
        ),
    ]
    stages = ("receipt", "research before contact", "contact", "closing")
    quiet = [
        finding(
            f"step_{number}",
            status,
            f"Do step {number} of the {stage} of an alert.",
            stage=stage,
            citations=(Citation(f"IRM 5.7.1.{4 + number}(2)", IRM_URL),),
            trigger="A1.assigned_date",
            trigger_day=assigned,
            due=due(assigned, 3 + number, "alert assigned") if number % 3 else None,
            done=Done("r1", date(2026, 9, 17)) if status == "met" else None,
            reason=None if status == "met" else "disaster area",
        )
        for number, (stage, status) in enumerate(
            (stage, status)
            for stage in stages
            for status in ("met", "met", "met", "excused")
        )
    ]
    found = [missed, *lacking, late, *asked, *running, *quiet]
    return result(case, found, computed={"letter_5857.current_quarter": "$1,850.00"})


def _breach(norm, statement, act, day, **more):
    return finding(
        norm,
        "breached",
        statement,
        subject=act,
        severity="law",
        force="prohibition",
        bearer="irs_employee",
        chapter=STAY,
        stage="prohibited acts",
        done=Done(act, day),
        entries=("B1.petition_date", act),
        because=(
            Because("2026-05-05: petition filed: chapter 13", ("B1.petition_date",)),
            Because(f"{day}: the act, while the stay stood", (act,)),
        ),
        **more,
    )


def stay():
    """A levy and a demand in a chapter 13 case; one breach is repaired."""
    petition, notice, levy = date(2026, 5, 5), date(2026, 5, 11), date(2026, 5, 26)
    case = Case(
        id="STAY-2026-0117",
        as_of=date(2026, 6, 30),
        entities=(
            entry("T", "taxpayer", 4, kind="individual", tin="***-**-4821"),
            entry("M1", "module", 6, mft="30", period="202212", balance=912040),
            entry("B1", "bankruptcy", 9, chapter="13", debtors=("T",)),
        ),
        acts=(
            entry("B1.petition_date", "petition_filed", 9, petition, chapter="13"),
            entry("N1", "bankruptcy_notice", 12, notice, channel="cio"),
            entry("D1", "payment_requested", 13, date(2026, 5, 8), how="telephone"),
            entry("L1", "levy_issued", 14, levy, form="668-W", payer="Acme"),
            entry("A1", "audit_started", 16, date(2026, 6, 2)),
            entry("S1", "setoff", 17, date(2026, 6, 4), amount=300000000000),
            entry("L2", "levy_released", 19, date(2026, 6, 9), levy="L1"),
            entry(
                "U1",
                "refund_held",
                21,
                UNKNOWN,
                earliest=date(2026, 6, 1),
                latest=date(2026, 6, 20),
            ),
        ),
        place=Place("case.yaml", 1, 1),
        source="case.yaml",
    )
    law = (Citation("11 USC 362(a)(6)", USC_URL), Citation("IRM 5.17.8.10(2)"))
    bans = [
        finding(
            norm,
            "in_force",
            statement,
            subject="B1",
            severity="law",
            force="prohibition",
            bearer="irs_employee",
            chapter=STAY,
            stage="prohibited acts",
            citations=law,
            period=(petition, None),
        )
        for norm, statement in (
            ("no_suit", "Bring no suit to collect a prepetition tax."),
            ("no_nftl", "File no notice of lien against property of the estate."),
        )
    ]
    findings = [
        _breach(
            "no_demand_in_stay",
            "Do not ask the debtor to pay a prepetition tax.",
            "D1",
            date(2026, 5, 8),
            knowing=False,
            citations=law,
        ),
        _breach(
            "no_levy_in_stay",
            "Make no levy for a prepetition tax.",
            "L1",
            levy,
            knowing=True,
            repaired=True,
            citations=law,
        ),
        finding(
            "setoff_needs_relief",
            "undetermined",
            "Set off a refund only where the law lets it.",
            subject="S1",
            severity="law",
            chapter=STAY,
            done=Done("S1", date(2026, 6, 4)),
            reason="Was the refund for a year before the petition?",
            would_decide=("S1.refund_period",),
            citations=(Citation("11 USC 362(b)(26)", USC_URL),),
        ),
        *bans,
        finding(
            "audit_permitted",
            "permitted",
            "A tax audit may go on in spite of the stay.",
            subject="A1",
            severity="law",
            force="permission",
            chapter=STAY,
            stage="permitted acts",
            done=Done("A1", date(2026, 6, 2)),
            reason="an audit to determine tax liability",
            citations=(Citation("11 USC 362(b)(9)(A)", USC_URL),),
        ),
        finding(
            "release_levy",
            "met",
            "Release a levy that was made in breach of the stay.",
            subject="L1",
            chapter=STAY,
            stage="corrective duties",
            trigger="L1",
            trigger_day=levy,
            due=due(levy, 20, "levy issued"),
            done=Done("L2", date(2026, 6, 9)),
        ),
        finding(
            "no_refund_hold",
            "lifted",
            "Hold no refund of a later year.",
            subject="B1",
            severity="law",
            force="prohibition",
            chapter=STAY,
            stage="prohibited acts",
            period=(petition, date(2026, 6, 15)),
        ),
    ]
    acts = [
        ActVerdict(
            "D1",
            "prohibited",
            ("no_demand_in_stay",),
            ("breached: Do not ask the debtor to pay a prepetition tax.",),
        ),
        ActVerdict(
            "L1", "prohibited", ("no_levy_in_stay",), ("B1, M1: prepetition tax",)
        ),
        ActVerdict("A1", "permitted", ("audit_permitted",)),
        ActVerdict(
            "S1",
            "needs_determination",
            ("setoff_needs_relief",),
            question="Was the refund for a year before the petition?",
        ),
        ActVerdict("L2", "permitted", ("release_levy",)),
    ]
    return result(case, findings, acts)


def empty():
    """A case in which nothing was done and no norm applies."""
    place = Place("empty.yaml", 1, 1)
    case = Case("EMPTY", date(2026, 1, 1), (), (), place, source="empty.yaml")
    return result(case, ())


def many(count=60):
    """A long history under many norms, most of them met."""
    start = date(2024, 1, 8)
    acts = tuple(
        entry(f"e{n}", "contact", 10 + n, start + timedelta(days=2 * n))
        for n in range(4 * count)
    )
    case = Case(
        "MANY",
        date(2025, 6, 1),
        (entry("A1", "alert", 3),),
        acts,
        Place("many.yaml", 1, 1),
        source="many.yaml",
    )
    status = ("met", "met", "met", "excused", "violated", "due")
    stages = ("receipt", "research", "contact", "compliance", "closing")
    return result(
        case,
        [
            finding(
                f"norm_{n:02}",
                status[n % 6],
                f"Do what paragraph {n} of the manual asks of the alert.",
                stage=stages[n * 5 // count],
                citations=(Citation(f"IRM 5.7.1.{4 + n * 5 // count}({n})", IRM_URL),),
                trigger=f"e{n}",
                trigger_day=acts[n].day,
                due=due(acts[n].day, 600 if n % 6 == 5 else 30, "contact"),
                done=Done(f"e{n + 1}", acts[n + 1].day) if n % 6 < 3 else None,
            )
            for n in range(count)
        ],
    )


def hostile():
    """A case whose every text tries to break out."""
    place = Place(f"{HOSTILE}.yaml", 1, 1)
    act = entry("h1", "contact", 5, date(2026, 1, 2), with_=HOSTILE, text=HOSTILE)
    case = Case(
        HOSTILE,
        date(2026, 1, 3),
        (entry(HOSTILE, "taxpayer", 3, note=HOSTILE),),
        (act,),
        place,
        notes=(Note(HOSTILE, place),),
        source=f"{HOSTILE}.yaml",
    )
    return result(
        case,
        [
            finding(
                "hostile",
                "violated",
                HOSTILE,
                subject=HOSTILE,
                citations=(Citation(HOSTILE, "javascript:alert(1)"),),
                reason=HOSTILE,
                done=Done("h1", date(2026, 1, 2)),
                because=(Because(HOSTILE, ("h1",)),),
                entries=("h1",),
                would_decide=(HOSTILE,),
            )
        ],
    )


def rejected():
    """A file with two problems."""
    return InputInvalid(
        "bad.yaml",
        [
            Problem(
                "unknown act 'contct'",
                Place("bad.yaml", 7, 12),
                "contct",
                "an act",
                "contact",
            ),
            Problem("2026-02-30 is no date", Place("bad.yaml", 9, 8), "2026-02-30"),
        ],
    )
