"""Addresses of surveys. Public pages name no row's id; work is below work/."""

from django.urls import path

from surveys.views import answers, bank, comparing, desk, focus, importing, public, releasing

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

SHEET = "communities/<slug:slug>/surveys/<slug:wave>/"
VERSION = SHEET + "v<int:number>/"

public_pages = [
    path("surveys/", public.waves, name="waves"),
    path("surveys/compare/", comparing.compare, name="compare"),
    path("surveys/<slug:wave>/", public.wave, name="wave"),
    path("communities/<slug:slug>/surveys/", public.community_surveys, name="community_surveys"),
    path(SHEET, public.sheet, name="sheet"),
    path(VERSION, public.version, name="sheet_version"),
    path(VERSION + "results.csv", public.csv_file, name="sheet_csv"),
    path(VERSION + "results.json", public.json_file, name="sheet_json"),
    path(VERSION + "sheet.pdf", public.pdf_file, name="sheet_pdf"),
]

WAVE = "work/surveys/<int:pk>/"

desk_pages = [
    path("work/surveys/", desk.my_waves, name="my_waves"),
    path("work/surveys/new/", desk.new_wave, name="new_wave"),
    path(WAVE, desk.my_wave, name="my_wave"),
    path(WAVE + "change/", desk.change_wave, name="change_wave"),
    path(WAVE + "questionnaire/", desk.change_questionnaire, name="change_questionnaire"),
    path(WAVE + "communities/", desk.add_community, name="add_community"),
    path(WAVE + "communities/<slug:slug>/remove/", desk.remove_community, name="remove_community"),
    path(WAVE + "results/<slug:slug>/", releasing.my_results, name="my_results"),
    path(WAVE + "answers/", answers.delete_answers, name="delete_answers"),
    path(WAVE + "hand-over/", desk.hand_over, name="hand_over_wave"),
    path(WAVE + "xlsform.xlsx", desk.wave_xlsform, name="wave_xlsform"),
]

import_pages = [
    path("work/surveys/<int:pk>/import/", importing.new, name="upload"),
    path("work/surveys/imports/<int:pk>/", importing.show, name="import"),
    path("work/surveys/imports/<int:pk>/state.json", importing.state, name="import_state"),
    path("work/surveys/imports/<int:pk>/columns/", importing.map_columns, name="import_map"),
    path("work/surveys/imports/<int:pk>/columns-again/", importing.map_again, name="import_map_again"),
    path("work/surveys/imports/<int:pk>/confirm/", importing.confirm, name="import_confirm"),
    path("work/surveys/imports/<int:pk>/discard/", importing.discard, name="import_discard"),
]

FOCUS = WAVE + "focus/<int:group>/"
NOTE = FOCUS + "notes/<int:note>/"

focus_pages = [
    path(WAVE + "focus/new/", focus.new_group, name="new_focus_group"),
    path(FOCUS, focus.group, name="focus_group"),
    path(FOCUS + "change/", focus.change_group, name="change_focus_group"),
    path(FOCUS + "notes/new/", focus.new_note, name="new_note"),
    path(NOTE, focus.change_note, name="change_note"),
    path(NOTE + "release/", focus.release_note, name="release_note"),
    path(NOTE + "withdraw/", focus.withdraw_note, name="withdraw_note"),
    path(NOTE + "throw-away/", focus.throw_note_away, name="throw_note_away"),
]

# The bank and comparing come first: a wave called “questionnaires” or “compare” would have no page.
urlpatterns = [*bank_pages, *public_pages, *desk_pages, *import_pages, *focus_pages]
