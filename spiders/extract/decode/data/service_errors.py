"""Services that refuse with status 200: the body says why, and holds no data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_ERRORS = ("error", "errors", "erreur", "erreurs", "exception", "fault")
_MESSAGES = ("code", "message", "detail", "details", "description", "title", "error_description", "reason", "msg")


def refusal(data: object) -> str:
    """What a JSON body that is nothing but an error says: `{"error": {"code": 499, "message": "Token Required"}}`,
    `{"code": "rest_forbidden", "message": "…"}`, `{"success": false}`. Empty for anything else, and for data that
    came with a warning."""
    if not isinstance(data, Mapping) or any(_is_data(one) for key, one in data.items() if key not in _ERRORS):
        return ""
    said = [data[key] for key in _ERRORS if data.get(key)]
    if not said and not _is_coded(data) and not _is_refused(data):
        return ""
    return " : ".join(dict.fromkeys(_texts(said or data)))[:200] or "sans motif"


def _is_coded(data: Mapping[str, object]) -> bool:
    codes = (data[key] for key in ("code", "status", "statusCode") if key in data)
    return any(map(_says_failure, codes)) and ("message" in data or "detail" in data)


def _is_refused(data: Mapping[str, object]) -> bool:
    return data.get("success") is False or (bool(data) and set(data) <= {"message", "detail"})


def _says_failure(code: object) -> bool:
    """400 and above, or a word: « rest_forbidden », « error »."""
    text = str(code).strip().lower()
    return int(text) >= 400 if text.isdigit() else text not in ("", "ok", "success", "succes", "true", "none")


def _is_data(value: object) -> bool:
    """A list of objects, however deep."""
    if isinstance(value, Mapping):
        return any(map(_is_data, value.values()))
    return isinstance(value, list) and any(isinstance(one, Mapping) for one in value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key in _MESSAGES:
            yield from _texts(value.get(key))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        yield " ".join(str(value).split())
