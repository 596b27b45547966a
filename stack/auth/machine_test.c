/* The machines of DKIM and ARC: no split of the message changes what they say,
 * no allocation that fails is more than EML_E_NOMEM, and what a header may
 * hold has limits. */
#include "tests/auth_drive.h"
#include "tests/dkim_vectors.h"
#include "tests/oom.h"
#include "tests/table.h"

static const char key[] = "v=DKIM1;k=rsa;p=QUFB\0k=ed25519;p=QUFB";

#define SIG(i)                                                                 \
    "a=rsa-sha256; d=x.y; s=s; h=from; "                                       \
    "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA; i=" i "\r\n"
#define SET(i, cv)                                                             \
    "ARC-Seal: i=" i "; cv=" cv "; a=rsa-sha256; d=x.y; s=s; b=AAAA\r\n"       \
    "ARC-Message-Signature: " SIG(i) "ARC-Authentication-Results: i=" i        \
                                     "; x.y; arc=none\r\n"
#define REST                                                                   \
    "Authentication-Results: x.y; arc=pass; dkim=pass (a;b) "                  \
    "header.d=\"x;y\"\r\nFrom: a@b\r\n\r\nHi\r\n"

/* clang-format off */
static const struct machine_row {
    const char *name;
    enum auth_drive_kind kind;
    uint8_t flags;
    const char *message;
} machines[] = {
    {"DKIM verifies", AUTH_DKIM_VERIFY, 0, rfc8463_message},
    {"DKIM verifies without a signature", AUTH_DKIM_VERIFY, 0, "From: x\r\n\r\ny"},
    {"DKIM verifies nothing", AUTH_DKIM_VERIFY, 0, ""},
    {"DKIM verifies a header without an end", AUTH_DKIM_VERIFY, 0, "DKIM-Signature: v=1; " SIG("@x.y") "From: x\r\nx"},
    {"DKIM signs", AUTH_DKIM_SIGN, 2 | 4, rfc8463_message},
    {"DKIM signs, oversigned, with l=", AUTH_DKIM_SIGN, 8 | 16, rfc8463_message},
    {"DKIM signs without From", AUTH_DKIM_SIGN, 0, "To: x\r\n\r\ny"},
    {"ARC without a chain", AUTH_ARC_VERIFY, 0, rfc8463_message},
    {"ARC validates", AUTH_ARC_VERIFY, 0, SET("2", "pass") SET("1", "none") REST},
    {"ARC with a gap", AUTH_ARC_VERIFY, 0, SET("3", "pass") SET("1", "none") REST},
    {"ARC with a set twice", AUTH_ARC_VERIFY, 0, SET("1", "none") SET("1", "none") REST},
    {"ARC with cv=pass first", AUTH_ARC_VERIFY, 0, SET("1", "pass") REST},
    {"ARC that failed before", AUTH_ARC_VERIFY, 0, SET("1", "fail") REST},
    {"ARC seals", AUTH_ARC_SEAL, 2 | 4, SET("1", "none") REST},
    {"ARC seals, sorted", AUTH_ARC_SEAL, 8, REST},
    {"ARC seals results with an LF in them", AUTH_ARC_SEAL, 0, "Authentication-Results: x.y\nz; dkim=pass\r\n" REST},
    {"ARC does not seal what failed", AUTH_ARC_SEAL, 8, SET("1", "fail") REST},
};
/* clang-format on */

static void
machines_run(void **state)
{
    const struct machine_row *r = *state;
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    auth_drive d = {.kind = r->kind,
                    .flags = r->flags,
                    .dns = {(const uint8_t *)key, sizeof key - 1},
                    .from = &from};

    assert_int_equal(chunk_differs(auth_drive_run, &d,
                                   (const uint8_t *)r->message,
                                   strlen(r->message)),
                     0);
    assert_int_equal(o.live, 0);
}

typedef struct oom_run {
    const struct machine_row *row;
    size_t fail_at;
} oom_run;

static int
run_from(void *user, const eml_alloc *from)
{
    const oom_run *u = user;
    auth_drive d = {.kind = u->row->kind,
                    .flags = u->row->flags,
                    .dns = {(const uint8_t *)key, sizeof key - 1},
                    .from = from,
                    .fail_at = u->fail_at};
    chunk_plan plan = {.step = 11};
    chunk_result r = {0};
    int rc;

    auth_drive_run(&d, (const uint8_t *)u->row->message,
                   strlen(u->row->message), &plan, &r);
    rc = r.rc;
    free(plan.held);
    chunk_result_fini(&r);
    return rc;
}

