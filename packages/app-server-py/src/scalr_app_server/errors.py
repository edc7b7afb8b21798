"""Everything that can stop a backend from starting, and how it is shown."""

from collections.abc import Mapping, Sequence

from scalr_auth_client import ErrorKind, Problem
from scalr_auth_client import ScalrError as ScalrError

EXIT_CODES: Mapping[ErrorKind, int] = {"user": 1, "environment": 3, "retryable": 75}
DEFECT_EXIT_CODE = 70


def format_problem(problem: Problem) -> str:
    """Three lines: the code, what and why, the fix."""
    return f"{problem.code}\n  {problem.message}\n  fix: {problem.fix}"


def setting_missing(key: str, expected: str) -> Problem:
    return Problem(
        "SETTING_MISSING",
        f"The environment variable {key} is not set. It holds {expected}.",
        f"start the app with ./scalr up, which sets {key}; or put it into the app's .env.app",
    )


def setting_invalid(key: str, expected: str, reason: str) -> Problem:
    return Problem(
        "SETTING_INVALID",
        f"The environment variable {key} cannot be used ({reason}). It holds {expected}.",
        f"correct {key} in the app's .env.app or .env.shared and start the app again",
    )


def address_taken(address: str) -> ScalrError:
    problem = Problem(
        "APP_ADDRESS_TAKEN",
        f"Another process already listens on {address}.",
        "stop that process (./scalr ps lists those of the platform), or set another PORT",
    )
    return ScalrError("environment", [problem])


def database_unreachable(reason: str) -> ScalrError:
    problem = Problem(
        "DATABASE_UNREACHABLE",
        f"The database did not answer within 20 seconds: {reason}",
        "look at ./scalr ps and ./scalr logs postgres, then start the app again",
    )
    return ScalrError("retryable", [problem])


def database_refused(reason: str) -> ScalrError:
    problem = Problem(
        "DATABASE_REFUSED",
        f"The database does not let the app in: {reason}",
        "run ./scalr up, which creates the role and database of every app; check DATABASE_URL",
    )
    return ScalrError("environment", [problem])


def migration_failed(folder: str, reason: str) -> ScalrError:
    problem = Problem(
        "MIGRATION_FAILED",
        f"A migration in {folder} failed, and nothing of it was kept: {reason}",
        "correct the newest file in migrations/ and start the app again",
    )
    return ScalrError("user", [problem])


def route_file_invalid(file: str, reason: str) -> ScalrError:
    problem = Problem(
        "ROUTE_FILE_INVALID",
        f"{file} cannot be mounted: {reason}",
        'routes = Routes(), then @routes.get("/api/...", access="signed-in", summary="...") above each function',
    )
    return ScalrError("user", [problem])


def route_without_access(file: str, route: str) -> Problem:
    return Problem(
        "ROUTE_WITHOUT_ACCESS",
        f"{route} in {file} is not mounted: it does not declare who may use it.",
        'give it access="signed-in", access={"groups": ["..."]} or, if everybody may, access="public"',
    )


def database_not_declared() -> ScalrError:
    problem = Problem(
        "DATABASE_NOT_DECLARED",
        "This app uses a database but has none.",
        'add "database: {}" to app.manifest.yml and a backend/migrations folder',
    )
    return ScalrError("user", [problem])


def table_without_access(tables: Sequence[str], place: str) -> ScalrError:
    problem = Problem(
        "TABLE_WITHOUT_ACCESS",
        f"Nothing says who may read and write what is in {place}: {', '.join(tables)}. The app does not start with it.",
        f"write entity(<model of {tables[0]}>, access=owner(), ...) into its file in models/; "
        "or drop the table in a migration",
    )
    return ScalrError("user", [problem])


def entity_without_access(table: str, model: str) -> ScalrError:
    problem = Problem(
        "ENTITY_WITHOUT_ACCESS",
        f"The entity {table} does not declare who may do what with its rows.",
        f'write entity({model}, access=...) with owner(), shared(), group("..."), public_read(), anyone(), '
        'a list of them, or {"read": ..., "write": ...}',
    )
    return ScalrError("user", [problem])


def entity_invalid(table: str, reason: str) -> ScalrError:
    problem = Problem(
        "ENTITY_INVALID",
        f"The entity {table} cannot be used: {reason}.",
        f"correct the file of {table} in backend/src/models/",
    )
    return ScalrError("user", [problem])


def access_not_applied(reason: str) -> ScalrError:
    problem = Problem(
        "ACCESS_NOT_APPLIED",
        "The access rules and constraints of models/ could not be put into the database, "
        f"and nothing of them was: {reason}",
        "correct the entity that it names, or the rows that break its rules, and start the app again",
    )
    return ScalrError("user", [problem])


def runtime_role_missing(role: str) -> ScalrError:
    problem = Problem(
        "RUNTIME_ROLE_MISSING",
        f"The database server has no role {role} that this app may take on; "
        "requests run as it, so that access rules bind them.",
        "run ./scalr up, which makes it; elsewhere, as administrator: "
        f"create role {role} nologin; grant it to the role in DATABASE_URL",
    )
    return ScalrError("environment", [problem])


def tracing_not_installed(reason: str) -> ScalrError:
    problem = Problem(
        "TRACING_NOT_INSTALLED",
        f"OTEL_EXPORTER_OTLP_ENDPOINT names a collector, and what sends spans to it is not installed: {reason}",
        "pip install 'scalr-app-server[tracing]', or take OTEL_EXPORTER_OTLP_ENDPOINT out of the app's .env.app",
    )
    return ScalrError("environment", [problem])
