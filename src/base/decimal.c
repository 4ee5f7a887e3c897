// SPDX-License-Identifier: EUPL-1.2
#include "base/decimal.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libbidgcc000: arguments by value, rounding mode and flags as arguments, no global state.
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

// Digits handed to the library: the 34 of the format, one to round by, and one that says whether
// anything but zeros followed.
#define DIGITS_MAX 36
#define EXPONENT_MAX 100000 // far beyond the format, so that longer exponents need not be kept
#define EXPONENT_LOW (-6176)
#define EXPONENT_HIGH 6111
#define WHOLE_POWER_MAX 9999

static BID_UINT128 bid_of(struct decimal value) {
    return (BID_UINT128){.w = {value.w[0], value.w[1]}};
}

static struct decimal decimal_of(BID_UINT128 value) {
    return (struct decimal){.w = {value.w[0], value.w[1]}};
}

static bool keep_finite(BID_UINT128 value, struct decimal *ret_value) {
    if (!bid128_isFinite(value))
        return false;
    *ret_value = decimal_of(value);
    return true;
}

// Whole numbers that fit in 63 bits and are written without an exponent, which nearly all numbers
// are, need no decimal arithmetic. In the format (binary integer decimal) such a number has this
// upper half, and its magnitude in the lower.
#define WHOLE_UPPER UINT64_C(0x3040000000000000)
#define SIGN_BIT (UINT64_C(1) << 63)

static bool is_small_whole(struct decimal value, int64_t *ret_whole) {
    if ((value.w[1] & ~SIGN_BIT) != WHOLE_UPPER || value.w[0] > INT64_MAX)
        return false;
    *ret_whole = value.w[1] & SIGN_BIT ? -(int64_t)value.w[0] : (int64_t)value.w[0];
    return true;
}

struct decimal decimal_of_int(int64_t value) {
    if (value < 0)
        return (struct decimal){.w = {0 - (uint64_t)value, WHOLE_UPPER | SIGN_BIT}};
    return (struct decimal){.w = {(uint64_t)value, WHOLE_UPPER}};
}

// A number taken apart: digits without leading zeros, times ten to the exponent.
struct scanned {
    bool negative;
    char digits[DIGITS_MAX];
    int count;
    int64_t exponent;
};

static void scan_digit(struct scanned *scanned, char digit, bool after_point) {
    if (scanned->count == DIGITS_MAX) {
        if (digit != '0')
            scanned->digits[DIGITS_MAX - 1] = '1'; // the digit that only says "more than this"
        scanned->exponent += !after_point;
        return;
    }
    if (scanned->count || digit != '0')
        scanned->digits[scanned->count++] = digit;
    scanned->exponent -= after_point;
}

// Takes digits off *rest; tells how many.
static size_t scan_digits(struct str *rest, struct scanned *scanned, bool after_point) {
    size_t n = 0;
    while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
        scan_digit(scanned, rest->p[n++], after_point);
    *rest = str_sub(*rest, n, rest->n);
    return n;
}

static bool skip_char(struct str *rest, char c) {
    if (!rest->n || rest->p[0] != c)
        return false;
    *rest = str_sub(*rest, 1, rest->n);
    return true;
}

static bool skip_sign(struct str *rest) {
    return skip_char(rest, '-') || (skip_char(rest, '+') && false);
}

static bool scan_exponent(struct str *rest, struct scanned *scanned) {
    bool negative = skip_sign(rest);
    if (!rest->n)
        return false;
    int64_t exponent = 0;
    for (size_t i = 0; i < rest->n; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '9')
            return false;
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (rest->p[i] - '0');
    }
    scanned->exponent += negative ? -exponent : exponent;
    *rest = STR_NONE;
    return true;
}

static bool scan(struct str text, struct scanned *scanned) {
    struct str rest = text;
    scanned->negative = skip_sign(&rest);
    size_t digits = scan_digits(&rest, scanned, false);
    if (skip_char(&rest, '.')) {
        size_t decimals = scan_digits(&rest, scanned, true);
        if (!decimals)
            return false;
        digits += decimals;
    }
    if (!digits)
        return false;
    if (skip_char(&rest, 'e') || skip_char(&rest, 'E'))
        return scan_exponent(&rest, scanned);
    return rest.n == 0;
}

bool decimal_parse(struct str text, struct decimal *ret_value) {
    struct scanned scanned = {0};
    if (!scan(text, &scanned))
        return false;
    if (!scanned.count) {
        *ret_value = decimal_of_int(0);
        return true;
    }
    char written[DIGITS_MAX + 32];
    snprintf(written, sizeof(written), "%s%.*sE%lld", scanned.negative ? "-" : "", scanned.count,
             scanned.digits, (long long)scanned.exponent);
    _IDEC_flags flags = 0;
    return keep_finite(bid128_from_string(written, BID_ROUNDING_TO_NEAREST, &flags), ret_value);
}

