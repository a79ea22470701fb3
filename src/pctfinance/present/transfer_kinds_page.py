"""The part of the page about transfers that is about their kinds, with examples that run."""

__all__ = ["KINDS", "KIND_EXAMPLES"]

KINDS = """\
## The kinds

All go through the same steps and the same gate. x is what is asked, y what is approved.

| Kind | Giver | Receiver | Who agrees | Set aside | What is actioned posts |
|---|---|---|---|---|---|
| `straight`, `loan` | body | body | both | unallocated +x · pending -x | transfer -y at the giver, +y at the receiver |
| `support` | authority or holder | body | receiver | - | transfer +y · unallocated -y |
| `lodgement` | body | holder (an SHA) | giver | planned surplus or unallocated +x · pending -x | lodged -y; held by it +y |
| `return` | holder | body | receiver | - | lodged +y · unallocated -y; held by it -y |
| `switch` | body, from `capital` | the same body | that body | capital: unallocated +x · pending -x | capital: switch -y; revenue, non-recurrent: switch +y · unallocated -y |
| `redirect` | body whose headroom is held | body | both | held +x · set aside -x, beside the ledger | giver: no line, held -y, transferred +y; receiver, non-recurrent: released +y · unallocated -y |

**A lodgement** lowers the limit when it is actioned. Its terms may state what is expected back, by
financial year (`returns`): in several years, other than what was lodged, or nothing. An SHA cluster
holds nothing, so it is no counterparty.

**A return** names the lodgement, comes from its holder, in its own limit, and recurrently only what
recurred. Any number of partial returns may come, and never more than is outstanding: what an
authority gives beyond it is a support. What never comes back is written off (`lapse_lodgement`,
`pctfinance write-off`) with its reason and the authority's reference; no limit moves, and a mistake
is reversed like any event.

**Lodged = returned + lapsed + outstanding**, over all the years. What is outstanding at a year's end
is an item (`held/surplus/L1`), expected in named years or lapsed. The roll takes it over with its
history: in the next book it is `2011-12 L1`. What is due in that year stands there as anticipated, and
an actual return comes *in its place*: as much of the anticipated allocation is taken back, the
budgets built on it stand against what came, and what they exceed it by is unfunded. A letter entered
as `anticipated-confirmed` for that tranche is a return as well. What is anticipated is cancelled
before it can be written off. A return that is reversed is outstanding again, and no longer
anticipated.

Rows `surplus-lodged` of an input stay as they were. They have no terms, and the statement shows them
as one lodgement, `input rows`.

**A switch** goes from capital to revenue, non-recurrently; only its reversal goes back. Together the
two limits stand as before, and cash is not touched. Rows `capital-to-revenue` of an input stand on
the reference of an approval alone: the finding `switch.reference-alone` says so.

**A redirect** gives what an authority holds of one body's headroom to another. The giver's limit fell
when it lodged, so only what is held for it falls; the receiver's limit rises, non-recurrently, and
its statement names the donor. No more can be set aside than is held and not approved for a case of
the giver (rulebook `headroom.release`). For the giver, lodged = held + released + transferred +
lapsed; what is set aside is still held.

**Given back** by a transfer that names it in `reverses`: a lodgement by a `return` of the whole, a
return by a `lodgement` that names the same lodgement, a switch and a redirect by their own kind, and
everything else that passed between two bodies by a straight transfer. A redirect that gave another
one back is not given back itself: what is held again is redirected anew.
"""

