# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import URLPattern, path

from amends.apps.cases.intake_urls import INTAKE
from amends.apps.cases.views import (
    attachments,
    board,
    bulk,
    desk,
    drafting,
    evidence,
    exporting,
    law,
    limits,
    opening,
    page,
    saved,
    search,
    steps,
    tasks,
    work,
)
from amends.apps.cases.views.governance_routes import OF_CASE, PAGES
from amends.apps.cases.views.verbs import VERBS

app_name = "cases"
urlpatterns: list[URLPattern] = [
    path("", desk.case_list, name="list"),
    path("new/", opening.new, name="new"),
    path("new/hints/", opening.hints_part, name="intake_hints"),
    path("new/customers/", opening.customers_part, name="intake_customers"),
    path("new/topics/", opening.topics_part, name="intake_topics"),
    path("<slug:number>/receipt/", opening.receipt_page, name="receipt"),
    *INTAKE,
    path("live/rows/", desk.live_rows, name="live_rows"),
    path("live/tabs/", desk.live_tabs, name="live_tabs"),
    path("search/", search.search, name="search"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("export/", exporting.export, name="export"),
    path("export/<int:pk>/", exporting.export_run, name="export_run"),
    path("export/<int:pk>/file/", exporting.export_file, name="export_file"),
    path("views/", saved.above, name="views"),
    path("views/save/", saved.save, name="save_view"),
    path("views/<int:pk>/remove/", saved.remove, name="remove_view"),
    path("mine/", desk.home_panel, name="home_panel"),
    path("of/<path:code>/", desk.customer_panel, name="customer_panel"),
    path("day/", work.day_panel, name="day_panel"),
    path("duty/", work.duty, name="duty"),
    path("board/", board.page, name="board"),
    path("board/live/", board.live, name="board_live"),
    path("board/numbers/", board.numbers, name="numbers"),
    *PAGES,
    path("<slug:number>/", page.page, name="page"),
    *OF_CASE,
    path("<slug:number>/steps/<slug:code>/", steps.do, name="do_step"),
    path("<slug:number>/steps/<slug:code>/skip/", steps.skip, name="skip_step"),
    path("<slug:number>/forms/<slug:name>/", steps.later, name="later"),
    path("<slug:number>/drafts/<slug:name>/", drafting.keep, name="draft"),
    path("<slug:number>/files/<int:pk>/", attachments.attachment, name="attachment"),
    path("<slug:number>/tasks/", tasks.panel, name="tasks_panel"),
    path("<slug:number>/tasks/visit/", tasks.agree, name="visit"),
    path("<slug:number>/tasks/<int:pk>/<slug:name>/", tasks.do, name="task"),
    path("<slug:number>/prepare/", tasks.prepare, name="prepare"),
    path("<slug:number>/work/", work.panel, name="work_panel"),
    path("<slug:number>/work/<slug:name>/", work.do, name="work"),
    path("<slug:number>/viewing/", work.viewing, name="viewing"),
    path("<slug:number>/evidence/", evidence.evidence, name="evidence"),
    path("<slug:number>/clocks/", limits.panel, name="clocks_panel"),
    path("<slug:number>/law/", law.panel, name="law_panel"),
    path("<slug:number>/law/<slug:name>/", law.do, name="law"),
    *(path(f"<slug:number>/{name}/", view, name=name) for name, view in {**VERBS, **limits.VIEWS}.items()),
]
