#ifndef EML_TESTS_POISON_H
#define EML_TESTS_POISON_H
/* poison.h -- memory that is there and must not be touched: a block that is
 * kept for its next use costs less than a malloc and a free under ASan, which
 * traps what touches it in between. Nothing without a sanitizer. */

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define POISON_ASAN 1
#endif
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define POISON_UNDEFINED(p, n) __msan_allocated_memory(p, n)
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define POISON_ASAN 1
#endif
#ifdef POISON_ASAN
#include <sanitizer/asan_interface.h>
#define POISON_SHUT(p, n) __asan_poison_memory_region(p, n)
#define POISON_OPEN(p, n) __asan_unpoison_memory_region(p, n)
#else
#define POISON_SHUT(p, n) ((void)(p), (void)(n))
#define POISON_OPEN(p, n) ((void)(p), (void)(n))
#endif
/* What a block holds when it is used again does not count, to MSan. */
#ifndef POISON_UNDEFINED
#define POISON_UNDEFINED(p, n) ((void)(p), (void)(n))
#endif
#endif
