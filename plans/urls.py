"""Addresses of risks, plans and their progress."""

from django.urls import path

from plans.views import evidence, risks

app_name = "plans"

GROUP = "work/group/<slug:slug>/"
RISK = "work/risks/<int:pk>/"
PROBLEM_EVIDENCE = "work/plans/<int:plan>/problems/<int:pk>/evidence/"

risk_pages = [
    path(GROUP + "risks/", risks.register, name="risks"),
    path(GROUP + "risks/take/", risks.take, name="risks_take"),
    path(GROUP + "risks/new/", risks.new_risk, name="risk_new"),
    path(RISK, risks.risk, name="risk"),
    path(RISK + "assess/", risks.assess, name="risk_assess"),
    path(RISK + "change/", risks.change, name="risk_change"),
    path(RISK + "close/", risks.close, name="risk_close"),
    path(RISK + "reopen/", risks.reopen, name="risk_reopen"),
    path(GROUP + "concerns/", risks.residents_concerns, name="concerns"),
    path(GROUP + "concerns/proposals/<int:pk>/", risks.note_proposal, name="concern_proposal"),
    path(GROUP + "concerns/<int:pk>/take-back/", risks.take_concern_back, name="concern_take_back"),
]

evidence_pages = [
    path(PROBLEM_EVIDENCE, evidence.evidence_of, name="evidence"),
    path(PROBLEM_EVIDENCE + "cite/", evidence.cite, name="evidence_cite"),
    path(PROBLEM_EVIDENCE + "<int:row>/take-away/", evidence.take_away, name="evidence_take_away"),
    path(GROUP + "look/", evidence.look, name="look"),
]

urlpatterns = [*risk_pages, *evidence_pages]
