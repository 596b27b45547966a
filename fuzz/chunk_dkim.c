/* A message, in pieces, through the machines of DKIM and ARC (RFC 6376, 8617),
 * the fuzzer being the DNS (first the bytes of answers, up to 0xff); results,
 * questions and fields made do not depend on the split. What is signed
 * verifies, its bh= being the hash of what a second reading of section 3.4
 * gives (tests/canon_ref.h) up to l=; a chain that is valid is not when its
 * newest set has another number or another cv=. No answer makes more questions
 * than there are signatures. */
#include "eml/signature.h"
#include "fuzz/memory.h"
#include "tests/auth_drive.h"
#include "tests/canon_ref.h"

/* ---- the body hash ---------------------------------------------------------
 */

/* Behind the first empty line; stored lines as CRLF. */
static eml_span
body_of(const uint8_t *in, size_t n, bool stored, char *room)
{
    size_t len = 0, at = n;

    for (size_t i = 0; i < n && at == n; i++) {
        size_t end =
            stored ? in[i] == '\n'
                   : 2u * (n - i > 1 && in[i] == '\r' && in[i + 1] == '\n');

        if (end && (i == 0 || (in[i - 1] == '\n' &&
                               (stored || (i > 1 && in[i - 2] == '\r')))))
            at = i + end;
    }
    for (; at < n; at++) {
        if (stored && in[at] == '\n')
            room[len++] = '\r';
        room[len++] = (char)in[at];
    }
    return (eml_span){(const uint8_t *)room, len};
}

/* The first field of those made, without its name and its last CRLF. */
static eml_span
first_body(const chunk_result *fields)
{
    size_t at = sizeof "DKIM-Signature:" - 1, n = at;

    while (n + 2 < fields->out_len &&
           !(fields->out[n] == '\r' && fields->out[n + 1] == '\n' &&
             fields->out[n + 2] != ' ' && fields->out[n + 2] != '\t'))
        n++;
    return (eml_span){fields->out + at, n - at};
}

static void
check_body_hash(const auth_drive *d, const uint8_t *in, size_t n,
                const chunk_result *fields)
{
    char *body = malloc(2 * n + 1), *canon = malloc(4 * n + 4);
    uint8_t digest[EML_HASH_MAX];
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_span s, made = first_body(fields);
    eml_signature sig;
    fake_crypto f;
    void *hash;
    size_t len;

    FUZZ_CHECK(body && canon);
    eml_arena_init(&arena, &fuzz_memory, 0);
    fake_crypto_init(&f);
    s = body_of(in, n, d->flags & 1, body);
    len = ref_body(d->flags & 2, (const char *)s.p, s.n, canon);
    if (d->flags & 16 && len > 7)
        len = 7;
    hash = fake_new_(&f, EML_HASH_SHA256);
    (void)fake_feed_(&f, hash, (eml_span){(uint8_t *)canon, len});
    (void)fake_end_(&f, hash, digest);
    cx.origin = made.p;
    FUZZ_CHECK(eml_signature_parse(&cx, EML_SIGNATURE_DKIM, made, &sig) ==
               EML_OK);
    FUZZ_CHECK(sig.body_hash_len == 32 &&
               memcmp(sig.body_hash, digest, 32) == 0);
    FUZZ_CHECK(!(d->flags & 16) || sig.body_len == len);
    eml_arena_fini(&arena);
    free(body);
    free(canon);
}

/* ---- chains ----------------------------------------------------------------
 */

static bool
is_valid(const auth_drive *d, const uint8_t *in, size_t n)
{
    auth_drive v = *d;
    chunk_plan once = {0};
    chunk_result told = {0};
    bool valid;

    auth_drive_run(&v, in, n, &once, &told);
    valid = told.out_len && told.out[0] == '0' + EML_ARC_CV_PASS;
    free(once.held);
    chunk_result_fini(&told);
    return valid;
}

/* The places of the digit behind "i=", before all else in the fields of ARC,
 * the seal's first; how many have the highest. */
