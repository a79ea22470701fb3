"""Build the packaged register of bodies from the reference tables that it was collected in.

    python tools/build_register.py SOURCE_DIR [--out DIR]

`SOURCE_DIR` holds the collected tables (`pct_register.csv` and its neighbours). What comes out is
in the register's own schema, sorted, and the same to the byte for the same source, so that a
difference after a rebuild is a difference of the facts. `aliases.csv` and `README.md` beside the
output are kept by hand and not touched. All codes are read and written as text.
"""

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

Row = Mapping[str, str]
Source = Mapping[str, Sequence[Row]]

PACKAGED = Path(__file__).parents[1] / "src" / "pctfinance" / "bodies" / "data"

FIRST_DAY = "2011-04-01"
LAST_SHA_DAY = "2011-10-02"
FIRST_SHA_CLUSTER_DAY = "2011-10-03"
LAST_DAY = "2013-03-31"
PENCE_PER_MILLION_POUNDS = 100_000_000

SHA_CLUSTER_CODES = {
    "North of England": "NOE",
    "Midlands and East": "MAE",
    "London": "LON",
    "South of England": "SOE",
}
"""Codes of the four SHA clusters. They are ours: no list gave them codes."""

SHA_CLUSTER_OF_REGION = {
    "North": "NOE",
    "Midlands and East": "MAE",
    "London": "LON",
    "South": "SOE",
}
"""The four as the list of proposed CCGs calls them."""

CLUSTER_YEARS = {"2011-12": ("2011-04-01", "2012-03-31"), "2012-13": ("2012-04-01", "2013-03-31")}

LATER_CCG_CODES = {"13T": ("00F", "00G", "00H"), "13P": ("04W", "05E")}
"""Codes of later mergers, and the proposed CCGs that they stand for."""

CB_LIST = "NHS Commissioning Board list of proposed CCGs by PCT cluster, spring 2012"
REGISTER_LISTS = "ONS list of primary care organisations, April 2011; HSCIC list, 2013"
SHA_LIST = "ODS codes of the strategic health authorities; legal SHA of each PCT"
SHA_CLUSTER_FACT = "SHAs worked in four clusters from 3 October 2011 and stayed statutory"
CLUSTERS_NOT_LISTED = {
    "ONEL": ("confirmed_text", "hsj.co.uk article 5033885 names the cluster; the code is ours"),
    "INEL": ("recalled", "what outer north east London left over; the code is ours"),
}
"""The two clusters that had merged before the list of spring 2012: status and evidence."""

