"""How much of a story's gold the program meets, in figures: for stories that it has not met yet.

    python -m tests.analysis.gold_figures merger bridge [--wrong | --list]

``--wrong`` prints what is missing, in words; ``--list`` only the lines for ``not_met.txt``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tests.analysis import gold_checks as checks
from tests.analysis.gold_story import analysis, gold, matched_claims
from tests.analysis.gold_suite import CLAIM_PARTS, ENTRIES


def figures(name: str) -> Iterable[tuple[str, int, int, list[str]]]:
    """What is asked, how often it is right, how often it is asked, what is wrong in words."""
    wanted = [one for one in gold(name)["attributions"] if not one.get("optional")]
    for part in ("speaker", "via", "stance"):
        asked = [
            {k: one[k] for k in ("article", "quote", "about", "stance", part) if k in one}
            for one in wanted
            if part in one or (part == "via" and "chain" in one)
        ]
        rows = [_outcome(lambda one=one: checks.check_attribution(name, one)) for one in asked]
        yield f"attributions: {part}", *_summed(rows)
    for kind, entries in ENTRIES.items():
        if kind != "claims":
            yield kind, *_summed([_outcome(check) for _, check in entries(name)])
    claims = [one for one in gold(name)["claims"] if not one.get("optional")]
    yield (
        "claims found",
        *_summed([_outcome(lambda one=one: checks.check_claim_found(name, one)) for one in claims]),
    )
    for part in CLAIM_PARTS:
        rows = [
            _outcome(lambda one=one, part=part: checks.check_claim(name, one, part))
            for one in claims
            if part in one
        ]
        if rows:
            yield f"claims: {part}", *_summed(rows)
    matched = list(matched_claims(name).values())
    extra = [one.text for one in analysis(name).claims if one not in matched]
    yield "superfluous claims", len(extra), len(analysis(name).claims), extra


def missing(name: str) -> list[str]:
    """What the gold asks and the program does not do, as "kind label"."""
    return [
        f"{kind} {label}"
        for kind, entries in ENTRIES.items()
        for label, check in entries(name)
        if _outcome(check)
    ]


def _outcome(check: checks.Check) -> str:
    try:
        check()
    except AssertionError as failure:
        return str(failure).split("\nassert")[0]
    return ""


def _summed(rows: list[str]) -> tuple[int, int, list[str]]:
    wrong = [row for row in rows if row]
    return len(rows) - len(wrong), len(rows), wrong


def main(arguments: list[str]) -> None:
    """Print the figures of the stories named."""
    for name in (one for one in arguments if not one.startswith("-")):
        if "--list" in arguments:
            print("\n".join(missing(name)))
            continue
        print(f"\n{name}")
        for what, right, asked, wrong in figures(name):
            print(f"  {what:28} {right:3} of {asked}")
            if "--wrong" in arguments or what == "superfluous claims":
                print("".join(f"      {line}\n" for line in wrong), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
