# Settings of the app itself.
WEEK_STARTS=monday
DEFAULT_HOURS=8
