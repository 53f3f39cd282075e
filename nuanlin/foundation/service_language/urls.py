from django.urls import URLPattern, URLResolver, path

from nuanlin.foundation.service_language.api import router as api_router
from nuanlin.foundation.service_language.pages import conduct, greeting, lexicon, phrases, writing

app_name = "service_language"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", phrases.phrase_list, name="phrases"),
    path("new/", phrases.add, name="add_phrase"),
    path("brought/", phrases.brought_off, name="brought_off"),
    path("<int:phrase_id>/", phrases.edit, name="edit_phrase"),
    path("<int:phrase_id>/steps/", phrases.step, name="phrase_step"),
    path("words/", lexicon.lexicon, name="lexicon"),
    path("words/new/", lexicon.add_entry, name="add_entry"),
    path("words/<int:entry_id>/", lexicon.edit_entry, name="edit_entry"),
    path("words/<int:entry_id>/removal/", lexicon.remove_entry, name="remove_entry"),
    path("greeting/", greeting.compose, name="greeting"),
    path("conduct/", conduct.card, name="conduct"),
    path("conduct/<slug:size>.pdf", conduct.card_to_print, name="conduct_card"),
    path("quiz/", conduct.quiz, name="quiz"),
    path("quiz/<int:result_id>/", conduct.quiz_result, name="quiz_result"),
    path("figures/", conduct.writing, name="figures"),
    path("check/", writing.check, name="check"),
    path("offered/", writing.offered, name="offered"),
]

__all__ = ["api_router", "urlpatterns"]
