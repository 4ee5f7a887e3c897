// SPDX-License-Identifier: EUPL-1.2
#include "web/routes.h"

#include <string.h>

#include "base/utf8.h"
#include "web/form.h"

#define SEGMENTS_MAX 8

struct segments {
    size_t n;
    struct str part[SEGMENTS_MAX]; // decoded
};

// A path with more segments than any route has matches nothing: n is then 0.
static bool split_path(struct arena *arena, struct str path, struct segments *ret_segments,
                       struct error *err) {
    struct segments segments = {0};
    struct str rest = str_sub(path, 1, path.n);
    for (struct str part; str_split(&rest, '/', &part);) {
        if (segments.n == SEGMENTS_MAX) {
            segments.n = 0;
            break;
        }
        if (!percent_decode(arena, part, false, &segments.part[segments.n++], err))
            return false;
    }
    *ret_segments = segments;
    return true;
}

static bool is_parameter_text(struct str text) {
    if (!text.n || text.p[0] == '.' || utf8_length(text) > FORM_LINE_MAX)
        return false;
    for (size_t at = 0; at < text.n;) {
        int32_t c = utf8_next(text, &at);
        if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == '/' || c == '\\')
            return false;
    }
    return true;
}

// `what` stands between the braces: "id" or "seq:int".
static bool match_parameter(struct str what, struct str text, struct input *ret_input) {
    struct input input = {.type = INPUT_LINE, .present = true, .text = text};
    size_t colon = str_find_char(what, ':');
    input.name = str_sub(what, 0, colon);
    if (colon != STR_NOT_FOUND) {
        input.type = INPUT_INT;
        if (!str_int64(text, &input.number) || input.number < 0)
            return false;
    }
    if (!is_parameter_text(text))
        return false;
    *ret_input = input;
    return true;
}

static bool is_parameter(struct str part) {
    return part.n && part.p[0] == '{';
}

// How well the route's path fits, whatever its parameters are: 0 not at all; otherwise the more
// literal segments stand early, the higher.
static unsigned fit_of(const struct route *route, const struct segments *segments) {
    const char *path = route->path;
    unsigned fit = 1;
    size_t at = 0;
    for (; *path; at++) {
        struct str part = {path + 1, strcspn(path + 1, "/")};
        bool literal = !is_parameter(part);
        if (at == segments->n || (literal && !str_eq(part, segments->part[at])))
            return 0;
        fit = fit * 2 + literal;
        path = part.p + part.n;
    }
    return at == segments->n ? fit : 0;
}

static bool match_parameters(const struct route *route, const struct segments *segments,
                             struct route_match *match) {
    struct str rest = str_of(route->path + 1);
    size_t at = 0;
    for (struct str part; str_split(&rest, '/', &part); at++)
        if (is_parameter(part) && !match_parameter(str_sub(part, 1, part.n - 2), segments->part[at],
                                                   &match->parameters[match->parameter_count++]))
            return false;
    return true;
}

// Whether the first segment can be this one. Most routes are passed over here.
static bool begins_alike(const struct route *route, struct str first) {
    const char *path = route->path + 1;
    if (*path == '{')
        return true;
    if (!first.n)
        return !*path;
    return *path == first.p[0] && strncmp(path, first.p, first.n) == 0 &&
           (path[first.n] == '/' || !path[first.n]);
}

bool route_find(const struct site *site, struct arena *arena, enum method method, struct str path,
                struct route_match *ret_match, struct error *err) {
    struct segments segments;
    if (!split_path(arena, path, &segments, err))
        return false;
    unsigned best = 0;
    struct route_match found = {0};
    for (size_t i = 0; i < site->route_count; i++) {
        const struct route *route = &site->routes[i];
        if (!begins_alike(route, segments.n ? segments.part[0] : STR_NONE))
            continue;
        unsigned fit = fit_of(route, &segments);
        if (!fit || fit < best)
            continue;
        struct route_match match = {0};
        if (!match_parameters(route, &segments, &match))
            continue;
        if (fit > best) {
            best = fit;
            found = match;
            found.by_system = true;
        }
        found.by_system = found.by_system && route->form->rest == WHOLE_BODY;
        found.path_known = true;
        found.methods[route->method] = true;
        if (route->method == method)
            found.route = route;
    }
    *ret_match = found;
    return true;
}
