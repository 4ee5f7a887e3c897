// SPDX-License-Identifier: EUPL-1.2
#include "access/access.h"

#include <assert.h>

// What a role needs for an act. Everything that the tables leave out is NEVER.
enum need {
    NEVER,
    ALWAYS,   // the role is enough
    RELATION, // the unit takes part in the person's care; or did, and a reason is stated
    REASON,   // the same, or a reason stated for this person
    KIND,     // what the table of events says of the kind
    OWN,      // the entry is the unit's own
    RECORD,   // what the law says of the record
};

// Sets of roles.
#define ROLE(role) (1U << (CODE_role_##role - CODE_role_ward))
#define SENDERS (ROLE(ward) | ROLE(fixed_care_contact) | ROLE(primary_rehabilitation))
#define LICENSED (ROLE(nurse) | ROLE(physiotherapist) | ROLE(occupational_therapist))
#define PLANNER ROLE(planner)
#define MANAGER ROLE(unit_manager)
#define MEDICAL ROLE(medically_responsible)
#define ASSESSOR ROLE(needs_assessor)
#define TAKERS (ROLE(fixed_care_contact) | ROLE(primary_rehabilitation)) // of care after it
#define CARERS (SENDERS | PLANNER | LICENSED)
#define PHYSICIAN ROLE(physician)
#define CARE_STAFF ROLE(care_staff)
#define COORDINATOR ROLE(unit_coordinator)
// The team around a person at the end of life, under both laws.
#define TEAM (LICENSED | PHYSICIAN | CARE_STAFF | COORDINATOR | MANAGER)
#define STAFF (CARERS | MANAGER | MEDICAL | ASSESSOR | PHYSICIAN | CARE_STAFF | COORDINATOR)
static_assert(CODE_role_administrator - CODE_role_ward + 1 == 14, "a new role belongs in the sets");

static const struct {
    uint32_t roles;
    enum need need;
} act_needs[ACT_COUNT][2] = {
    [ACT_DAY] = {{STAFF, ALWAYS}},
    [ACT_AHEAD] = {{STAFF, ALWAYS}},
    [ACT_BOARD] = {{TEAM | ASSESSOR, ALWAYS}},
    [ACT_ROUND] = {{CARE_STAFF, ALWAYS}},
    [ACT_ON_TIME] = {{PLANNER | MANAGER | MEDICAL, ALWAYS}},
    [ACT_FEES] = {{PLANNER | MANAGER, ALWAYS}},
    [ACT_TIME] = {{COORDINATOR | MANAGER, ALWAYS}},
    [ACT_DELEGATIONS] = {{LICENSED | CARE_STAFF | COORDINATOR | MANAGER | MEDICAL, ALWAYS}},
    [ACT_DELEGATE] = {{LICENSED, ALWAYS}},
    [ACT_TIME_FORMS] = {{CARE_STAFF | COORDINATOR | MANAGER, ALWAYS}},
    [ACT_EXPORT] = {{STAFF, ALWAYS}},
    [ACT_ROUTINE] = {{STAFF | ROLE(administrator), ALWAYS}},
    [ACT_FIND_NUMBER] = {{STAFF, ALWAYS}},
    [ACT_FIND_NAME] = {{STAFF, ALWAYS}},
    [ACT_ADD_PERSON] = {{CARERS | ASSESSOR, ALWAYS}},
    [ACT_READ_CASE] = {{CARERS | MEDICAL | PHYSICIAN | ASSESSOR, REASON},
                       {MANAGER | CARE_STAFF | COORDINATOR, RELATION}},
    [ACT_RECORD] = {{STAFF, KIND}},
    [ACT_CORRECT] = {{STAFF, OWN}},
    [ACT_ADMINISTER] = {{ROLE(administrator), ALWAYS}},
    [ACT_REVIEW] = {{MANAGER | MEDICAL, ALWAYS}},
    [ACT_EXTRACT] = {{MEDICAL, REASON}, {MANAGER, RELATION}},
    [ACT_RETENTION] = {{MANAGER | MEDICAL, ALWAYS}},
    [ACT_ERASE] = {{MEDICAL, REASON}, {MANAGER, RELATION}},
    [ACT_SEE] = {{STAFF, RECORD}},
    [ACT_QUEUE] = {{PLANNER, ALWAYS}}, // ACT_SEND needs a key, whatever the role
};

