# SPDX-License-Identifier: Apache-2.0
"""Addresses of campaigns."""

from django.urls import path

from amends.apps.promises.views.campaigns import materials, pages, planning, presses, readying

urlpatterns = [
    path("", pages.campaigns, name="campaigns"),
    path("new/", planning.campaign_new, name="campaign_new"),
    path("of/<slug:code>/", pages.campaign, name="campaign"),
    path("of/<slug:code>/edit/", planning.campaign_edit, name="campaign_edit"),
    path("of/<slug:code>/claims/new/", planning.claim_new, name="claim_new"),
    path("of/<slug:code>/claims/<int:key>/", planning.claim, name="claim"),
    path("of/<slug:code>/claims/<int:key>/drop/", planning.claim_drop, name="claim_drop"),
    path("of/<slug:code>/channels/", readying.channels, name="campaign_channels"),
    path("of/<slug:code>/checklist/", readying.checklist, name="campaign_checklist"),
    path("of/<slug:code>/checklist/answer/", readying.check, name="campaign_check"),
    path("of/<slug:code>/briefings/new/", readying.briefing_new, name="briefing_new"),
    path("of/<slug:code>/materials/new/", materials.material_new, name="material_new"),
    path("of/<slug:code>/materials/<int:key>/", materials.material, name="material"),
    path("of/<slug:code>/versions/<int:key>/approve/", materials.version_approve, name="version_approve"),
    path("of/<slug:code>/versions/<int:key>/withdraw/", materials.version_withdraw, name="version_withdraw"),
    path("of/<slug:code>/versions/<int:key>/file/", materials.version_file, name="version_file"),
    path("of/<slug:code>/announce/", presses.announce, name="campaign_announce"),
    path("of/<slug:code>/launch/", presses.launch, name="campaign_launch"),
    path("of/<slug:code>/suspend/", presses.suspend, name="campaign_suspend"),
    path("of/<slug:code>/resume/", presses.resume, name="campaign_resume"),
    path("of/<slug:code>/close/", presses.close, name="campaign_close"),
]
