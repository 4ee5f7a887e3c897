// SPDX-License-Identifier: EUPL-1.2
//
// The built-in functions of FEEL (DMN 1.5, 10.3.4), and two of Vaka's: "is defined(x)" and
// "get or else(x, y)".
//
// One row a signature; a name with several signatures stands on several rows, told apart by the
// number of arguments. The machine has checked count and types when `run` is called.
#ifndef VAKA_FEEL_BUILTIN_H
#define VAKA_FEEL_BUILTIN_H

#include "feel/compiler.h"
#include "feel/machine.h"

struct feel_args {
    size_t count;
    const struct feel_value *v;
    const struct feel_node *node; // the call, for errors
};

typedef bool feel_builtin_run(struct feel_machine *m, const struct feel_args *args,
                              struct feel_value *ret_value);

enum feel_result {
    RESULT_ANY,
    RESULT_BOOLEAN,
    RESULT_NUMBER,
    RESULT_STRING,
    RESULT_DATE,
    RESULT_TIME,
    RESULT_DATE_TIME,
    RESULT_MONTHS,
    RESULT_CONTEXT,
    RESULT_RANGE,
    RESULT_STRINGS, // a list of strings
    RESULT_NUMBERS,
    RESULT_FIRST,   // the type of the first argument
    RESULT_ELEMENT, // … of the elements of the first argument
    RESULT_JOINED,  // of the first argument or the last
    RESULT_LISTS,   // a list of what the arguments, or their elements, are
    RESULT_DURATION,
};

struct feel_builtin {
    const char *name;
    const char *parameters; // "string|start position|length"
    // One letter a parameter: n number, s string, b boolean, d date, w date or date and time,
    // D date and time, t time, q number or duration, y months duration, l list (one value is a list
    // of one), c context, f function, r range, a anything but null, z anything. "?" after it: null
    // too; "*" last: any number of the last one.
    const char *types;
    size_t least; // arguments needed
    enum feel_result result;
    feel_builtin_run *run;
};

extern const struct feel_builtin feel_builtins[];
extern const size_t feel_builtin_count;

// The function as a value, or false without memory.
bool feel_builtin_value(struct arena *arena, const struct feel_builtin *builtin,
                        struct feel_value *ret_value) WARN_UNUSED;
struct str feel_builtin_name(const struct feel_builtin *builtin);
// The signature of the same name that takes so many arguments, or NULL.
const struct feel_builtin *feel_builtin_for(const struct feel_builtin *first, size_t count);
// Position of a named parameter in a signature; -1 when it has none of that name.
int feel_builtin_parameter(const struct feel_builtin *builtin, struct str name);
// Type letter of an argument; *ret_nullable tells whether null is taken.
char feel_builtin_type(const struct feel_builtin *builtin, size_t i, bool *ret_nullable);
bool feel_builtin_call(struct feel_machine *m, const struct feel_builtin *builtin,
                       const struct feel_args *args, struct feel_value *ret_value) WARN_UNUSED;

#define BUILTIN(name)                                                                              \
    bool name(struct feel_machine *m, const struct feel_args *a, struct feel_value *ret_value)

#endif
