#ifndef EML_CLI_DKIM_COMMAND_H
#define EML_CLI_DKIM_COMMAND_H
/* dkim_command.h -- eml dkim: between its files. */
#include <jansson.h>

#include "cli/auth_input.h"
#include "cli/cli.h"
#include "eml/dkim.h"
#include "eml/os_crypto.h"

enum {
    DKIM_MAX_KEYS = 8,
    DKIM_SIGNATURES = 20, /* as dkim.h has them */
    DKIM_MAX_SIGNATURES = 32
};

typedef struct dkim_conf {
    const char *zone, *dns, *now;
    bool json, all;
    uint64_t max_signatures;
    source_newline newline;
    source_format format;
    /* sign */
    const char *domain, *auid, *fields, *canon, *time, *expires, *length;
    const char *keys[DKIM_MAX_KEYS]; /* SELECTOR:FILE */
    size_t num_keys;
    bool oversign, no_time, only_fields;
    /* gen-key */
    const char *type, *selector, *out;
    uint64_t bits;
    /* canon */
    const char *body, *header, *sig;
} dkim_conf;

int dkim_verify_files(dkim_conf *c, int argc, char **argv);
int dkim_sign_file(const dkim_conf *c, int argc, char **argv);
int dkim_gen_key(const dkim_conf *c);
int dkim_canon_file(const dkim_conf *c, int argc, char **argv);

/* "simple", "relaxed", "relaxed/simple"; false: neither. `body` may be NULL:
 * one name only. */
bool dkim_canon_named(const char *name, eml_canon_type *header,
                      eml_canon_type *body);

/* The private key in the file, for signing: RFC 8301 section 3.2 wants 1024
 * bits of RSA at least. NULL, and a message, when there is none. */
eml_os_key *dkim_private_key(const char *path);

/* One signature's result, an object:
 *
 *     {"result": "pass", "state": "SUCCESS", "crypto": "good",
 *      "domain": ..., "selector": ..., "algorithm": ..., "auid": ...,
 *      "canonicalization": ..., "off": N, "key_bits": N, "testing": false,
 *      "body_len": N, "signed_len": N,
 *      "reason": {"code", "rfc", "section", "level", "text"[, "off", "len"]}}
 *
 * NULL: no memory. */
json_t *dkim_result_json(const eml_dkim_result *r);
/* The same for people. */
void dkim_show_result(const eml_dkim_result *r);
#endif