// Who may record what, with a relation or a reason. P-01: the planning function records a care
// request or a supplement on behalf of a sender that told it another way.
static const uint32_t kind_roles[EVENT_KIND_COUNT] = {
    [EVENT_person_registered] = CARERS | ASSESSOR,
    [EVENT_care_request_sent] = SENDERS | PLANNER,
    [EVENT_supplement_requested] = PLANNER,
    [EVENT_supplement_given] = SENDERS | PLANNER,
    [EVENT_request_passed_on] = PLANNER,
    [EVENT_request_reminded] = SENDERS | PLANNER | MANAGER,
    [EVENT_request_returned] = PLANNER,
    [EVENT_return_acknowledged] = SENDERS | PLANNER,
    [EVENT_enrolment_decided] = PLANNER,
    [EVENT_decision_received] = SENDERS | PLANNER,
    [EVENT_moved_in] = PLANNER | LICENSED | ASSESSOR,
    [EVENT_enrolment_offered] = PLANNER | LICENSED,
    [EVENT_enrolment_declined] = CARERS,
    [EVENT_enrolled_without_request] = PLANNER,
    [EVENT_stay_planned] = PLANNER | LICENSED | ASSESSOR,
    [EVENT_stay_ended] = PLANNER | LICENSED | ASSESSOR,
    [EVENT_extent_assessed] = PLANNER | LICENSED,
    [EVENT_temporary_agreed] = PLANNER,
    [EVENT_temporary_done] = LICENSED,
    [EVENT_clinic_care_agreed] = PLANNER | LICENSED,
    [EVENT_information_given] = LICENSED,
    [EVENT_followed_up] = LICENSED,
    [EVENT_number_changed] = CARERS,
    [EVENT_record_joined] = PLANNER | LICENSED,
    [EVENT_entry_moved] = PLANNER | LICENSED,
    [EVENT_person_moved] = CARERS | ASSESSOR,
    [EVENT_protection_noted] = CARERS | ASSESSOR,
    [EVENT_interpreter_noted] = CARERS | ASSESSOR,
    [EVENT_contact_noted] = CARERS | ASSESSOR,
    [EVENT_discharge_started] = LICENSED,
    [EVENT_handover_answered] = LICENSED | TAKERS,
    [EVENT_discharge_told] = LICENSED,
    [EVENT_discharged] = LICENSED,
    [EVENT_discharge_received] = TAKERS,
    [EVENT_sheet_issued] = LICENSED | PLANNER,
    [EVENT_support_asked] = LICENSED,
    [EVENT_support_given] = PLANNER,
    [EVENT_journal_transferred] = LICENSED | PLANNER,
    [EVENT_deviation_reviewed] = MANAGER | MEDICAL,
    [EVENT_collaboration_failed] = CARERS | MANAGER | MEDICAL,
    [EVENT_collaboration_answered] = CARERS | MANAGER | MEDICAL,
    [EVENT_collaboration_followed_up] = CARERS | MANAGER | MEDICAL,
    [EVENT_limits_noted] = CARERS | PHYSICIAN,
    [EVENT_medicines_noted] = CARERS | PHYSICIAN,
    [EVENT_access_noted] = CARERS | ASSESSOR,
    [EVENT_function_noted] = CARERS | PHYSICIAN,
    [EVENT_physician_noted] = CARERS | PHYSICIAN,
    [EVENT_team_formed] = CARERS | ASSESSOR | MANAGER,
    [EVENT_care_plan_made] = CARERS | ASSESSOR | MANAGER,
    [EVENT_sol_decided] = ASSESSOR,
    [EVENT_sol_ended] = ASSESSOR,
    [EVENT_wishes_noted] = ASSESSOR | LICENSED | PHYSICIAN,
    [EVENT_growth_changed] = ASSESSOR | TEAM,
    [EVENT_wishes_read] = ASSESSOR | TEAM,
    [EVENT_early_talk_held] = ASSESSOR | TEAM,
    [EVENT_planned_ahead] = LICENSED | PHYSICIAN,
    [EVENT_relatives_noted] = ASSESSOR | TEAM,
    [EVENT_change_noticed] = CARERS | ASSESSOR | TEAM,
    [EVENT_physician_contacted] = LICENSED | PLANNER,
    [EVENT_course_assessed] = PHYSICIAN | LICENSED,
    [EVENT_breakpoint_talk_held] = PHYSICIAN | LICENSED,
    [EVENT_vils_started] = LICENSED | PHYSICIAN,
    [EVENT_team_informed] = ROLE(nurse),
    [EVENT_team_reported] = MANAGER,
    [EVENT_team_met] = LICENSED | PHYSICIAN | MANAGER,
    [EVENT_therapy_assessed] = ROLE(physiotherapist) | ROLE(occupational_therapist),
    [EVENT_sol_followed_up] = ASSESSOR,
    [EVENT_intervention_started] = TEAM,
    [EVENT_intervention_changed] = TEAM,
    [EVENT_intervention_ended] = TEAM,
    [EVENT_intervention_decided] = ASSESSOR,
    [EVENT_growth_asked] = TEAM,
    [EVENT_growth_decided] = ASSESSOR,
    [EVENT_extra_started] = TEAM,
    [EVENT_extra_ended] = TEAM,
    [EVENT_vils_followed_up] = LICENSED | PHYSICIAN | MANAGER,
    [EVENT_vils_ended] = LICENSED | PHYSICIAN | MANAGER,
    [EVENT_observed] = TEAM,
    [EVENT_observation_seen] = LICENSED,
    [EVENT_time_recorded] = CARE_STAFF | COORDINATOR,
    [EVENT_time_form_handed_in] = CARE_STAFF | COORDINATOR,
    [EVENT_time_form_corrected] = CARE_STAFF | COORDINATOR,
    [EVENT_time_form_received] = COORDINATOR,
    [EVENT_time_form_returned] = COORDINATOR,
    [EVENT_fee_ended] = ASSESSOR | MANAGER | PLANNER,
    [EVENT_survey_handled] = ROLE(nurse) | MANAGER,
    [EVENT_register_form_sent] = ROLE(nurse),
    [EVENT_bereaved_talk_held] = LICENSED | PHYSICIAN | MANAGER,
    [EVENT_things_returned] = LICENSED | COORDINATOR | CARE_STAFF,
    [EVENT_death_recorded] = CARERS | MANAGER | PHYSICIAN,
    [EVENT_erasure_proposed] = MANAGER | MEDICAL,
    [EVENT_erasure_confirmed] = MANAGER | MEDICAL,
    [EVENT_block_noted] = CARERS | MANAGER | MEDICAL | ASSESSOR | PHYSICIAN,
    [EVENT_reading_noted] = CARERS | ASSESSOR | PHYSICIAN,
    [EVENT_team_noted] = CARERS | ASSESSOR | PHYSICIAN,
    [EVENT_emergency_opened] =
        CARERS | MEDICAL | PHYSICIAN, // SVOD 3:5–6: providers of health care only
};

