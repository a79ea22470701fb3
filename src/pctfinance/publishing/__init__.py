"""As published: packs that were issued are kept as they were, and a restatement adds another."""

from pctfinance.publishing.chapter import Publication, Publishing
from pctfinance.publishing.checking import snapshot_faults
from pctfinance.publishing.comparison import Comparison, Difference
from pctfinance.publishing.files import BOARD_PACK, POSITION_JSON, pack_files, placing
from pctfinance.publishing.listing import PublishedList
from pctfinance.publishing.snapshot import Snapshot

__all__ = [
    "BOARD_PACK",
    "POSITION_JSON",
    "Comparison",
    "Difference",
    "Publication",
    "PublishedList",
    "Publishing",
    "Snapshot",
    "pack_files",
    "placing",
    "snapshot_faults",
]
