/* libopendkim as a peer of signers.py, which says how it is called. Its zone is
 * the file that DKIM_OPTS_QUERYINFO describes: a name and a record a line. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <dirent.h>
#include <opendkim/dkim.h>

typedef struct file {
    unsigned char *p;
    size_t n;
} file;

static void
die(const char *what)
{
    fprintf(stderr, "signer_opendkim: %s\n", what);
    exit(2);
}

static file
load(const char *dir, const char *name)
{
    char path[4096];
    file f = {NULL, 0};
    size_t room = 1 << 16, got;
    FILE *in;

    if (snprintf(path, sizeof path, "%s%s%s", dir, *dir ? "/" : "", name) >=
            (int)sizeof path ||
        !(in = fopen(path, "rb")))
        die(name);
    f.p = malloc(room + 1);
    while (f.p && (got = fread(f.p + f.n, 1, room - f.n, in)) > 0) {
        f.n += got;
        if (f.n == room)
            f.p = realloc(f.p, (room *= 2) + 1);
    }
    fclose(in);
    if (!f.p)
        die("no memory");
    f.p[f.n] = 0;
    return f;
}

static DKIM_STAT
feed(DKIM *d, const file *m)
{
    DKIM_STAT rc = dkim_chunk(d, m->p, m->n);
    bool testing;

    if (rc == DKIM_STAT_OK)
        rc = dkim_chunk(d, NULL, 0);
    return rc == DKIM_STAT_OK ? dkim_eom(d, &testing) : rc;
}

static void
verify(DKIM_LIB *lib, const char *dir, const char *name)
{
    file m = load(dir, name);
    DKIM_STAT rc;
    DKIM *d = dkim_verify(lib, (const unsigned char *)name, NULL, &rc);
    DKIM_SIGINFO *sig;

    if (!d)
        die("dkim_verify");
    rc = feed(d, &m);
    sig = dkim_getsignature(d);
    if (rc == DKIM_STAT_OK)
        printf("%s\tpass\n", name);
    else
        printf("%s\tfail: %s%s%s\n", name, dkim_getresultstr(rc),
               sig ? ": " : "",
               sig ? dkim_sig_geterrorstr(dkim_sig_geterror(sig)) : "");
    dkim_free(d);
    free(m.p);
}

typedef struct signer {
    const char *algorithm, *domain, *selector, *target;
    dkim_canon_t header, body;
    file key;
} signer;

static void
sign(DKIM_LIB *lib, const signer *s, const char *dir, const char *name)
{
    file m = load(dir, name);
    bool ed = strcmp(s->algorithm, "ed25519-sha256") == 0;
    unsigned char *field;
    char path[4096];
    size_t n;
    DKIM_STAT rc;
    DKIM *d =
        dkim_sign(lib, (const unsigned char *)name, NULL, s->key.p,
                  (const unsigned char *)s->selector,
                  (const unsigned char *)s->domain, s->header, s->body,
                  ed ? DKIM_SIGN_ED25519SHA256 : DKIM_SIGN_RSASHA256, -1, &rc);
    FILE *out;

    if (d && (rc = feed(d, &m)) == DKIM_STAT_SYNTAX) {
        /* what it cannot read is not written, and signers.py counts it */
        dkim_free(d);
        free(m.p);
        return;
    }
    if (!d || rc != DKIM_STAT_OK ||
        dkim_getsighdr_d(d, sizeof DKIM_SIGNHEADER + 1, &field, &n) !=
            DKIM_STAT_OK)
        die(d && dkim_geterror(d) ? dkim_geterror(d) : dkim_getresultstr(rc));
    if (snprintf(path, sizeof path, "%s/%s", s->target, name) >=
            (int)sizeof path ||
        !(out = fopen(path, "wb")))
        die(path);
    fprintf(out, "%s: ", DKIM_SIGNHEADER);
    fwrite(field, 1, n, out);
    fputs("\r\n", out);
    fwrite(m.p, 1, m.n, out);
    if (fclose(out))
        die(path);
    dkim_free(d);
    free(m.p);
}

static dkim_canon_t
canon(const char *s, size_t n)
{
    return n == 7 && memcmp(s, "relaxed", 7) == 0 ? DKIM_CANON_RELAXED
                                                  : DKIM_CANON_SIMPLE;
}

int
main(int argc, char **argv)
{
    DKIM_LIB *lib = dkim_init(NULL, NULL);
    dkim_query_t how = DKIM_QUERY_FILE;
    signer s = {NULL, NULL, NULL, NULL, 0, 0, {NULL, 0}};
    struct dirent **names;
    const char *slash, *dir;
    bool signs = argc == 9 && strcmp(argv[1], "sign") == 0;
    int n;

    if (!lib || (!signs && argc != 4))
        die("verify ZONE DIR, or sign ALGORITHM CANON DOMAIN SELECTOR KEY DIR "
            "OUT");
    if (signs) {
        slash = strchr(argv[3], '/');
        s = (signer){argv[2], argv[4], argv[5], argv[8], 0, 0, {NULL, 0}};
        s.header = canon(argv[3], (size_t)(slash - argv[3]));
        s.body = canon(slash + 1, strlen(slash + 1));
        s.key = load("", argv[6]);
        dir = argv[7];
    } else {
        char zone[4096];

        snprintf(zone, sizeof zone, "%s.opendkim", argv[2]);
        if (dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_QUERYMETHOD, &how,
                         sizeof how) != DKIM_STAT_OK ||
            dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_QUERYINFO, zone,
                         strlen(zone)) != DKIM_STAT_OK)
            die("dkim_options");
        dir = argv[3];
    }
    n = scandir(dir, &names, NULL, alphasort);
    for (int i = 0; i < n; i++)
        if (names[i]->d_name[0] != '.') {
            if (signs)
                sign(lib, &s, dir, names[i]->d_name);
            else
                verify(lib, dir, names[i]->d_name);
        }
    dkim_close(lib);
    return 0;
}
