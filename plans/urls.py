"""Addresses of risks, plans and their progress."""

from django.urls import path, register_converter

from plans.addresses import NewPart, PartKey
from plans.views import (
    action_link,
    approval,
    correcting,
    drafting,
    evidence,
    parts,
    progress,
    public,
    resources,
    risks,
    versions,
)

register_converter(PartKey, "part")
register_converter(NewPart, "new_part")

app_name = "plans"

PLAN = "work/plans/<int:pk>/"
GROUP = "work/group/<slug:slug>/"
BY_LINK = "action/<str:secret>/"
ACTION = "work/actions/<int:pk>/"
RISK = "work/risks/<int:pk>/"
VERSIONS = "work/plans/<int:pk>/versions/"
PUBLIC = "communities/<slug:slug>/plans/"
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

drafting_pages = [
    path(GROUP + "plans/", drafting.plans, name="plans"),
    path("work/plans/new/<slug:slug>/", drafting.new, name="new"),
    path(PLAN, drafting.plan, name="plan"),
    path(PLAN + "order/", drafting.order, name="order"),
    path(PLAN + "earlier/", parts.earlier, name="earlier"),
    path(PLAN + "new/<new_part:kind>/", parts.new_part, name="part_new"),
    path(PLAN + "comments/<int:comment_pk>/", parts.answer, name="comment_answer"),
    path(PLAN + "<part:key>/", parts.part, name="part"),
    path(PLAN + "<part:key>/remove/", parts.remove, name="part_remove"),
    path(PLAN + "<part:key>/comment/", parts.comment, name="comment"),
    path(PLAN + "<part:key>/earlier/", parts.earlier, name="part_earlier"),
]

# approval: frozen versions and what becomes of them
version_pages = [
    path(VERSIONS, versions.versions, name="versions"),
    path(VERSIONS + "propose/", approval.propose, name="propose"),
    path(VERSIONS + "revise/", approval.revise, name="revise"),
    path(VERSIONS + "give-up/", approval.give_up, name="give_up"),
    path(VERSIONS + "complete/", approval.complete, name="complete"),
    path(VERSIONS + "cancel/", approval.cancel, name="cancel"),
    path(VERSIONS + "supersede/", approval.supersede, name="supersede"),
    path(VERSIONS + "strategy/", approval.strategy, name="strategy"),
    path(VERSIONS + "papers/", versions.papers_again, name="papers_again"),
    path(VERSIONS + "<int:number>/", versions.version, name="version"),
    path(VERSIONS + "<int:number>/agenda/", approval.put_on_agenda, name="version_agenda"),
    path(VERSIONS + "<int:number>/withdraw/", approval.withdraw, name="version_withdraw"),
    path(VERSIONS + "<int:number>/send-back/", approval.send_back, name="version_send_back"),
    path(VERSIONS + "<int:number>/correct/", correcting.correct, name="version_correct"),
]

# published: what residents and those who may help read
public_pages = [
    path(PUBLIC, public.plans, name="public_plans"),
    path(PUBLIC + "<int:pk>/", public.plan, name="public_plan"),
    path(PUBLIC + "<int:pk>/versions/<int:number>/", public.version, name="public_version"),
    path(PUBLIC + "<int:pk>/plan.pdf", public.pdf_file, name="public_pdf"),
    path(PUBLIC + "<int:pk>/plan.csv", public.csv_file, name="public_csv"),
    path(PUBLIC + "<int:pk>/plan.json", public.json_file, name="public_json"),
    path(PUBLIC + "<int:pk>/needs/", public.needs, name="public_needs"),
    path(PUBLIC + "<int:pk>/needs.pdf", public.needs_pdf, name="public_needs_pdf"),
]

# what a plan needs, and what the police asked for
resource_pages = [
    path(PLAN + "resources/", resources.resources, name="resources"),
    path(GROUP + "requests/", resources.requests, name="requests"),
    path(GROUP + "requests/<int:publication>/", resources.make, name="request_make"),
    path("work/requests/<int:pk>/", resources.request_page, name="request"),
    path("work/requests/<int:pk>/take/", resources.take, name="request_take"),
    path("work/requests/<int:pk>/answer/", resources.answer, name="request_answer"),
]

progress_pages = [
    path(PLAN + "progress/", progress.plan_progress, name="progress"),
    path(ACTION, progress.action, name="action"),
    path(ACTION + "say/", progress.say, name="action_say"),
    path(ACTION + "assess/", progress.assess, name="action_assess"),
    path(ACTION + "link/", progress.link_send, name="action_link_send"),
    path(ACTION + "link/revoke/", progress.links_revoke, name="action_links_revoke"),
    path(ACTION + "files/<int:file_pk>/", progress.file, name="action_file"),
    path(ACTION + "files/<int:file_pk>/show/", progress.file_show, name="action_file_show"),
    path(ACTION + "files/<int:file_pk>/hide/", progress.file_hide, name="action_file_hide"),
    path(ACTION + "files/<int:file_pk>/remove/", progress.file_remove, name="action_file_remove"),
    path(PUBLIC + "<int:pk>/files/<int:file_pk>/", progress.public_file, name="public_file"),
    path(PUBLIC + "<int:pk>/files/<int:file_pk>/small/", progress.public_small, name="public_small"),
    path(BY_LINK, action_link.action_link, name="action_link"),
    path(BY_LINK + "said/", action_link.action_said, name="action_said"),
]

urlpatterns = [
    *public_pages,
    *resource_pages,
    *risk_pages,
    *evidence_pages,
    *drafting_pages,
    *version_pages,
    *progress_pages,
]
