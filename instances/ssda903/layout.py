"""The columns of the return that are read; all others are known by name only and their cells never kept."""

EPISODE_MUST = ("CHILD", "DECOM", "RNE", "PLACE", "DEC")
EPISODE_MAY = (
    *("LS", "CIN", "PLACE_PROVIDER", "REC", "HOME_POST", "PL_POST", "URN"),
    *("PL_LOCATION", "PL_DISTANCE", "LA", "YEAR"),
)
HEADER_MUST = ("CHILD", "DOB")
HEADER_MAY = ("SEX", "LA", "YEAR")
UASC_MUST = ("CHILD", "DUC")

USED = frozenset((*EPISODE_MUST, *EPISODE_MAY, *HEADER_MUST, *HEADER_MAY, *UASC_MUST))
