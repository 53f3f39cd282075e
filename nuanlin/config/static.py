"""Static files with the content's hash in their names, packed for the browser."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PackedStaticFiles(CompressedManifestStaticFilesStorage):
    # A missing entry should show in the page's tests, not bring the whole page down.
    manifest_strict = False