// ---- records ----

#define LAW(law) (1U << LAW_##law)
#define SOCIAL (LAW(SOL) | LAW(LSS))

// Roles that work under one law wherever they work; all others work under the laws of their unit.
static const struct {
    uint32_t roles, laws;
} role_laws[] = {{CARERS | MEDICAL | PHYSICIAN, LAW(HSL)}, {ASSESSOR, SOCIAL}};

static const uint32_t unit_laws[] = {
    [CODE_unit_kind_ward - CODE_unit_kind_ward] = LAW(HSL),
    [CODE_unit_kind_planning - CODE_unit_kind_ward] = LAW(HSL),
    [CODE_unit_kind_home_health_care - CODE_unit_kind_ward] = LAW(HSL),
    [CODE_unit_kind_rehabilitation - CODE_unit_kind_ward] = LAW(HSL),
    [CODE_unit_kind_primary_care - CODE_unit_kind_ward] = LAW(HSL),
    [CODE_unit_kind_rehabilitation_clinic - CODE_unit_kind_ward] = LAW(HSL),
    [CODE_unit_kind_care_home - CODE_unit_kind_ward] = LAW(HSL) | LAW(SOL),
    [CODE_unit_kind_lss_housing - CODE_unit_kind_ward] = LAW(LSS),
    [CODE_unit_kind_short_stay - CODE_unit_kind_ward] = LAW(SOL),
    [CODE_unit_kind_day_care - CODE_unit_kind_ward] = LAW(SOL),
    [CODE_unit_kind_daily_activities - CODE_unit_kind_ward] = LAW(LSS),
    [CODE_unit_kind_medical_responsibility - CODE_unit_kind_ward] = LAW(HSL),
    [CODE_unit_kind_home_care - CODE_unit_kind_ward] = LAW(SOL),
    [CODE_unit_kind_advanced_home_care - CODE_unit_kind_ward] = LAW(HSL),
    [CODE_unit_kind_needs_assessment - CODE_unit_kind_ward] = SOCIAL,
};
static_assert(CODE_unit_kind_needs_assessment - CODE_unit_kind_ward + 1 == 15,
              "a new kind of unit belongs in the table");

