"""Answers that a browser saves or prints: workbooks and papers."""

from django.http import HttpResponse

from nuanlin.lib.sheets import CONTENT_TYPE


def saved_workbook(content: bytes, name: str) -> HttpResponse:
    """Return an Excel workbook to be saved as ``name``; nothing on the way keeps it."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def shown_pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that the browser shows, to be printed or saved as ``name``."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