static size_t
newest_set(const uint8_t *in, size_t n, bool stored, size_t at[3])
{
    static const char *const starts[] = {
        "ARC-Seal: i=", "ARC-Message-Signature: i=",
        "ARC-Authentication-Results: i="};
    uint8_t highest = 0;
    size_t num = 0;

    for (size_t i = 0; i < n; i++) {
        if (i &&
            (in[i - 1] != '\n' || (!stored && (i < 2 || in[i - 2] != '\r'))))
            continue;
        if (in[i] == '\r' || in[i] == '\n') /* the body, it may be */
            break;
        for (size_t k = 0; k < 3; k++) {
            size_t len = strlen(starts[k]);
            uint8_t digit = n - i > len + 1 ? in[i + len] : 0;

            if (digit < '1' || digit > '8' || in[i + len + 1] != ';' ||
                memcmp(in + i, starts[k], len) != 0 || digit < highest)
                continue;
            num = digit > highest ? 1 : num + 1;
            highest = digit;
            at[k] = i + len;
        }
    }
    return num;
}

/* 8617 section 5.2 steps 2 and 3. By the fake crypto nothing else is wrong. */
static void
check_chain(const auth_drive *d, const uint8_t *in, size_t n)
{
    static const char pass[] = "; cv=pass;", *const others[] = {"none", "fail"};
    size_t at[3] = {0}, len = sizeof pass - 1;
    uint8_t *other;

    if (!is_valid(d, in, n) || newest_set(in, n, d->flags & 1, at) != 3)
        return;
    other = malloc(n);
    FUZZ_CHECK(other);
    memcpy(other, in, n);
    for (size_t i = 0; i < 3; i++)
        other[at[i]]++;
    FUZZ_CHECK(!is_valid(d, other, n));
    memcpy(other, in, n);
    for (size_t i = at[0]; n - i > len && in[i] != '\n'; i++)
        for (size_t k = 0; k < 2 && memcmp(in + i, pass, len) == 0; k++) {
            memcpy(other + i + 5, others[k], 4);
            FUZZ_CHECK(!is_valid(d, other, n));
        }
    free(other);
}

/* ---- signing ---------------------------------------------------------------
 */

/* By the fake crypto everything signed is good: so it passes or, for a message
 * with other signatures, the first two do. */
static void
check_signed(auth_drive *d, const uint8_t *in, size_t n)
{
    static const uint8_t key[] = "v=DKIM1;k=rsa;p=QUFB\0k=ed25519;p=QUFB";
    chunk_plan once = {0};
    chunk_result fields = {0}, all = {0}, told = {0};
    auth_drive v = *d;

    auth_drive_run(d, in, n, &once, &fields);
    if (fields.rc == EML_OK && d->kind == AUTH_DKIM_SIGN) {
        check_body_hash(d, in, n, &fields);
        for (size_t i = 0; i < fields.out_len; i++)
            if (fields.out[i] != '\r' || !(d->flags & 1))
                chunk_put(&all, fields.out + i, 1);
        chunk_put(&all, in, n);
        v.kind = AUTH_DKIM_VERIFY;
        v.limits = NULL;
        v.dns = (eml_span){key, sizeof key - 1};
        auth_drive_run(&v, all.out, all.out_len, &once, &told);
        FUZZ_CHECK(told.rc == EML_END && told.out_len > 6);
        FUZZ_CHECK(memcmp(told.out, "2 1 1 0", 7) == 0);
    }
    free(once.held);
    chunk_result_fini(&fields);
    chunk_result_fini(&all);
    chunk_result_fini(&told);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NUM_CHOICES = 4 };
    static const eml_limits few = {.fields = 9, .field_bytes = 300};
    chunk_plan plan = {.choices = data, .num_choices = NUM_CHOICES};
    auth_drive d = {.from = &fuzz_memory};
    const uint8_t *bar;

    if (size < NUM_CHOICES + 2)
        return 0;
    d.kind = (enum auth_drive_kind)(data[NUM_CHOICES] & 3);
    d.limits = data[NUM_CHOICES] & 4 ? &few : NULL;
    d.flags = data[NUM_CHOICES] >> 3;
    data += NUM_CHOICES + 1;
    size -= NUM_CHOICES + 1;
    bar = memchr(data, 0xff, size);
    d.dns = (eml_span){data, bar ? (size_t)(bar - data) : 0};
    if (bar) {
        size -= d.dns.n + 1;
        data = bar + 1;
    }
    FUZZ_CHECK(!chunk_differs_by(auth_drive_run, &d, data, size, plan));
    FUZZ_CHECK(d.questions <= (d.kind == AUTH_DKIM_VERIFY ? 32 : 100));
    if (d.kind == AUTH_DKIM_SIGN)
        check_signed(&d, data, size);
    if (d.kind == AUTH_ARC_VERIFY)
        check_chain(&d, data, size);
    return 0;
}
