#include "conformance/suite_auth.h"

/* clang-format off */
const suite suites[] = {
    {"isemail", "addr-isemail", "addresses: category", suite_isemail},
    {"addresses", "extracted", "Abigail, Go, Dovecot: addresses and their tokens", suite_addresses},
    {"dates", "extracted", "Go, Dovecot: dates", suite_dates},
    {"words", "extracted", "Go, Dovecot: encoded-words", suite_words},
    {"params", "extracted", "Go, Dovecot: parameters of MIME fields", suite_params},
    {"qp", "extracted", "Go, Dovecot: quoted-printable", suite_qp},
    {"multipart", "extracted", "Go: multiparts", suite_multipart},
    {"mime4j", "msg-mime4j", "structure, decoded contents", suite_mime4j},
    {"mimetools", "msg-mimetools-perl-dfs", "what each part is", suite_mimetools},
    {"gmime", "msg-gmime", "encodings, charsets, mbox, partial", suite_gmime},
    {"postfix", "mime-postfix", "MIME traces, domains, quoting", suite_postfix},
    {"chasquid", "dkim-chasquid", "DKIM: states of signatures", suite_chasquid},
    {"dkimpy", "dkim-dkimpy-1.1.8", "DKIM: verified and signed, keys, records", suite_dkimpy},
    {"flanker", "dkim-flanker", "DKIM: canonical forms", suite_flanker},
    {"mailauth", "dkim-mailauth", "DKIM: verified, body hashes, keys", suite_mailauth},
    {"arc", "arc-valimail", "ARC: chains validated", suite_arc_validate},
    {"arc-seal", "arc-valimail", "ARC: messages sealed", suite_arc_seal},
    {"spf", "spf-rfc7208", "SPF: openspf's suite and pyspf's own", suite_spf},
    {"spf-4408", "spf-rfc7208", "SPF: openspf's suite for RFC 4408", suite_spf_old},
    {"dmarc", "dmarc-rfc9989", "DMARC: cases of RFC 9989", suite_dmarc},
    {"reports", "dmarc-reports-parsedmarc", "DMARC: aggregate and failure reports", suite_reports},
    {"psl", "psl", "public suffix list: organizations", suite_psl},
    {"tiles", ".", "all files: no byte lost, any cut, written again", suite_tiles},
    {0}};
/* clang-format on */
