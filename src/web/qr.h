// SPDX-License-Identifier: EUPL-1.2
//
// A QR code as the path of an inline SVG: no picture has to be fetched and no style stands in it.
#ifndef VAKA_WEB_QR_H
#define VAKA_WEB_QR_H

#include "base/str.h"

// *ret_path is one square of side 1 for each run of dark modules, within a square of *ret_side
// with the quiet zone of the standard (ISO/IEC 18004: four modules). ERR_LIMIT qr.too-long.
bool qr_path(struct arena *arena, struct str text, size_t *ret_side, struct str *ret_path,
             struct error *err) WARN_UNUSED;

#endif
