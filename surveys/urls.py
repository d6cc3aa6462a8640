"""Addresses of surveys. Public pages name no row's id; work is below work/."""

from django.urls import path

from surveys.views import bank

app_name = "surveys"

EDITION = "surveys/questionnaires/<slug:code>/<int:version>/"

bank_pages = [
    path("surveys/questionnaires/", bank.questionnaires, name="questionnaires"),
    path(EDITION, bank.questionnaire, name="questionnaire"),
    path(EDITION + "codebook/", bank.codebook_page, name="codebook"),
    path(EDITION + "codebook.xlsx", bank.codebook_file, name="codebook_file"),
    path(EDITION + "xlsform.xlsx", bank.xlsform_file, name="xlsform"),
    path(EDITION + "paper.pdf", bank.paper_file, name="paper_form"),
]

urlpatterns = [*bank_pages]