EVIDENCE_WORDING = {
    "seed 001 (HFMA, 31 May 2011)": "HFMA, Clusters at the ready, 31 May 2011",
    "seed 001": "HFMA, Clusters at the ready, 31 May 2011",
    "seed 003 (HSJ)": "HSJ, 2011",
    "seed 003": "HSJ, 2011",
}
"""Short names of two sources in the collected tables, and what they are."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the packaged register of bodies.")
    parser.add_argument("source", type=Path, help="folder of the collected reference tables")
    parser.add_argument("--out", type=Path, default=PACKAGED, help="folder to write to")
    arguments = parser.parse_args()
    for name, count in build(arguments.source, arguments.out).items():
        print(f"{name}: {count} rows")


def build(source: Path, out: Path) -> dict[str, int]:
    """Write every table of the register to `out`; gives the number of rows of each."""
    tables = {path.stem: _read(path) for path in sorted(source.glob("*.csv"))}
    out.mkdir(parents=True, exist_ok=True)
    return {
        name: _write(out / f"{name}.csv", make(tables)) for name, make in sorted(TABLES.items())
    }


def bodies(source: Source) -> list[dict[str, str]]:
    return [_body(row) for row in source["pct_register"]]


def _body(row: Row) -> dict[str, str]:
    later_code = row["ons_code_hscic_2013"]
    differs = later_code != row["ons_code_pco_2011_04"]
    return {
        "code": row["ods_code"],
        "name": row["official_name"],
        "kind": row["org_type"],
        "ons_code": row["ons_code_pco_2011_04"],
        "population_mid_2011": row["population_mid2011_persons"],
        "other_names": row["name_hscic"] if row["name_hscic"] != row["official_name"] else "",
        "status": "published",
        "evidence": f"{REGISTER_LISTS}; wording of the name composed from both"
        + (f"; ONS code {later_code} in 2013" if differs else ""),
    }


def groups(source: Source) -> list[dict[str, str]]:
    return [
        *_clusters(source),
        *(_sha_row(row, "PCTs under ") for row in source["sha_register"]),
        *(_sha_cluster_row(name, "PCTs under the ") for name in SHA_CLUSTER_CODES),
        {
            "code": "ENGLAND",
            "name": "All PCTs of England",
            "kind": "country",
            "other_names": "England",
            "valid_from": FIRST_DAY,
            "valid_to": LAST_DAY,
            "status": "published",
            "evidence": REGISTER_LISTS,
        },
    ]


def _clusters(source: Source) -> list[dict[str, str]]:
    spans = _spans(
        ((row["cluster_id"],), row["financial_year"], row) for row in source["pct_clusters"]
    )
    listed = ("published", f"{CB_LIST}; the code is ours")
    return [
        {
            "code": row["cluster_id"],
            "name": row["cluster_name"],
            "kind": "cluster",
            "other_names": "",
            "valid_from": first,
            "valid_to": last,
            "status": status,
            "evidence": evidence,
        }
        for row, first, last in spans
        for status, evidence in (CLUSTERS_NOT_LISTED.get(row["cluster_id"], listed),)
    ]


def authorities(source: Source) -> list[dict[str, str]]:
    return [
        *(_sha_row(row) for row in source["sha_register"]),
        *(_sha_cluster_row(name) for name in SHA_CLUSTER_CODES),
    ]


def holders(source: Source) -> list[dict[str, str]]:
    return [_sha_row(row) for row in source["sha_register"]]


def _sha_row(row: Row, prefix: str = "") -> dict[str, str]:
    return {
        "code": row["sha_code"],
        "name": f"{prefix}{row['sha_name']} SHA",
        "kind": "sha",
        "other_names": f"{row['sha_name']} SHA" if prefix else "",
        "valid_from": FIRST_DAY,
        "valid_to": LAST_DAY,
        "status": "published",
        "evidence": SHA_LIST,
    }


def _sha_cluster_row(name: str, prefix: str = "") -> dict[str, str]:
    code = SHA_CLUSTER_CODES[name]
    called = next(word for word, of in SHA_CLUSTER_OF_REGION.items() if of == code)
    names = [f"{name} SHA cluster"] if prefix else []
    names += [f"{called} SHA cluster"] if called != name else []
    return {
        "code": code,
        "name": f"{prefix}{name} SHA cluster",
        "kind": "sha_cluster",
        "other_names": "|".join(names),
        "valid_from": FIRST_SHA_CLUSTER_DAY,
        "valid_to": LAST_DAY,
        "status": "published",
        "evidence": f"{SHA_CLUSTER_FACT}; the code is ours",
    }


def memberships(source: Source) -> list[dict[str, str]]:
    rows = [
        _member(row["pct_ods_code"], row["cluster_id"], (first, last), row["status"], evidence)
        for row, first, last in _spans(
            (
                (row["pct_ods_code"], row["cluster_id"], row["status"], row["evidence"]),
                row["financial_year"],
                row,
            )
            for row in source["pct_cluster_membership"]
        )
        for evidence in (_evidence(row["evidence"]),)
    ]
    whole, clustered = (FIRST_DAY, LAST_DAY), (FIRST_SHA_CLUSTER_DAY, LAST_DAY)
    sha_cluster = _sha_cluster_of_sha(source)
    for row in source["pct_register"]:
        body, sha = row["ods_code"], row["sha_code"]
        rows += [
            _member(body, sha, whole, "published", SHA_LIST),
            _member(
                body,
                sha_cluster[sha],
                clustered,
                "derived",
                f"SHA cluster of its legal SHA {sha}; {SHA_CLUSTER_FACT}",
            ),
            _member(body, "ENGLAND", whole, "published", REGISTER_LISTS),
        ]
    return rows


def _member(
    body: str, group: str, span: tuple[str, str], status: str, evidence: str
) -> dict[str, str]:
    return {
        "body": body,
        "group": group,
        "valid_from": span[0],
        "valid_to": span[1],
        "status": status,
        "evidence": evidence,
    }


def oversights(source: Source) -> list[dict[str, str]]:
    sha_cluster = _sha_cluster_of_sha(source)
    cluster_sha = _sha_of_cluster(source)
    rows = []
    for row in source["pct_register"]:
        body, sha = row["ods_code"], row["sha_code"]
        rows += _oversight_pair(body, sha, sha_cluster[sha], "legal")
        other = cluster_sha[row["pct_cluster_id_2011_12"]]
        if cluster_sha[row["pct_cluster_id_2012_13"]] != other:
            msg = f"{body}: the SHA of its PCT cluster changes between the years"
            raise ValueError(msg)
        if sha_cluster[other] != sha_cluster[sha]:
            rows += _oversight_pair(body, other, sha_cluster[other], "cluster")
    return rows


def _oversight_pair(body: str, sha: str, sha_cluster: str, basis: str) -> list[dict[str, str]]:
    legal = basis == "legal"
    reading = (
        f"SHA {sha} of its PCT cluster differs from its legal SHA; that both must approve is our "
        "safe reading, and the SHA of the PCT cluster is derived"
    )
    spans = (
        (sha, FIRST_DAY, LAST_SHA_DAY, "published", SHA_LIST),
        (
            sha_cluster,
            FIRST_SHA_CLUSTER_DAY,
            LAST_DAY,
            "derived",
            f"SHA cluster of its legal SHA {sha}; {SHA_CLUSTER_FACT}",
        ),
    )
    return [
        {
            "body": body,
            "authority": authority,
            "basis": basis,
            "valid_from": first,
            "valid_to": last,
            "status": status if legal else "ours",
            "evidence": evidence if legal else reading,
        }
        for authority, first, last, status, evidence in spans
    ]


def _sha_cluster_of_sha(source: Source) -> dict[str, str]:
    return {
        row["sha_code"]: SHA_CLUSTER_CODES[row["sha_cluster_from_2011_10"]]
        for row in source["sha_register"]
    }


def _sha_of_cluster(source: Source) -> dict[str, str]:
    """The SHA that a PCT cluster looks to.

    The list of proposed CCGs shows each PCT cluster under one SHA cluster. Of its members' legal
    SHAs, those in that SHA cluster count, and of these the commonest. Counting heads alone would
    not do: Northamptonshire and Milton Keynes has two members of two SHAs.
    """
    legal = {row["ods_code"]: row["sha_code"] for row in source["pct_register"]}
    sha_cluster = _sha_cluster_of_sha(source)
    found = {}
    for row in source["pct_clusters"]:
        shas = [legal[code] for code in row["pct_ods_codes"].split(";")]
        above = SHA_CLUSTER_OF_REGION[row["sha_cluster"]]
        (sha, votes), *others = Counter(s for s in shas if sha_cluster[s] == above).most_common()
        if others and others[0][1] == votes:
            msg = f"{row['cluster_id']}: {sha} and {others[0][0]} have equally many members"
            raise ValueError(msg)
        found[row["cluster_id"]] = sha
    return found


def delegates(source: Source) -> list[dict[str, str]]:
    later_names = defaultdict(set)
    for row in source["ccg_pct_overlap"]:
        later_names[row["ccg_code"]].add(row["ccg_name"])
    return [
        {
            "code": row["ccg_code"],
            "name": row["ccg_name"],
            "kind": "CCG",
            "other_names": "|".join(sorted(later_names[row["ccg_code"]] - {row["ccg_name"]})),
            "practices": row["practices_count"],
            "population": row["population_persons"],
            "cluster": row["pct_cluster_id"],
            "running_cost_allowance_pence": _pence(row["running_cost_allowance_gbp_million"]),
            "status": "published",
            "evidence": CB_LIST,
        }
        for row in source["ccg_register_2012"]
    ]


def _pence(millions: str) -> str:
    pence = Decimal(millions) * PENCE_PER_MILLION_POUNDS
    if pence != int(pence):
        msg = f"{millions} million is no whole number of pence"
        raise ValueError(msg)
    return str(int(pence))


def postcode_overlaps(source: Source) -> list[dict[str, str]]:
    cluster_of_ccg = {row["ccg_code"]: row["pct_cluster_id"] for row in source["ccg_register_2012"]}
    cluster_of_pct = {
        row["ods_code"]: row["pct_cluster_id_2012_13"] for row in source["pct_register"]
    }
    return [
        _overlap(row, cluster_of_pct[row["pct_ods_code"]], cluster_of_ccg)
        for row in source["ccg_pct_overlap"]
    ]


def _overlap(row: Row, cluster: str, cluster_of_ccg: Mapping[str, str]) -> dict[str, str]:
    published = row["ccg_code"]
    later = published in LATER_CCG_CODES
    codes = LATER_CCG_CODES.get(published, (published,))
    unknown = [code for code in codes if code not in cluster_of_ccg]
    if unknown:
        msg = f"{row['pct_ods_code']}: CCG {unknown} is not among the proposed, map it first"
        raise ValueError(msg)
    near = [code for code in codes if cluster_of_ccg[code] == cluster]
    evidence = "published share of the PCT's postcodes in each CCG (not of its population)"
    if later:
        evidence += (
            f"; {published} is a later code, here for the proposed CCGs of it in the PCT's cluster"
        )
    return {
        "body": row["pct_ods_code"],
        "delegate_codes": "|".join(near if later and near else codes),
        "published_code": published,
        "published_name": row["ccg_name"],
        "postcode_share_percent": row["share_of_pct_postcodes_percent"],
        "status": "derived" if later else "published",
        "evidence": evidence,
    }


def _spans(
    rows: Iterable[tuple[tuple[str, ...], str, Row]],
) -> list[tuple[Row, str, str]]:
    """Each key's years as one row with first and last day; years that do not touch stay apart."""
    by_key: dict[tuple[str, ...], list[tuple[str, Row]]] = defaultdict(list)
    for key, year, row in rows:
        by_key[key].append((year, row))
    spans = []
    for years in by_key.values():
        names = sorted(year for year, _ in years)
        if names != sorted(set(names)):
            msg = f"a year stands twice: {years[0][1]}"
            raise ValueError(msg)
        # Two financial years that follow each other are all there are, so they touch.
        spans.append((years[0][1], CLUSTER_YEARS[names[0]][0], CLUSTER_YEARS[names[-1]][1]))
    return spans


def _evidence(text: str) -> str:
    for short, full in EVIDENCE_WORDING.items():
        text = text.replace(short, full)
    return text


TABLES: dict[str, Callable[[Source], list[dict[str, str]]]] = {
    "authorities": authorities,
    "bodies": bodies,
    "delegates": delegates,
    "groups": groups,
    "holders": holders,
    "memberships": memberships,
    "oversights": oversights,
    "postcode_overlaps": postcode_overlaps,
}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: list(row.values())))
    return len(rows)


if __name__ == "__main__":
    main()