// What the clauses of a team need everybody in it to know. Both: where the person lives and stays,
// what others at the bedside need, that care or interventions have begun or ended. VILS besides:
// each change (V-02), the wishes (V-08), its start, meetings and end (V-10, V-11, V-13, V-14), what
// is observed (V-17), and what is judged and planned of the last time (V-09, V-18, N-15, N-31).
#define BOTH (TEAM_VILS | TEAM_SIP)
static const uint32_t team_kinds[EVENT_KIND_COUNT] = {
    [EVENT_moved_in] = BOTH,
    [EVENT_stay_planned] = BOTH,
    [EVENT_stay_ended] = BOTH,
    [EVENT_enrolment_decided] = BOTH,
    [EVENT_discharged] = BOTH,
    [EVENT_limits_noted] = BOTH,
    [EVENT_medicines_noted] = BOTH,
    [EVENT_access_noted] = BOTH,
    [EVENT_function_noted] = BOTH,
    [EVENT_death_recorded] = BOTH,
    [EVENT_enrolled_without_request] = BOTH,
    [EVENT_physician_noted] = BOTH,
    [EVENT_team_formed] = BOTH,
    [EVENT_care_plan_made] = BOTH,
    [EVENT_sol_decided] = BOTH,
    [EVENT_sol_ended] = BOTH,
    [EVENT_relatives_noted] = BOTH,
    [EVENT_wishes_noted] = TEAM_VILS,
    [EVENT_growth_changed] = TEAM_VILS,
    [EVENT_early_talk_held] = TEAM_VILS,
    [EVENT_planned_ahead] = TEAM_VILS,
    [EVENT_change_noticed] = TEAM_VILS,
    [EVENT_physician_contacted] = TEAM_VILS,
    [EVENT_course_assessed] = TEAM_VILS,
    [EVENT_breakpoint_talk_held] = TEAM_VILS,
    [EVENT_vils_started] = TEAM_VILS,
    [EVENT_team_informed] = TEAM_VILS,
    [EVENT_team_reported] = TEAM_VILS,
    [EVENT_team_met] = TEAM_VILS,
    [EVENT_therapy_assessed] = TEAM_VILS,
    [EVENT_sol_followed_up] = TEAM_VILS,
    [EVENT_intervention_started] = TEAM_VILS,
    [EVENT_intervention_changed] = TEAM_VILS,
    [EVENT_intervention_ended] = TEAM_VILS,
    [EVENT_intervention_decided] = TEAM_VILS,
    [EVENT_growth_asked] = TEAM_VILS,
    [EVENT_growth_decided] = TEAM_VILS,
    [EVENT_extra_started] = TEAM_VILS,
    [EVENT_extra_ended] = TEAM_VILS,
    [EVENT_vils_followed_up] = TEAM_VILS,
    [EVENT_vils_ended] = TEAM_VILS,
    [EVENT_observed] = TEAM_VILS,
    [EVENT_observation_seen] = TEAM_VILS,
};