// Takes a value apart; the library writes "+1200E-2".
static void take_apart(struct decimal value, struct scanned *scanned) {
    char written[64];
    _IDEC_flags flags = 0;
    bid128_to_string(written, bid_of(value), &flags);
    const char *e = strchr(written, 'E');
    assert(e);
    scanned->negative = written[0] == '-';
    for (const char *digit = written + 1; digit < e; digit++)
        scan_digit(scanned, *digit, false);
    scanned->exponent = strtol(e + 1, NULL, 10);
    while (scanned->count && scanned->digits[scanned->count - 1] == '0') {
        scanned->count--;
        scanned->exponent++;
    }
}

static void add_zeros(struct buf *buf, int64_t n) {
    for (int64_t i = 0; i < n; i++)
        buf_add_char(buf, '0');
}

struct str decimal_text(struct arena *arena, struct decimal value) {
    struct scanned scanned = {0};
    take_apart(value, &scanned);
    if (!scanned.count)
        return str_copy(arena, STR("0"));
    struct buf text = buf_new(arena, BUF_DEFAULT_MAX);
    struct str digits = {scanned.digits, (size_t)scanned.count};
    int64_t before = scanned.count + scanned.exponent; // digits before the point
    if (scanned.negative)
        buf_add_char(&text, '-');
    if (before <= 0) {
        buf_add_c(&text, "0.");
        add_zeros(&text, -before);
        buf_add(&text, digits);
    } else if (scanned.exponent >= 0) {
        buf_add(&text, digits);
        add_zeros(&text, scanned.exponent);
    } else {
        buf_add(&text, str_sub(digits, 0, (size_t)before));
        buf_add_char(&text, '.');
        buf_add(&text, str_sub(digits, (size_t)before, digits.n));
    }
    struct str done;
    return buf_done(&text, &done, NULL) ? done : STR_NONE;
}

bool decimal_to_int(struct decimal value, int64_t *ret_value) {
    _IDEC_flags flags = 0;
    int64_t whole = bid128_to_int64_xint(bid_of(value), &flags);
    if (flags) // inexact or out of range
        return false;
    *ret_value = whole;
    return true;
}

int decimal_cmp(struct decimal a, struct decimal b) {
    _IDEC_flags flags = 0;
    int64_t x, y;
    if (is_small_whole(a, &x) && is_small_whole(b, &y))
        return (x > y) - (x < y);
    if (bid128_quiet_less(bid_of(a), bid_of(b), &flags))
        return -1;
    return bid128_quiet_greater(bid_of(a), bid_of(b), &flags);
}

bool decimal_is_whole(struct decimal a) {
    _IDEC_flags flags = 0;
    BID_UINT128 whole = bid128_round_integral_zero(bid_of(a), &flags);
    return bid128_quiet_equal(whole, bid_of(a), &flags);
}

struct decimal decimal_neg(struct decimal a) {
    return decimal_of(bid128_negate(bid_of(a)));
}

struct decimal decimal_abs(struct decimal a) {
    return decimal_of(bid128_abs(bid_of(a)));
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    int64_t x, y, whole;
    if (is_small_whole(a, &x) && is_small_whole(b, &y) && !__builtin_add_overflow(x, y, &whole)) {
        *ret_value = decimal_of_int(whole);
        return true;
    }
    return keep_finite(bid128_add(bid_of(a), bid_of(b), BID_ROUNDING_TO_NEAREST, &flags),
                       ret_value);
}

bool decimal_sub(struct decimal a, struct decimal b, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    int64_t x, y, whole;
    if (is_small_whole(a, &x) && is_small_whole(b, &y) && !__builtin_sub_overflow(x, y, &whole)) {
        *ret_value = decimal_of_int(whole);
        return true;
    }
    return keep_finite(bid128_sub(bid_of(a), bid_of(b), BID_ROUNDING_TO_NEAREST, &flags),
                       ret_value);
}

bool decimal_mul(struct decimal a, struct decimal b, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    int64_t x, y, whole;
    if (is_small_whole(a, &x) && is_small_whole(b, &y) && !__builtin_mul_overflow(x, y, &whole)) {
        *ret_value = decimal_of_int(whole);
        return true;
    }
    return keep_finite(bid128_mul(bid_of(a), bid_of(b), BID_ROUNDING_TO_NEAREST, &flags),
                       ret_value);
}

bool decimal_div(struct decimal a, struct decimal b, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    return keep_finite(bid128_div(bid_of(a), bid_of(b), BID_ROUNDING_TO_NEAREST, &flags),
                       ret_value);
}

