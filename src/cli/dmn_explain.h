// SPDX-License-Identifier: EUPL-1.2
//
// How an answer came about, for `vaka dmn explain` and `vaka dmn eval --explain`: every decision
// that was evaluated, inner ones first, with what it was told, the rows that matched and their
// annotations. Of an evaluation that was refused, as far as it came.
#ifndef VAKA_CLI_DMN_EXPLAIN_H
#define VAKA_CLI_DMN_EXPLAIN_H

#include "dmn/dmn.h"
#include "i18n/catalogue.h"

// As text, in the words of the language.
bool dmn_explain_text(struct arena *arena, enum language language, const struct dmn_trace *trace,
                      struct str *ret_text, struct error *err) WARN_UNUSED;
// As JSON: {"decision", "result", "error", "steps": [{"decision", "done", "result", "expression",
// "needs": [{"kind", "name", "value"}], "tables": [{"of", "hitPolicy", "inputs": [{"label",
// "expression", "value"}], "matches": [{"row", "id", "line", "inputs", "outputs",
// "annotations"}]}], "tablesLeftOut"}]}. "result" is there only without a refusal, which stands in
// "error": {"key", "sentence", "file", "element", "line", "column"}.
bool dmn_explain_json(struct arena *arena, enum language language,
                      const struct dmn_decision *decision, const struct feel_value *result,
                      const struct error *refusal, const struct dmn_trace *trace,
                      struct str *ret_text, struct error *err) WARN_UNUSED;

#endif