static void
no_memory(void **state)
{
    const struct machine_row *r = *state;
    oom_run u = {.row = r};
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    int rc = oom_every_call(run_from, &u, 1000);

    assert_true(rc == EML_END || rc == EML_OK || eml_code_info_get(rc));
    for (u.fail_at = 1; u.fail_at < 40; u.fail_at++) {
        int got = run_from(&u, &from);

        assert_int_equal(o.live, 0);
        if (got == rc)
            return;
        assert_int_equal(got, EML_E_NOMEM);
    }
    fail_msg("hashes without an end");
}

/* ---- chains ---------------------------------------------------------------
 */

/* clang-format off */
static const struct chain_row {
    const char *name, *message, *told; /* cv, reason, instance, sets, oldest */
    int reason;
} chains[] = {
    {"no chain", REST, "1 0 0 0 0", 0},
    {"one set", SET("1", "none") REST, "2 1 1", EML_E_ARC_AMS}, /* bh= is not that of the fake */
    {"a set lacks its results", "ARC-Seal: i=1; cv=none; a=rsa-sha256; d=x.y; s=s; b=AAAA\r\nARC-Message-Signature: " SIG("1") REST, "2 1 1", EML_E_ARC_SET},
    {"results alone", "ARC-Authentication-Results: i=1; x\r\n" REST, "2 1 1", EML_E_ARC_SET},
    {"a set is missing", SET("3", "pass") SET("1", "none") REST, "2 2 3", EML_E_ARC_GAP},
    {"the first is missing", SET("2", "pass") REST, "2 1 2", EML_E_ARC_GAP},
    {"a set twice", SET("1", "none") SET("1", "none") REST, "2 1 1", EML_E_ARC_TWICE},
    {"cv=pass in the first", SET("1", "pass") REST, "2 1 1", EML_E_ARC_CV_ORDER},
    {"cv=none in the second", SET("2", "none") SET("1", "none") REST, "2 2 2", EML_E_ARC_CV_ORDER},
    {"cv=fail in the first of two", SET("2", "pass") SET("1", "fail") REST, "2 1 2", EML_E_ARC_CV_ORDER},
    {"cv=fail in the newest", SET("2", "fail") SET("1", "none") REST, "2 2 2", EML_E_ARC_FAILED},
    {"instance 0", SET("0", "none") REST, "2 0 0", EML_E_ARC_INSTANCE},
    {"instance 51", SET("51", "pass") REST, "2 0 0", EML_E_ARC_INSTANCE},
    {"h= in a seal", "ARC-Seal: i=1; cv=none; a=rsa-sha256; h=from; d=x.y; s=s; b=AAAA\r\nARC-Message-Signature: " SIG("1") "ARC-Authentication-Results: i=1; x\r\n" REST, "2 1 1", EML_E_ARC_AMS},
    {"instance in comments", "ARC-Authentication-Results: (a) i (b) = (c(d)) 1 (e) ; x\r\n" REST, "2 1 1", EML_E_ARC_SET},
    {"instance with a letter", "ARC-Authentication-Results: i=1a; x\r\n" REST, "2 0 0", EML_E_ARC_INSTANCE},
    {"instance in upper case", "ARC-Authentication-Results: I=1; x\r\n" REST, "2 0 0", EML_E_ARC_INSTANCE},
    {"instance without semicolon", "ARC-Authentication-Results: i=1\r\n" REST, "2 0 0", EML_E_ARC_INSTANCE},
};
/* clang-format on */

/* Validates `message` with one answer for all keys; `judge` looks at the end.
 */
