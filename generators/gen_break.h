#ifndef EML_GENERATORS_GEN_BREAK_H
#define EML_GENERATORS_GEN_BREAK_H
/* gen_break.h -- mode BREAK: where the one violation of a message goes.
 * Internal. Layer: generators. */
#include "generators/gen_int.h"

/* Where a template stands. */
typedef enum eml__break_where {
    EML__BREAK_START,   /* first in the message, which has no other trace */
    EML__BREAK_TRACE,   /* before the message's own fields: a resent block */
    EML__BREAK_ANY,     /* somewhere among the own fields */
    EML__BREAK_AFTER,   /* behind the own fields */
    EML__BREAK_WITHOUT, /* there, and fields are left out */
    EML__BREAK_TOP,     /* the message's Content- fields and its body */
    EML__BREAK_ENTITY,  /* those, or all of a part */
    EML__BREAK_ENTITY8  /* the same, where 8bit may be */
} eml__break_where;

/* One row of breaks.def. */
struct eml__break {
    int code;
    eml__break_where where;
    uint32_t fields; /* a bit for each of the own fields of gen_header.c */
    int also;
    const char *template;
    size_t len;
};

/* Sets g->how by g->code, which is 0 for one by turns; false: no row has it. */
bool eml__g_break_choose(eml__gen *g, uint64_t index);

/* Whether the template stands at `where`, and is still to be put there. */
static inline bool
eml__g_breaks(const eml__gen *g, eml__break_where where)
{
    return g->how && !g->broken && g->how->where == where;
}
/* The same for all that is a part, or a message's content. */
bool eml__g_breaks_part(const eml__gen *g);
bool eml__g_breaks_entity(const eml__gen *g);

/* Puts the template down; `header`: it begins in a header section. */
void eml__g_break(eml__gen *g, bool header);
#endif
