"""Names of the sample story and of the test stories appear nowhere in the analysis code.

Lexicons may hold them: they are general lists with their source in the header.
"""

from __future__ import annotations

import re

import pytest

from tests.analysis.gold_names import alternatives
from tests.analysis.gold_story import OTHERS, ROOT, SEEDS, Entry, gold

CODE = ROOT / "storytracker" / "analysis"

PEOPLE = """
    Assad Prigozhin Nasrallah Watson Blinken Putin Biden Lister
    Nadkarni Ellacott Apperley Mostyn Oakes Farrow Iddon Hartnoll Brandreth
    Prasetya Lubis Hamzah Wibowo Kusuma Ranau Santosa Suwito Tanjung
    Hallam Tarrant Ngata Whareaitu Whitcombe Tukaki Aitken
"""
GROUPS = """
    Wagner Hezbollah Hamas Kremlin Pantsir SA-22 Houthi
    Calder Wexcombe Delorme Hollis-Vane Penhallow
    Bintang Timur Lintas Selat
    Pelham Beehive
"""
PLACES = """
    Syria Syrian Lebanon Lebanese Russia Russian Israel Israeli Iran Iranian Gaza Ukraine Moscow
    Tehran Washington Damascus
    Sheffield Gloucester Gdansk Attercliffe Rotherham
    Merawi Indonesia Indonesian Jakarta
    Wellington Timaru Nelson Greymouth
"""
OUTLETS = ["WSJ", "ICARO", "AFP", "Arab News", "Pravda", "New York Post", "Politics Today"]


def _outlets(name: str) -> set[str]:
    entries: list[Entry] = list(gold(name)["articles"].values())
    named = {
        outlet
        for entry in entries
        for outlet in [*entry["cites"], *alternatives(entry["outlet"])]
        if outlet
    }
    origins = {
        str(one) for dev in gold(name)["developments"] for one in alternatives(dev["origin"])
    }
    return named | origins


def _names() -> list[str]:
    found = {*PEOPLE.split(), *GROUPS.split(), *PLACES.split(), *OUTLETS}
    for name in (SEEDS, *OTHERS):
        found |= _outlets(name)
    ordinary = {"Mayor", "Transport Minister", "prime minister's office", "Transport Ministry"}
    return sorted(found - ordinary)


@pytest.mark.parametrize("name", _names())
def test_the_analysis_knows_no_name_of_the_stories(name: str) -> None:
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    hits = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted(CODE.rglob("*.py"))
        if "lexicons" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not hits, f"“{name}” stands in the analysis code:\n" + "\n".join(hits)