static const char *const act_ids[ACT_COUNT] = {
    [ACT_SIGN_IN] = "sign-in",
    [ACT_CHOOSE] = "choose",
    [ACT_DAY] = "day",
    [ACT_AHEAD] = "ahead",
    [ACT_BOARD] = "board",
    [ACT_ROUND] = "round",
    [ACT_ON_TIME] = "on-time",
    [ACT_FEES] = "fees",
    [ACT_TIME] = "time",
    [ACT_DELEGATIONS] = "delegations",
    [ACT_DELEGATE] = "delegate",
    [ACT_TIME_FORMS] = "time-forms",
    [ACT_EXPORT] = "export",
    [ACT_ROUTINE] = "routine",
    [ACT_FIND_NUMBER] = "find-number",
    [ACT_FIND_NAME] = "find-name",
    [ACT_ADD_PERSON] = "add-person",
    [ACT_READ_CASE] = "read-case",
    [ACT_RECORD] = "record",
    [ACT_CORRECT] = "correct",
    [ACT_SEND] = "send",
    [ACT_QUEUE] = "queue",
    [ACT_CONFIRM] = "confirm",
    [ACT_ACCOUNT] = "account",
    [ACT_SECURE] = "secure",
    [ACT_ADMINISTER] = "administer",
    [ACT_REVIEW] = "review",
    [ACT_EXTRACT] = "extract",
    [ACT_RETENTION] = "retention",
    [ACT_ERASE] = "erase",
    [ACT_SEE] = "see-record",
};

static const char *const verdict_ids[] = {
    [ACCESS_ALLOWED] = "allowed",
    [ACCESS_DENIED] = "denied",
    [ACCESS_AFTER_REASON] = "after-reason",
    [ACCESS_AFTER_CONSENT] = "after-consent",
    [ACCESS_AFTER_EMERGENCY] = "after-emergency",
};
static_assert(COUNT(verdict_ids) == ACCESS_VERDICT_COUNT, "a new verdict has an id");

const char *act_id(enum act act) {
    assert(act < ACT_COUNT);
    return act_ids[act];
}

bool act_find(struct str id, enum act *ret_act) {
    for (size_t i = 0; i < ACT_COUNT; i++)
        if (str_is(id, act_ids[i])) {
            *ret_act = (enum act)i;
            return true;
        }
    return false;
}

const char *verdict_id(enum access_verdict verdict) {
    assert(verdict < COUNT(verdict_ids));
    return verdict_ids[verdict];
}

bool verdict_find(struct str id, enum access_verdict *ret_verdict) {
    for (size_t i = 0; i < COUNT(verdict_ids); i++)
        if (str_is(id, verdict_ids[i])) {
            *ret_verdict = (enum access_verdict)i;
            return true;
        }
    return false;
}

static struct access_answer allow(const char *why) {
    return (struct access_answer){ACCESS_ALLOWED, why};
}

static struct access_answer deny(const char *why) {
    return (struct access_answer){ACCESS_DENIED, why};
}

// With a relation, or else with a reason where the role may go on with one.
static struct access_answer decide_case(const struct access_question *question,
                                        bool reason_suffices) {
    if (question->care_relation == CARE_RELATION_HOLDS)
        return allow("access.by-relation");
    if (!reason_suffices)
        return deny("access.no-relation");
    if (question->reason_stated)
        return allow("access.by-reason");
    return (struct access_answer){ACCESS_AFTER_REASON, "access.reason-needed"};
}

// Whose care a unit took part in it finds again, with a reason: its own record is there, and what
// must be answered for, corrected or weeded does not end with the care.
static struct access_answer decide_by(const struct access_question *question, enum need need) {
    return decide_case(question, need == REASON || question->care_relation == CARE_RELATION_PAST);
}

static enum need act_need(const struct access_question *question, uint32_t role) {
    for (size_t i = 0; i < COUNT(act_needs[0]); i++)
        if (act_needs[question->act][i].roles & role)
            return act_needs[question->act][i].need;
    return NEVER;
}

static enum need kind_need(const struct access_question *question, uint32_t role) {
    if (question->kind <= EVENT_NONE || question->kind >= EVENT_KIND_COUNT ||
        !(kind_roles[question->kind] & role))
        return NEVER;
    // Whose a record or an entry is, is said by whoever knows both persons.
    return event_pair(question->kind) == EVENT_NONE ? REASON : RELATION;
}

static struct access_answer decide_kind(const struct access_question *question, uint32_t role) {
    enum need need = kind_need(question, role);
    if (need == NEVER)
        return deny("access.not-for-role");
    return decide_case(question, need == REASON);
}

// A unit corrects and strikes what it recorded itself, where the role may record that kind.
static struct access_answer decide_correction(const struct access_question *question,
                                              uint32_t role) {
    enum need need = kind_need(question, role);
    if (need == NEVER)
        return deny("access.not-for-role");
    if (!question->own_unit_recorded)
        return deny("access.other-unit");
    return decide_case(question, need == REASON);
}

