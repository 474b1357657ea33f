# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import include, path

from amends.apps.promises.views import benefits, changes, commitments, detail, ledger, rates, reviews

app_name = "promises"
urlpatterns = [
    path("", ledger.ledger, name="list"),
    path("new/", changes.make, name="make"),
    path("campaigns/", include("amends.apps.promises.campaign_urls")),
    path("rates/", rates.rates, name="rates"),
    path("benefits/", benefits.listed, name="benefits"),
    path("benefits/new-rule/", benefits.define, name="benefit_define"),
    path("benefits/<slug:code>/", benefits.one, name="benefit"),
    path("benefits/<slug:code>/stop/", benefits.stop, name="benefit_stop"),
    path("benefits/<slug:code>/keep/", benefits.keep, name="benefit_keep"),
    path("commitments/", commitments.listed, name="commitments"),
    path("commitments/<slug:code>/", commitments.press, name="call_on"),
    path("panel/", ledger.home_panel, name="home_panel"),
    path("of/<path:code>/panel/", ledger.customer_panel, name="customer_panel"),
    path("<slug:number>/", detail.detail, name="detail"),
    path("<slug:number>/enable/", changes.enable, name="enable"),
    path("<slug:number>/keep/", changes.keep, name="keep"),
    path("<slug:number>/keep-shown/", changes.keep_shown, name="keep_shown"),
    path("<slug:number>/review/", reviews.review, name="review"),
    path("<slug:number>/break/", changes.give_up, name="break"),
    path("<slug:number>/amend/", changes.amend, name="amend"),
    path("<slug:number>/withdraw/", changes.withdraw, name="withdraw"),
    path("<slug:number>/hand-over/", changes.pass_on, name="hand_over"),
]
