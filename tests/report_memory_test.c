/* eml dmarc report: a message of many parts, each large when unpacked, takes no
 * more memory than the largest of them does. eml check --json and eml parse:
 * nor does one of many findings take what their JSON would. */
#define _XOPEN_SOURCE 700
#include "tests/program.h"

#include <sys/resource.h>

enum {
    PARTS = 16,
    SPACES = 16 << 20,
    MOST_KB = 400 << 10,
    FINDINGS = 600000,
    MOST_OF_FINDINGS_KB = 800 << 10, /* of ASan's quarantine, mostly */
    ROOM = 1 << 20
};

typedef struct bits {
    uint8_t *p;
    size_t n; /* in bits */
} bits;

/* `code` of `n` bits, the first to be sent on the left (RFC 1951 3.1.1). */
static void
put_code(bits *b, unsigned code, unsigned n)
{
    while (n--) {
        b->p[b->n / 8] |= (uint8_t)((code >> n & 1) << b->n % 8);
        b->n++;
    }
}

/* "<a>" and spaces as gzip: one block with fixed codes (RFC 1951 3.2.6), copies
 * of 258 bytes from one byte before. The check at the end is not right: the
 * reader comes to it last. */
static size_t
pack(uint8_t *p)
{
    static const uint8_t head[10] = {0x1f, 0x8b, 8};
    bits b = {p, 8 * sizeof head};

    memcpy(p, head, sizeof head);
    put_code(&b, 1, 1); /* the last block */
    put_code(&b, 2, 2); /* type 01, its lower bit first */
    for (const char *s = "<a> "; *s; s++)
        put_code(&b, 0x30 + (uint8_t)*s, 8);
    for (size_t i = 0; i < SPACES / 258; i++) {
        put_code(&b, 0xc5, 8); /* 285: 258 bytes */
        put_code(&b, 0, 5);    /* from one before */
    }
    put_code(&b, 0, 7); /* the end */
    return (b.n + 7) / 8 + 8;
}

static void
one_part_at_a_time(void **state)
{
    static const char first[] = "MIME-Version: 1.0\r\nContent-Type: "
                                "multipart/mixed; boundary=b\r\n\r\n";
    static const char head[] = "--b\r\nContent-Type: application/gzip\r\n"
                               "Content-Transfer-Encoding: binary\r\n\r\n";
    uint8_t *packed = calloc(1, ROOM);
    char *message = malloc(sizeof first + PARTS * (sizeof head + ROOM));
    size_t n = sizeof first - 1, len;
    struct rusage use;
    run got;

    (void)state;
    assert_non_null(packed);
    assert_non_null(message);
    len = pack(packed);
    assert_true(len < ROOM);
    memcpy(message, first, n);
    for (int i = 0; i < PARTS; i++) {
        memcpy(message + n, head, sizeof head - 1);
        n += sizeof head - 1;
        memcpy(message + n, packed, len);
        n += len;
        memcpy(message + n, "\r\n", 2);
        n += 2;
    }
    got = run_program(NULL, "dmarc report -", message, n);
    run_is(&got, 1, "[RUA_XML", NULL);
    run_free(&got);
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &use), 0);
    if (use.ru_maxrss > MOST_KB)
        fail_msg("%ld KiB", use.ru_maxrss);
    free(packed);
    free(message);
}

static void
one_finding_at_a_time(void **state)
{
    char *message = malloc(FINDINGS + 4);
    const char *commands[] = {"check --json -", "parse -"};
    struct rusage use;

    (void)state;
    assert_non_null(message);
    memcpy(message, "\r\na\r", 4);
    memset(message + 4, '\r', FINDINGS);
    for (int i = 0; i < 2; i++) {
        run got = run_program(NULL, commands[i], message, FINDINGS + 4);

        run_is(&got, 1, "BARE_CR", NULL);
        run_free(&got);
    }
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &use), 0);
    if (use.ru_maxrss > MOST_OF_FINDINGS_KB)
        fail_msg("%ld KiB", use.ru_maxrss);
    free(message);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_part_at_a_time),
                                       cmocka_unit_test(one_finding_at_a_time)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
