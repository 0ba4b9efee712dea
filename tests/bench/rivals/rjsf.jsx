// RJSF 6 with Ajv, live validation on, behind the interface of a widget.
import Form from "@rjsf/core";
import validator from "@rjsf/validator-ajv8";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

export default function mount(el, schema) {
  createRoot(el).render(createElement(Form, { schema, validator, liveValidate: true }));
}
