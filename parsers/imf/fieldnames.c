/* fieldnames.c -- fields.def as tables: a field's line by id, its id by name.
 */
#include <string.h>

#include "core/cclass.h"
#include "eml/field.h"

static const eml_field_info infos[EML_FIELD_END_] = {
    [EML_FIELD_OTHER] = {"", EML_VALUE_UNSTRUCTURED, 5322, "3.6.8"},
    [EML_FIELD_JUNK] = {"", EML_VALUE_UNSTRUCTURED, 5322, "2.2"},
#define EML_FIELD(id, name, value, rfc, section)                               \
    [EML_FIELD_##id] = {name, EML_VALUE_##value, rfc, section},
#include "eml/fields.def"
#undef EML_FIELD
};

static const uint8_t lengths[EML_FIELD_END_] = {
#define EML_FIELD(id, name, value, rfc, section)                               \
    [EML_FIELD_##id] = sizeof(name) - 1,
#include "eml/fields.def"
#undef EML_FIELD
};

/* A perfect hash over length, first, middle and last letter: no two names of
 * fields.def share a slot. When a new one does, try other factors;
 * fieldnames_test.c prints the lines below for factors that work. */
enum {
    SLOTS = 128,
    BY_LENGTH = 19,
    BY_FIRST = 5,
    BY_LAST = 4,
    BY_MIDDLE = 1,
    LONGEST = 26
};

/* clang-format off */
static const uint8_t slots[SLOTS] = {
    [0] = EML_FIELD_ARC_AUTH_RESULTS,
    [2] = EML_FIELD_CONTENT_MD5,
    [4] = EML_FIELD_CC,
    [5] = EML_FIELD_RESENT_REPLY_TO,
    [6] = EML_FIELD_LIST_ARCHIVE,
    [7] = EML_FIELD_REPLY_TO,
    [10] = EML_FIELD_IN_REPLY_TO,
    [15] = EML_FIELD_RESENT_TO,
    [17] = EML_FIELD_LIST_OWNER,
    [18] = EML_FIELD_BCC,
    [19] = EML_FIELD_RESENT_DATE,
    [21] = EML_FIELD_TO,
    [25] = EML_FIELD_RETURN_PATH,
    [27] = EML_FIELD_RECEIVED_SPF,
    [28] = EML_FIELD_LIST_SUBSCRIBE,
    [31] = EML_FIELD_CONTENT_LANGUAGE,
    [34] = EML_FIELD_MIME_VERSION,
    [37] = EML_FIELD_LIST_ID,
    [38] = EML_FIELD_RESENT_SENDER,
    [41] = EML_FIELD_REFERENCES,
    [43] = EML_FIELD_CONTENT_ID,
    [51] = EML_FIELD_RESENT_FROM,
    [52] = EML_FIELD_LIST_HELP,
    [56] = EML_FIELD_COMMENTS,
    [60] = EML_FIELD_AUTH_RESULTS,
    [67] = EML_FIELD_CONTENT_LOCATION,
    [68] = EML_FIELD_LIST_POST,
    [72] = EML_FIELD_DATE,
    [75] = EML_FIELD_RECEIVED,
    [85] = EML_FIELD_LIST_UNSUBSCRIBE,
    [86] = EML_FIELD_MESSAGE_ID,
    [89] = EML_FIELD_CONTENT_TRANSFER_ENCODING,
    [91] = EML_FIELD_CONTENT_TYPE,
    [93] = EML_FIELD_SENDER,
    [95] = EML_FIELD_RESENT_CC,
    [97] = EML_FIELD_AUTO_SUBMITTED,
    [106] = EML_FIELD_KEYWORDS,
    [109] = EML_FIELD_FROM,
    [110] = EML_FIELD_LIST_UNSUBSCRIBE_POST,
    [114] = EML_FIELD_RESENT_MESSAGE_ID,
    [117] = EML_FIELD_CONTENT_DESCRIPTION,
    [120] = EML_FIELD_RESENT_BCC,
    [121] = EML_FIELD_CONTENT_DISPOSITION,
    [124] = EML_FIELD_ARCHIVED_AT,
    [126] = EML_FIELD_SUBJECT,
};
/* clang-format on */

const eml_field_info *
eml_field_info_get(eml_field_id id)
{
    return (unsigned)id < EML_FIELD_END_ ? &infos[id] : NULL;
}

/* memcmp() == 0 for at most LONGEST bytes: words that may overlap, in place of
 * a loop whose end cannot be foretold. */
static inline bool
same(const uint8_t *a, const uint8_t *b, size_t n)
{
    uint64_t x, y, differ = 0;
    uint32_t u, v;

    if (n < 4)
        return memcmp(a, b, n) == 0;
    if (n < 8) {
        memcpy(&u, a, 4);
        memcpy(&v, b, 4);
        differ = u ^ v;
        memcpy(&u, a + n - 4, 4);
        memcpy(&v, b + n - 4, 4);
        return !(differ | (u ^ v));
    }
    for (size_t i = 0; i < LONGEST; i += 8) {
        size_t at = i < n - 8 ? i : n - 8;

        memcpy(&x, a + at, 8);
        memcpy(&y, b + at, 8);
        differ |= x ^ y;
    }
    return !differ;
}

eml_field_id
eml_field_id_of(eml_span name)
{
    size_t n = name.n;
    unsigned hash;
    uint8_t id;
    const char *known;

    if (n < 2 || n > LONGEST)
        return EML_FIELD_OTHER;
    /* letters in lower case; what is in no name may become anything */
    hash = (unsigned)n * BY_LENGTH + (name.p[0] | 32u) * BY_FIRST +
           (name.p[n - 1] | 32u) * BY_LAST + (name.p[n / 2] | 32u) * BY_MIDDLE;
    id = slots[hash % SLOTS];
    if (id == EML_FIELD_OTHER || lengths[id] != n)
        return EML_FIELD_OTHER;
    known = infos[id].name;
    if (same(name.p, (const uint8_t *)known, n))
        return (eml_field_id)id; /* as nearly everybody writes it */
    for (size_t i = 0; i < n; i++)
        if (eml__lower(name.p[i]) != eml__lower((uint8_t)known[i]))
            return EML_FIELD_OTHER;
    return (eml_field_id)id;
}