// ---- one record ----

struct access_law access_law_default(void) {
    return (struct access_law){.unified = true,
                               .names_told = true,
                               .emergency_minutes = 60,
                               .relation_days = 90,
                               .opening_days = 30};
}

uint32_t access_unit_laws(enum code unit_kind) {
    bool known = unit_kind >= CODE_unit_kind_ward &&
                 unit_kind < CODE_unit_kind_ward + (enum code)COUNT(unit_laws);
    return known ? unit_laws[unit_kind - CODE_unit_kind_ward] : 0;
}

uint32_t access_laws(enum code role, enum code unit_kind) {
    if (role < CODE_role_ward || role > CODE_role_administrator)
        return 0;
    for (size_t i = 0; i < COUNT(role_laws); i++)
        if (role_laws[i].roles & (1U << (role - CODE_role_ward)))
            return role_laws[i].laws;
    return access_unit_laws(unit_kind);
}

uint32_t access_shared(enum event_kind kind) {
    return kind > EVENT_NONE && kind < EVENT_KIND_COUNT ? team_kinds[kind] : 0;
}

// SVOD 3:1–3:4. Consent alone is not access: the relation is current, and what is read can be
// presumed to matter, which is recorded with the consent. 3:4: where the person cannot consent, the
// social services read what other social services have made available, and nothing else.
static struct access_answer decide_ground(const struct access_question *question, uint32_t laws) {
    const struct record_question *record = &question->record;
    if (!question->law.unified)
        return deny("access.not-unified");
    if (record->ground == GROUND_NONE)
        return (struct access_answer){ACCESS_AFTER_CONSENT, "access.consent-needed"};
    if (question->care_relation != CARE_RELATION_HOLDS || !record->current)
        return deny("access.relation-not-current");
    if (record->ground == GROUND_CONSENT)
        return allow("access.by-consent");
    if (laws & LAW(HSL) || SOCIAL & (1U << record->law))
        return allow("access.by-incapacity");
    return deny("access.incapacity-social-only");
}

// What others have made available, and what the same organisation keeps under another law. A stated
// reason lets the social services in to say what they have decided, not to read health records.
static struct access_answer decide_others(const struct access_question *question, uint32_t laws) {
    const struct record_question *record = &question->record;
    bool takes_part = question->care_relation != CARE_RELATION_NONE || laws & LAW(HSL);
    if (record->tie == TIE_ACROSS_LAW && question->law.same_municipality && takes_part)
        return allow("access.same-municipality");
    if (question->care_relation == CARE_RELATION_HOLDS &&
        record->teams & access_shared(record->kind))
        return allow("access.by-team");
    if (record->emergency && laws & LAW(HSL))
        return allow("access.by-emergency");
    return decide_ground(question, laws);
}

// A block goes before every ground. PDL 4:5: an inner one is opened in an emergency. SVOD 3:5: an
// outer one is lifted by the provider that set it, and by nobody else.
static struct access_answer decide_block(const struct access_question *question, uint32_t laws) {
    if (question->record.block == BLOCK_OUTER)
        return deny("access.blocked-outside");
    if (!(laws & LAW(HSL)))
        return deny("access.blocked-within");
    if (question->record.emergency)
        return allow("access.by-emergency");
    return (struct access_answer){ACCESS_AFTER_EMERGENCY, "access.blocked-within"};
}

// Who has set a block is told to the units that it concerns; in an emergency to health care as
// well.
static struct access_answer decide_block_itself(const struct record_question *record,
                                                uint32_t laws) {
    if (record->tie == TIE_OWN || record->tie == TIE_GIVEN)
        return allow("access.own-record");
    if (record->emergency && laws & LAW(HSL))
        return allow("access.by-emergency");
    return deny("access.block-not-told");
}

