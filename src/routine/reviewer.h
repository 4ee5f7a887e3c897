// SPDX-License-Identifier: EUPL-1.2
//
// Who reviews a deviation, by two parameters of a routine. A unit manager is found where it
// happened; whoever else reviews it works at a unit of her own, which has to be named.
#ifndef VAKA_ROUTINE_REVIEWER_H
#define VAKA_ROUTINE_REVIEWER_H

#define PARAMETER_REVIEW_ROLE "Roll som granskar avvikelser"
#define PARAMETER_REVIEW_UNIT "Enhet som granskar avvikelser" // a stream, or:
#define REVIEW_WHERE_IT_HAPPENED "den enhet där det hände"

#endif
