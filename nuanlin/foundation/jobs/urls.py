from django.urls import path

from nuanlin.foundation.jobs import pages

app_name = "jobs"
urlpatterns = [
    path("", pages.job_list, name="list"),
    path("retry/", pages.retry_failed, name="retry_failed"),
    path("<int:job_id>/retry/", pages.retry, name="retry"),
    path("<int:job_id>/cancel/", pages.cancel, name="cancel"),
]