static struct access_answer decide_record(const struct access_question *question, uint32_t role) {
    const struct record_question *record = &question->record;
    uint32_t laws = access_laws(question->role, question->unit_kind);
    struct access_answer answer =
        decide_by(question, act_need(&(struct access_question){.act = ACT_READ_CASE}, role));
    if (answer.verdict != ACCESS_ALLOWED)
        return answer;
    if (record->kind == EVENT_block_noted)
        return decide_block_itself(record, laws);
    if (record->law == LAW_NONE)
        return answer; // who the person is, and who may see what
    switch (record->tie) {
    case TIE_OWN:
        return allow("access.own-record");
    case TIE_GIVEN:
        return allow("access.given");
    case TIE_WITHIN:
        return record->block ? decide_block(question, laws) : allow("access.same-provider");
    case TIE_ACROSS_LAW:
    case TIE_ACROSS:
        return record->block ? decide_block(question, laws) : decide_others(question, laws);
    case TIE_COUNT:
        break;
    }
    return deny("access.not-for-role");
}

static struct access_answer decide_need(const struct access_question *question, enum need need,
                                        uint32_t role) {
    switch (need) {
    case NEVER:
        return deny("access.not-for-role");
    case ALWAYS:
        return allow("access.by-role");
    case RELATION:
    case REASON:
        return decide_by(question, need);
    case KIND:
        return decide_kind(question, role);
    case OWN:
        return decide_correction(question, role);
    case RECORD:
        return decide_record(question, role);
    }
    return deny("access.not-for-role");
}

// PDL 2:4: what an assignment is for bounds what it leads to. Care is for everything; the follow-up
// of quality reads and reviews; administration carries over fees and looks after what is kept.
static const struct {
    enum act act;
    enum code purpose;
} other_purposes[] = {
    {ACT_ROUTINE, CODE_NONE},
    {ACT_ADMINISTER, CODE_NONE},
    {ACT_READ_CASE, CODE_purpose_quality},
    {ACT_SEE, CODE_purpose_quality},
    {ACT_FIND_NUMBER, CODE_purpose_quality},
    {ACT_FIND_NAME, CODE_purpose_quality},
    {ACT_REVIEW, CODE_purpose_quality},
    {ACT_ON_TIME, CODE_purpose_quality},
    {ACT_FEES, CODE_purpose_administration},
    {ACT_TIME, CODE_purpose_administration},
    {ACT_TIME_FORMS, CODE_purpose_administration},
    {ACT_RETENTION, CODE_purpose_administration},
};

static bool purpose_allows(enum code purpose, enum act act) {
    if (purpose == CODE_NONE || purpose == CODE_purpose_care)
        return true;
    for (size_t i = 0; i < COUNT(other_purposes); i++)
        if (other_purposes[i].act == act)
            return other_purposes[i].purpose == CODE_NONE || other_purposes[i].purpose == purpose;
    return false;
}

struct access_answer access_decide(const struct access_question *question) {
    if (question->act == ACT_SIGN_IN)
        return allow("access.open");
    if (!question->signed_in)
        return deny("access.not-signed-in");
    if (question->act == ACT_CHOOSE || question->act == ACT_CONFIRM ||
        question->act == ACT_ACCOUNT || question->act == ACT_SECURE)
        return allow("access.open");
    if (question->role == CODE_NONE)
        return deny("access.no-assignment");
    if (!question->assignment_valid)
        return deny("access.assignment-ended");
    if (question->act >= ACT_COUNT || question->role < CODE_role_ward ||
        question->role > CODE_role_administrator)
        return deny("access.not-for-role");
    if (!purpose_allows(question->purpose, question->act))
        return deny("access.not-for-purpose");
    uint32_t role = 1U << (question->role - CODE_role_ward);
    return decide_need(question, act_need(question, role), role);
}

enum act access_recording(enum event_kind kind) {
    return kind == EVENT_erasure_proposed || kind == EVENT_erasure_confirmed ? ACT_ERASE
                                                                             : ACT_RECORD;
}

bool access_administers(enum code role) {
    if (role < CODE_role_ward || role > CODE_role_administrator)
        return false;
    return act_needs[ACT_ADMINISTER][0].roles & (1U << (role - CODE_role_ward));
}

bool access_role_records(enum code role, enum event_kind kind) {
    const struct access_question question = {
        .act = ACT_RECORD,
        .signed_in = true,
        .role = role,
        .assignment_valid = true,
        .care_relation = CARE_RELATION_HOLDS,
        .kind = kind,
    };
    return access_decide(&question).verdict == ACCESS_ALLOWED;
}

bool access_needs_proof(enum act act) {
    return act == ACT_ADMINISTER || act == ACT_SECURE || act == ACT_EXTRACT || act == ACT_ERASE;
}
