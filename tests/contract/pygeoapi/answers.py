"""Processes for pygeoapi, one for each kind of answer; this module is run by pygeoapi's own Python."""

import base64
import time

from pygeoapi.process.base import BaseProcessor, ProcessorExecuteError

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def describe(name, outputs, inputs=None):
    return {
        "id": name,
        "version": "1.0.0",
        "title": {"en": name.title()},
        "description": {"en": f"Answers with {name}."},
        "jobControlOptions": ["sync-execute", "async-execute"],
        "outputTransmission": ["value"],
        "keywords": [name],
        "links": [],
        "inputs": inputs or {},
        "outputs": outputs,
        "example": {"inputs": {}},
    }


class Answer(BaseProcessor):
    metadata: dict

    def __init__(self, processor_def):
        super().__init__(processor_def, self.metadata)
        self.supports_outputs = True

    def execute(self, data, outputs=None):
        return self.answer(data)


class Many(Answer):
    """Two outputs in one JSON object."""

    metadata = describe(
        "many",
        {
            "double": {"schema": {"type": "number"}},
            "words": {"schema": {"type": "array", "items": {"type": "string"}}},
        },
        {"a": {"schema": {"type": "number", "default": 5}, "minOccurs": 0}},
    )

    def answer(self, data):
        return "application/json", {
            "double": 2 * data.get("a", 5),
            "words": ["one", "two"],
        }


class Table(Answer):
    metadata = describe(
        "table",
        {"table": {"schema": {"type": "string", "contentMediaType": "text/csv"}}},
    )

    def answer(self, data):
        return "text/csv", "a,b\n1,2\n3,4\n"


class Picture(Answer):
    metadata = describe(
        "picture",
        {
            "image": {
                "schema": {
                    "type": "string",
                    "contentMediaType": "image/png",
                    "contentEncoding": "binary",
                }
            }
        },
    )

    def answer(self, data):
        return "image/png", PNG


class Slow(Answer):
    """Takes `seconds`, then answers or fails."""

    metadata = describe(
        "slow",
        {"slept": {"schema": {"type": "number"}}},
        {
            "seconds": {
                "schema": {"type": "number", "minimum": 0, "default": 1},
                "minOccurs": 0,
            },
            "fail": {"schema": {"type": "boolean", "default": False}, "minOccurs": 0},
        },
    )

    def answer(self, data):
        time.sleep(data.get("seconds", 1))
        if data.get("fail"):
            raise ProcessorExecuteError("failed as asked")
        return "application/json", {"slept": data.get("seconds", 1)}