static void
validate(const char *message, void (*judge)(const eml_arc *, const void *),
         const void *user)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    fake_crypto f;
    eml_dkim_options opt = {.crypto = &f.table};
    eml_dns_record record = {.data = {(const uint8_t *)key, 20}};
    eml_dns_answer a = {EML_DNS_DATA, &record, 1};
    eml_dns_query q;
    eml_arc *m;

    fake_crypto_init(&f);
    eml_arena_init(&arena, &from, 0);
    m = eml_arc_new(&cx, &opt);
    assert_int_equal(
        eml_arc_feed(m, &cx,
                     (eml_span){(const uint8_t *)message, strlen(message)},
                     true),
        EML_OK);
    while (eml_arc_poll(m, &q) == EML_OK)
        assert_int_equal(eml_arc_dns(m, &cx, q.id, &a), EML_OK);
    judge(m, user);
    eml_arc_fini(m);
    assert_int_equal(f.open, 0);
    eml_arena_fini(&arena);
}

static void
chain_is(const eml_arc *m, const void *user)
{
    const struct chain_row *r = user;
    const eml_arc_result *got = eml_arc_result_get(m);
    char told[64];

    snprintf(told, sizeof told, "%d %u %u", (int)got->cv, got->instance,
             got->num_sets);
    assert_int_equal(got->reason, r->reason);
    if (r->reason)
        assert_string_equal(told, r->told);
    else
        assert_int_equal(got->cv, EML_ARC_CV_NONE);
    if (r->reason && got->len)
        assert_memory_equal(r->message + got->off, "ARC-", 4);
}

static void
chains_run(void **state)
{
    const struct chain_row *r = *state;

    validate(r->message, chain_is, r);
}

/* What 5.2 does not have a validator refuse (doc/rulings.md): the mathematics
 * decide, and bh= is not that of the fake. */
static const struct overlooked_row {
    const char *name, *fields; /* h= */
    int reason;                /* of ARC-Message-Signature */
} overlooked[] = {
    {"nothing is wrong", "from", EML_E_DKIM_BODY_HASH},
    {"From is not signed", "to", EML_E_DKIM_BODY_HASH},
    {"results are signed", "from:authentication-results", EML_E_DKIM_BODY_HASH},
    {"results of ARC are signed", "arc-authentication-results:from",
     EML_E_DKIM_BODY_HASH},
    {"the seal is signed", "from:arc-seal", EML_E_ARC_SIGNS_SEAL},
    {"the seal is signed, From is not", "arc-seal", EML_E_ARC_SIGNS_SEAL},
};

static void
ams_is(const eml_arc *m, const void *user)
{
    const struct overlooked_row *r = user;
    const eml_arc_set *set = eml_arc_set_at(m, 1);

    assert_non_null(set);
    assert_int_equal(set->ams.reason, r->reason);
}

static void
overlooked_or_not(void **state)
{
    const struct overlooked_row *r = *state;
    char message[512];

    snprintf(message, sizeof message,
             "ARC-Seal: i=1; cv=none; a=rsa-sha256; d=x.y; s=s; b=AAAA\r\n"
             "ARC-Message-Signature: i=1; a=rsa-sha256; d=x.y; s=s; h=%s; "
             "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n"
             "ARC-Authentication-Results: i=1; x.y; arc=none\r\n" REST,
             r->fields);
    validate(message, ams_is, r);
}

/* A header over its limits. */
static void
limits(void **state)
{
    static const eml_limits few = {.fields = 2, .field_bytes = 8};
    static const struct {
        const char *message;
        int rc;
    } rows[] = {
        {"A: b\r\nC: d\r\n\r\nx", EML_END},
        {"A: b\r\nC: d\r\nE: f\r\n\r\nx", EML_E_LIMIT},
        {"A: 567890123456789012345678901234567890123456789012345678901\r\n\r\n",
         EML_E_LIMIT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        oom o = {0};
        eml_alloc from = oom_alloc(&o);
        auth_drive d = {.dns = EML_NONE, .from = &from, .limits = &few};
        chunk_plan plan = {.step = 3};
        chunk_result r = {0};

        auth_drive_run(&d, (const uint8_t *)rows[i].message,
                       strlen(rows[i].message), &plan, &r);
        assert_int_equal(r.rc, rows[i].rc);
        free(plan.held);
        chunk_result_fini(&r);
    }
}

int
main(void)
{
    const struct CMUnitTest all[] = {cmocka_unit_test(limits)};

    return RUN_TABLE(machines_run, machines) | RUN_TABLE(no_memory, machines) |
           RUN_TABLE(chains_run, chains) |
           RUN_TABLE(overlooked_or_not, overlooked) |
           cmocka_run_group_tests(all, NULL, NULL);
}
