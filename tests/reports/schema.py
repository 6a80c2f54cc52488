"""The part of JSON Schema (draft 2020-12) that our schema uses, checked without a library."""

import re

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}


def errors(value, schema, root=None, path="$"):
    """[sentence] of what does not follow the schema."""
    root = root or schema
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        found = [errors(value, one, root, path) for one in schema["anyOf"]]
        return [] if [] in found else min(found, key=len)
    return [
        *_plain(value, schema, path),
        *_inside(value, schema, root, path),
    ]


def _is(value, name):
    if name in ("integer", "number"):
        kinds = int if name == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def _plain(value, schema, path):
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(_is(value, name) for name in wanted):
        return [f"{path}: {value!r} is not {wanted}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is not one of {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: {value!r}")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{path}: {value!r} does not match")
    if _is(value, "number"):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high:
            found.append(f"{path}: {value} out of bounds")
    return found


def _inside(value, schema, root, path):
    if isinstance(value, list):
        one = schema.get("items", {})
        return [e for n, item in enumerate(value) for e in errors(item, one, root, f"{path}[{n}]")]
    if not isinstance(value, dict):
        return []
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    found = [f"{path}: no {key}" for key in schema.get("required", ()) if key not in value]
    for key, item in value.items():
        one = known.get(key, others)
        if one is False:
            found.append(f"{path}: {key} is unknown")
        else:
            found += errors(item, one, root, f"{path}.{key}")
    return found
