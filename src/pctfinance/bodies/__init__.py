"""Who: bodies, groups, authorities, outside holders and delegates, and who belonged where when.

The packaged register holds England's 151 PCTs with their clusters, SHAs and proposed CCGs, from
1 April 2011 to 31 March 2013. It serves any other statutory bodies as well: give their rows to
`Register().with_rows` or `Register.packaged().with_rows`.

>>> from datetime import date
>>> register = Register.packaged()
>>> register.find("NHS Camden").code
'5K7'
>>> [body.code for body in register.members("NCL", on=date(2011, 11, 30))]
['5A9', '5C1', '5C9', '5K7', '5K8']
"""

from pctfinance.bodies.model import (
    Authority,
    Basis,
    Body,
    Delegate,
    Entity,
    EvidenceStatus,
    Group,
    GroupKind,
    Holder,
    Membership,
    Overlap,
    Oversight,
)
from pctfinance.bodies.names import name_key, normal_code
from pctfinance.bodies.register import Register
from pctfinance.bodies.stated_groups import GroupRow

__all__ = [
    "Authority",
    "Basis",
    "Body",
    "Delegate",
    "Entity",
    "EvidenceStatus",
    "Group",
    "GroupKind",
    "GroupRow",
    "Holder",
    "Membership",
    "Overlap",
    "Oversight",
    "Register",
    "name_key",
    "normal_code",
]
