/* Which rules a header field is matched by. */
#include "eml/abnf.h"

typedef struct field_rules {
    const char *name;
    const char *rule[2]; /* to generate by; to interpret by, too */
    bool crlf;           /* the rules have the line end */
} field_rules;

/* clang-format off */
static const field_rules table[] = {
    {"Date", {"rfc5322/orig-date", "rfc5322/obs-orig-date"}, true},
    {"From", {"rfc5322/from", "rfc5322/obs-from"}, true},
    {"Sender", {"rfc5322/sender", "rfc5322/obs-sender"}, true},
    {"Reply-To", {"rfc5322/reply-to", "rfc5322/obs-reply-to"}, true},
    {"To", {"rfc5322/to", "rfc5322/obs-to"}, true},
    {"Cc", {"rfc5322/cc", "rfc5322/obs-cc"}, true},
    {"Bcc", {"rfc5322/bcc", "rfc5322/obs-bcc"}, true},
    {"Message-ID", {"rfc5322/message-id", "rfc5322/obs-message-id"}, true},
    {"In-Reply-To", {"rfc5322/in-reply-to", "rfc5322/obs-in-reply-to"}, true},
    {"References", {"rfc5322/references", "rfc5322/obs-references"}, true},
    {"Subject", {"rfc5322/subject", "rfc5322/obs-subject"}, true},
    {"Comments", {"rfc5322/comments", "rfc5322/obs-comments"}, true},
    {"Keywords", {"rfc5322/keywords", "rfc5322/obs-keywords"}, true},
    {"Resent-Date", {"rfc5322/resent-date", "rfc5322/obs-resent-date"}, true},
    {"Resent-From", {"rfc5322/resent-from", "rfc5322/obs-resent-from"}, true},
    {"Resent-Sender", {"rfc5322/resent-sender", "rfc5322/obs-resent-send"}, true},
    {"Resent-To", {"rfc5322/resent-to", "rfc5322/obs-resent-to"}, true},
    {"Resent-Cc", {"rfc5322/resent-cc", "rfc5322/obs-resent-cc"}, true},
    {"Resent-Bcc", {"rfc5322/resent-bcc", "rfc5322/obs-resent-bcc"}, true},
    {"Resent-Message-ID", {"rfc5322/resent-msg-id", "rfc5322/obs-resent-mid"}, true},
    {"Resent-Reply-To", {"rfc5322/obs-resent-rply", NULL}, true},
    {"Return-Path", {"rfc5322/return", "rfc5322/obs-return"}, true},
    {"Received", {"rfc5322/received", "rfc5322/obs-received"}, true},
    {"MIME-Version", {"rfc2045/version", NULL}, false},
    {"Content-Type", {"rfc2045/content", NULL}, false},
    {"Content-Transfer-Encoding", {"rfc2045/encoding", NULL}, false},
    {"Content-ID", {"rfc2045/id", NULL}, false},
    {"Content-Description", {"rfc2045/description", NULL}, false},
    {"Content-Disposition", {"rfc2183/disposition", NULL}, false},
    {"Content-Language", {"rfc3282/Content-Language", "rfc3282/obs-content-language"}, false},
    {"Accept-Language", {"rfc3282/Accept-Language", "rfc3282/obs-accept-language"}, false},
    {"Content-MD5", {"rfc1864/content-md5", NULL}, false},
    {"List-Help", {"rfc2369/list-help", NULL}, true},
    {"List-Unsubscribe", {"rfc2369/list-unsubscribe", NULL}, true},
    {"List-Subscribe", {"rfc2369/list-subscribe", NULL}, true},
    {"List-Post", {"rfc2369/list-post", NULL}, true},
    {"List-Owner", {"rfc2369/list-owner", NULL}, true},
    {"List-Archive", {"rfc2369/list-archive", NULL}, true},
    {"List-ID", {"rfc2919/list-id-header", NULL}, true},
    {"List-Unsubscribe-Post", {"rfc8058/list-unsubscribe-post", NULL}, true},
    {"Auto-Submitted", {"rfc3834/auto-submitted-field", NULL}, true},
    {"Disposition-Notification-To", {"rfc8098/mdn-request-header", NULL}, true},
    {"Disposition-Notification-Options", {"rfc8098/Disposition-Notification-Options", NULL}, true},
    {"Original-Recipient", {"rfc8098/original-recipient-header", NULL}, true},
    {"DKIM-Signature", {"rfc6376/dkim-signature", NULL}, true},
    {"Authentication-Results", {"rfc8601/authres-header-field", NULL}, true},
    {"ARC-Authentication-Results", {"rfc8617/arc-authres-header", NULL}, true},
    {"ARC-Message-Signature", {"rfc8617/arc-message-signature", NULL}, false},
    {"ARC-Seal", {"rfc8617/arc-seal", NULL}, false},
    {"Received-SPF", {"rfc7208/header-field", NULL}, true},
};
/* clang-format on */

static const field_rules content = {
    "Content-", {"rfc2045/MIME-extension-field", NULL}, false};
static const field_rules optional = {
    "", {"rfc5322/optional-field", "rfc5322/obs-optional"}, true};

static const field_rules *
rules_of(eml_span name)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t n = 0;

        while (table[i].name[n])
            n++;
        if (eml_span_eq_fold(name,
                             (eml_span){(const uint8_t *)table[i].name, n}))
            return &table[i];
    }
    return name.n >= 8 &&
                   eml_span_eq_fold((eml_span){name.p, 8}, EML_LIT("Content-"))
               ? &content
               : &optional;
}

const char *
eml_abnf_field_rule(eml_span name, size_t i, bool *crlf)
{
    const field_rules *r = rules_of(name);

    *crlf = r->crlf;
    return i < 2 ? r->rule[i] : NULL;
}

const char *
eml_abnf_field_name(size_t i)
{
    return i < sizeof table / sizeof table[0] ? table[i].name : NULL;
}
