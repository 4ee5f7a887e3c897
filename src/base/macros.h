// SPDX-License-Identifier: EUPL-1.2
//
// Compiler attributes and small macros that every layer uses.
//
//   WARN_UNUSED        the result must be looked at
//   PRINTF(f, a)       parameter f is a printf format, its arguments begin at a
//   CLEANUP(fn)        fn(&variable) runs when the variable leaves its scope; fn takes NULL
//   CHECK_NULL_END     a variadic function whose arguments must be closed with NULL
//   PURE               no effect but its result
//   TEXT_OF(number)    a macro for a number, as a string: the ceiling in an error
//   COUNT(array)       number of elements of an array (not of a pointer)
#ifndef VAKA_BASE_MACROS_H
#define VAKA_BASE_MACROS_H

#define WARN_UNUSED __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define CHECK_NULL_END __attribute__((sentinel))
#define PURE __attribute__((pure))
#define TEXT_OF_ITSELF(words) #words
#define TEXT_OF(number) (&TEXT_OF_ITSELF(number)[0 * (number)]) // what is not defined is refused
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