KIND_EXAMPLES = """\
## An example of a lodgement

Camden lodges £6m of what it has left with London SHA, which is to return £4m of it next year.
£1m comes back at once, and £1m never will (invented).

```python
>>> posted = book.post(Event(body="5K7", effective=date(2011, 8, 1), notified=date(2011, 8, 1),
...     reference="another letter", what=Allocation(pence=6_000_000_00, issuer="DH",
...     strand=Strand.of(Limit.REVENUE, Funding.NON_RECURRENT))))
>>> stated = book.state_officers("Q36", [(sha, None, "2011-04-01", "2011-10-02")])
>>> def through(number, side, **terms):
...     _ = book.propose_transfer(number, **terms, effective="2011-09-01", purpose="surplus",
...         by=camden, on="2011-08-04")
...     _ = book.agree_transfer(number, side, by=camden, on="2011-08-05")
...     _ = book.submit_transfer(number, by=camden, on="2011-08-06")
...     _ = book.approve_transfer(number, authority="Q36", by=sha, on="2011-08-20",
...         reference="letter 13", evidence=b"the letter")
...     return book.action_transfer(number, by=camden, on="2011-09-01")
>>> before = book.limit("5K7", as_of="M12").total()
>>> lodged = through("L1", "giver", kind="lodgement", giver="5K7", receiver="Q36",
...     pence=6_000_000_00, returns=[("2012-13", 4_000_000_00)])
>>> returned = through("R1", "receiver", kind="return", giver="Q36", receiver="5K7",
...     pence=1_000_000_00, lodgement="L1")
>>> gone = book.lapse_lodgement("5K7", "L1", 1_000_000_00, authority="Q36", by=camden,
...     reason="spent by the SHA", reference="letter 31", on="2012-02-01")
>>> book.limit("5K7", as_of="M12").total() - before
-500000000
>>> (found,) = book.lodgements("5K7").of("5K7").lodgements
>>> found.lodged_pence == found.returned_pence + found.lapsed_pence + found.outstanding_pence
True
>>> found.outstanding_pence, found.expected_pence
(400000000, 400000000)

```

`book.lodgements()` shows all bodies side by side, with what each brought forward, expected and
confirmed; nothing of it is summed over bodies. On the command line:

```console
$ pctfinance transfer propose ncl.book L1 --kind lodgement --giver 5K7 --receiver Q36 \\
    --amount 6000000 --expect "2012-13;4000000" --taken-from "planned surplus" \\
    --effective 2011-09-01 --purpose surplus --by "Director of Finance, Camden" --on 2011-08-04
$ pctfinance transfer propose ncl.book R1 --kind return --giver Q36 --receiver 5K7 \\
    --lodgement L1 --amount 1000000 ...
$ pctfinance write-off ncl.book 5K7 L1 1000000 --authority Q36 --reference "letter 31" ...
$ pctfinance lodgements ncl.book --json
```

## An example of a switch and of a redirect

Barnet has £3m of capital to spare. The SHA holds £5m of Camden's headroom, and gives £2m of it to
Barnet (invented).

```python
>>> from pctfinance.ledger.kinds import HeadroomLodged
>>> posted = book.post(*(Event(body=body, effective=date(2011, 8, 1), notified=date(2011, 8, 1),
...     reference="letter 14", what=what) for body, what in (
...     ("5A9", Allocation(pence=3_000_000_00, issuer="DH", strand=Strand.of(Limit.CAPITAL))),
...     ("5K7", HeadroomLodged(pence=5_000_000_00)))))
>>> headroom = book.headroom().of("5K7").held_pence
>>> before = [book.limit("5A9", as_of="M12", limit=name).total() for name in ("capital", "revenue")]
>>> switched = through("S1", "giver", kind="switch", giver="5A9", receiver="5A9",
...     limit="capital", pence=3_000_000_00)
>>> after = [book.limit("5A9", as_of="M12", limit=name).total() for name in ("capital", "revenue")]
>>> [now - was for now, was in zip(after, before)]
[-300000000, 300000000]
>>> proposed = book.propose_transfer("D1", kind="redirect", giver="5K7", receiver="5A9",
...     pence=2_000_000_00, effective="2011-09-01", purpose="transition", by=barnet, on="2011-08-04")
>>> agreed = [book.agree_transfer("D1", side, by=office, on="2011-08-05")
...     for side, office in (("giver", camden), ("receiver", barnet))]
>>> submitted = book.submit_transfer("D1", by=camden, on="2011-08-06")
>>> approved = book.approve_transfer("D1", authority="Q36", by=sha, on="2011-08-20",
...     reference="letter 15", evidence=b"the letter")
>>> actioned = book.action_transfer("D1", by=camden, on="2011-09-01")
>>> giver, receiver = (book.headroom().of(body) for body in ("5K7", "5A9"))
>>> headroom - giver.held_pence, giver.transferred_pence, receiver.received_from
(200000000, 200000000, (('5K7', 200000000),))

```
"""
