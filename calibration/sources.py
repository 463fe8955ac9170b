"""Documents that figures come from, by title, and the word for what no document gives."""

from models.fields import ASSUMPTION
from models.instance import Source

STRATEGY = "Sefton Looked After Children Sufficiency Strategy 2022-25"
CABINET = "Sefton Cabinet report 3 February 2022, PDPS"
JOINT_STRATEGY = "Sefton Joint Commissioning Strategy and Market Position Statement, children, 2020-25"
DFE_2019_ALL = "DfE Children looked after in England 2019, LA underlying data"
DFE_2021_ALL = "DfE Children looked after 2025 release, year to 31 March 2021"
DFE_2019 = f"{DFE_2019_ALL}, Sefton"
DFE_2021 = f"{DFE_2021_ALL}, Sefton"
OFSTED = "Ofsted Fostering in England 2018-19, LA data, Sefton"

AGE_TABLES = f"{STRATEGY}, looked after, starts and ceases by age"
IN_USE = f"{STRATEGY}, accommodation in use"
STABILITY = f"{STRATEGY}, placement stability"
COSTS = f"{STRATEGY}, Average Costs"
UPLIFT_APPENDIX = f"{STRATEGY}, appendix, cost uplift"
PROJECTION = f"{STRATEGY}, cost projection"

ASSUMED = ASSUMPTION

OGL = "Open Government Licence v3.0"
COUNCIL = "published by the council; figures only are taken"

ALL_SOURCES = (
    Source(title=STRATEGY, published="2022", licence=COUNCIL),
    Source(title=CABINET, published="3 February 2022", licence=COUNCIL),
    Source(title=JOINT_STRATEGY, published="2020", licence=COUNCIL),
    Source(title=DFE_2019, published="2019", licence=OGL),
    Source(title=DFE_2021, published="2025", licence=OGL),
    Source(title=DFE_2019_ALL, published="2019", licence=OGL),
    Source(title=DFE_2021_ALL, published="2025", licence=OGL),
    Source(title=OFSTED, published="2019", licence=OGL),
)
