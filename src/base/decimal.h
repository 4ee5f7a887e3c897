// SPDX-License-Identifier: EUPL-1.2
//
// Decimal numbers of 34 digits (IEEE 754 decimal128), as FEEL demands: never binary floating point.
// On libintelrdfpmath. Rounding is half-even unless said otherwise. Results that are not finite are
// reported, never passed on.
#ifndef VAKA_BASE_DECIMAL_H
#define VAKA_BASE_DECIMAL_H

#include "base/str.h"

struct decimal {
    uint64_t w[2];
};

struct decimal decimal_of_int(int64_t value);
// "-12.50", ".5", "1e3"; false when it is no number or not finite. Digits beyond the 34th are
// rounded away. Keeps nothing but the value.
bool decimal_parse(struct str text, struct decimal *ret_value) WARN_UNUSED;
// Plain digits without exponent and trailing zeros after the point ("0.1", "-1200").
struct str decimal_text(struct arena *arena, struct decimal value);
// Whole numbers within int64_t; false otherwise.
bool decimal_to_int(struct decimal value, int64_t *ret_value) WARN_UNUSED;

int decimal_cmp(struct decimal a, struct decimal b);
bool decimal_is_whole(struct decimal a);
struct decimal decimal_neg(struct decimal a);
struct decimal decimal_abs(struct decimal a);
// False on overflow, division by zero, or a result outside the real numbers. Sums, products,
// quotients and square roots are rounded correctly; so are powers with a whole exponent up to
// 9999 as long as they have no more than 34 digits. exp, log and other powers may err in the
// last digit.
bool decimal_add(struct decimal a, struct decimal b, struct decimal *ret_value) WARN_UNUSED;
bool decimal_sub(struct decimal a, struct decimal b, struct decimal *ret_value) WARN_UNUSED;
bool decimal_mul(struct decimal a, struct decimal b, struct decimal *ret_value) WARN_UNUSED;
bool decimal_div(struct decimal a, struct decimal b, struct decimal *ret_value) WARN_UNUSED;
bool decimal_pow(struct decimal a, struct decimal b, struct decimal *ret_value) WARN_UNUSED;
bool decimal_sqrt(struct decimal a, struct decimal *ret_value) WARN_UNUSED;
bool decimal_exp(struct decimal a, struct decimal *ret_value) WARN_UNUSED;
bool decimal_log(struct decimal a, struct decimal *ret_value) WARN_UNUSED;
// FEEL's modulo: sign of the divisor.
bool decimal_modulo(struct decimal a, struct decimal b, struct decimal *ret_value) WARN_UNUSED;

enum decimal_rounding {
    DECIMAL_HALF_EVEN,
    DECIMAL_HALF_UP,   // away from zero
    DECIMAL_HALF_DOWN, // towards zero
    DECIMAL_UP,        // away from zero
    DECIMAL_DOWN,      // towards zero
    DECIMAL_FLOOR,
    DECIMAL_CEILING,
};
// Rounded to `scale` digits after the point (negative: before it). False when scale lies outside
// -6111 … 6176.
bool decimal_round(struct decimal a, int scale, enum decimal_rounding how,
                   struct decimal *ret_value) WARN_UNUSED;

#endif