// The library's power goes over logarithms; repeated squaring is exact where the result is.
static bool whole_power(struct decimal base, int64_t exponent, struct decimal *ret_value) {
    struct decimal power = decimal_of_int(1);
    for (int64_t left = exponent < 0 ? -exponent : exponent; left; left >>= 1) {
        if (left & 1 && !decimal_mul(power, base, &power))
            return false;
        if (left > 1 && !decimal_mul(base, base, &base))
            return false;
    }
    if (exponent < 0)
        return decimal_div(decimal_of_int(1), power, ret_value);
    *ret_value = power;
    return true;
}

bool decimal_pow(struct decimal a, struct decimal b, struct decimal *ret_value) {
    int64_t exponent;
    bool whole =
        decimal_to_int(b, &exponent) && exponent >= -WHOLE_POWER_MAX && exponent <= WHOLE_POWER_MAX;
    if (whole && whole_power(a, exponent, ret_value))
        return true;
    _IDEC_flags flags = 0;
    return keep_finite(bid128_pow(bid_of(a), bid_of(b), BID_ROUNDING_TO_NEAREST, &flags),
                       ret_value);
}

bool decimal_sqrt(struct decimal a, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    return keep_finite(bid128_sqrt(bid_of(a), BID_ROUNDING_TO_NEAREST, &flags), ret_value);
}

bool decimal_exp(struct decimal a, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    return keep_finite(bid128_exp(bid_of(a), BID_ROUNDING_TO_NEAREST, &flags), ret_value);
}

bool decimal_log(struct decimal a, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    return keep_finite(bid128_log(bid_of(a), BID_ROUNDING_TO_NEAREST, &flags), ret_value);
}

bool decimal_modulo(struct decimal a, struct decimal b, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    struct decimal rest; // with the sign of a
    const struct decimal zero = decimal_of_int(0);
    if (!keep_finite(bid128_fmod(bid_of(a), bid_of(b), &flags), &rest))
        return false;
    int sign = decimal_cmp(rest, zero);
    if (sign && sign != decimal_cmp(b, zero))
        return decimal_add(rest, b, ret_value);
    *ret_value = rest;
    return true;
}

// The multiple of 10^-scale that the mode of the library chooses; a has more decimals than scale.
static bool quantize(struct decimal a, int scale, _IDEC_round mode, struct decimal *ret_value) {
    _IDEC_flags flags = 0;
    BID_UINT128 unit = bid128_scalbn(bid128_from_int64(1), -scale, BID_ROUNDING_TO_NEAREST, &flags);
    return keep_finite(bid128_quantize(bid_of(a), unit, mode, &flags), ret_value);
}

static bool quantize_half_down(struct decimal a, int scale, _IDEC_round away,
                               struct decimal *ret_value) {
    struct decimal down, up;
    if (!quantize(a, scale, BID_ROUNDING_TO_ZERO, &down) || !quantize(a, scale, away, &up))
        return false;
    struct decimal to_down, to_up; // both exact: no more digits than a has
    if (!decimal_sub(a, down, &to_down) || !decimal_sub(up, a, &to_up))
        return false;
    *ret_value = decimal_cmp(decimal_abs(to_up), decimal_abs(to_down)) < 0 ? up : down;
    return true;
}

bool decimal_round(struct decimal a, int scale, enum decimal_rounding how,
                   struct decimal *ret_value) {
    if (-scale < EXPONENT_LOW || -scale > EXPONENT_HIGH)
        return false;
    _IDEC_flags flags = 0;
    if (bid128_quantexp(bid_of(a), &flags) >= -scale) {
        *ret_value = a; // nothing to round, and adding zeros could need too many digits
        return true;
    }
    _IDEC_round away = bid128_isSigned(bid_of(a)) ? BID_ROUNDING_DOWN : BID_ROUNDING_UP;
    switch (how) {
    case DECIMAL_HALF_EVEN:
        return quantize(a, scale, BID_ROUNDING_TO_NEAREST, ret_value);
    case DECIMAL_HALF_UP:
        return quantize(a, scale, BID_ROUNDING_TIES_AWAY, ret_value);
    case DECIMAL_HALF_DOWN:
        return quantize_half_down(a, scale, away, ret_value);
    case DECIMAL_UP:
        return quantize(a, scale, away, ret_value);
    case DECIMAL_DOWN:
        return quantize(a, scale, BID_ROUNDING_TO_ZERO, ret_value);
    case DECIMAL_FLOOR:
        return quantize(a, scale, BID_ROUNDING_DOWN, ret_value);
    case DECIMAL_CEILING:
        return quantize(a, scale, BID_ROUNDING_UP, ret_value);
    }
    return false; // no such rounding
}
