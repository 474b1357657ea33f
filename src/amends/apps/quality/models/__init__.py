# SPDX-License-Identifier: Apache-2.0
"""Tables of the area, one module a slice."""

from amends.apps.quality.models.calibration import BlindMark as BlindMark
from amends.apps.quality.models.calibration import Calibration as Calibration
from amends.apps.quality.models.card_drafts import ScorecardDraft as ScorecardDraft
from amends.apps.quality.models.checks import CheckRound as CheckRound
from amends.apps.quality.models.checks import MysteryVisit as MysteryVisit
from amends.apps.quality.models.coaching import Coaching as Coaching
from amends.apps.quality.models.comparing import TreatmentReview as TreatmentReview
from amends.apps.quality.models.comparing import TreatmentRun as TreatmentRun
from amends.apps.quality.models.devices import DeviceRepair as DeviceRepair
from amends.apps.quality.models.devices import FollowUp as FollowUp
from amends.apps.quality.models.devices import SoldDevice as SoldDevice
from amends.apps.quality.models.inspections import Appeal as Appeal
from amends.apps.quality.models.inspections import Drawn as Drawn
from amends.apps.quality.models.inspections import Inspection as Inspection
from amends.apps.quality.models.inspections import SamplePlan as SamplePlan
from amends.apps.quality.models.inspections import ScorecardVersion as ScorecardVersion
from amends.apps.quality.models.inspections import Transcript as Transcript
from amends.apps.quality.models.preventing import Judgement as Judgement
from amends.apps.quality.models.preventing import Prevention as Prevention
from amends.apps.quality.models.recordings import Recording as Recording
from amends.apps.quality.models.standards import DesignVersion as DesignVersion
from amends.apps.quality.models.standards import ServiceDesign as ServiceDesign
from amends.apps.quality.models.standards import ServiceStandard as ServiceStandard
