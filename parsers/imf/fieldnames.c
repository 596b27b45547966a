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
    BY_LENGTH = 31,
    BY_FIRST = 13,
    BY_LAST = 18,
    BY_MIDDLE = 22,
    LONGEST = 25
};

/* clang-format off */
static const uint8_t slots[SLOTS] = {
    [7] = EML_FIELD_KEYWORDS,
    [10] = EML_FIELD_CONTENT_MD5,
    [13] = EML_FIELD_CONTENT_TYPE,
    [14] = EML_FIELD_ARCHIVED_AT,
    [15] = EML_FIELD_RESENT_MESSAGE_ID,
    [17] = EML_FIELD_LIST_UNSUBSCRIBE_POST,
    [19] = EML_FIELD_AUTO_SUBMITTED,
    [20] = EML_FIELD_LIST_UNSUBSCRIBE,
    [22] = EML_FIELD_CONTENT_DISPOSITION,
    [24] = EML_FIELD_IN_REPLY_TO,
    [25] = EML_FIELD_LIST_POST,
    [33] = EML_FIELD_MESSAGE_ID,
    [34] = EML_FIELD_DATE,
    [35] = EML_FIELD_RESENT_TO,
    [45] = EML_FIELD_SENDER,
    [46] = EML_FIELD_CONTENT_TRANSFER_ENCODING,
    [49] = EML_FIELD_RESENT_DATE,
    [52] = EML_FIELD_LIST_SUBSCRIBE,
    [53] = EML_FIELD_RESENT_REPLY_TO,
    [57] = EML_FIELD_CONTENT_ID,
    [61] = EML_FIELD_CC,
    [62] = EML_FIELD_CONTENT_DESCRIPTION,
    [63] = EML_FIELD_RESENT_SENDER,
    [64] = EML_FIELD_LIST_OWNER,
    [65] = EML_FIELD_RESENT_FROM,
    [67] = EML_FIELD_COMMENTS,
    [68] = EML_FIELD_REFERENCES,
    [75] = EML_FIELD_RESENT_CC,
    [79] = EML_FIELD_BCC,
    [80] = EML_FIELD_RECEIVED,
    [81] = EML_FIELD_LIST_HELP,
    [85] = EML_FIELD_LIST_ID,
    [86] = EML_FIELD_LIST_ARCHIVE,
    [89] = EML_FIELD_CONTENT_LANGUAGE,
    [94] = EML_FIELD_FROM,
    [99] = EML_FIELD_RETURN_PATH,
    [103] = EML_FIELD_MIME_VERSION,
    [110] = EML_FIELD_RESENT_BCC,
    [116] = EML_FIELD_SUBJECT,
    [118] = EML_FIELD_REPLY_TO,
    [122] = EML_FIELD_TO,
    [123] = EML_FIELD_CONTENT_LOCATION,
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
