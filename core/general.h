#ifndef EML_CORE_GENERAL_H
#define EML_CORE_GENERAL_H
/* general.h -- many readers have one beside them that takes only what is plain,
 * fast, and leaves all else to them. With EML_GENERAL defined those take
 * nothing, and no vectors are used: tests/same_readers.sh wants the same of
 * both. Layer: core. */
#ifdef EML_GENERAL
enum { EML__PLAIN = 0 };
#else
enum { EML__PLAIN = 1 };
#endif
#endif
