#ifndef EML_CORE_ISA_H
#define EML_CORE_ISA_H
/* isa.h -- which instruction set a vector path may use. Layer: core.
 *
 * Each function that has one takes the choice as an argument, so that tests
 * can run every path the machine has; the public one passes eml__best_isa(). */

#include "core/general.h"

/* Each includes those before it. EML__AVX512 is F, BW, VL, VBMI and VBMI2. */
enum eml__isa { EML__SCALAR, EML__AVX2, EML__AVX512 };

/* Where *_avx2.c and *_avx512.c are not empty. */
#if defined(__x86_64__) && defined(__GNUC__)
#define EML__HAS_AVX2   1
#define EML__HAS_AVX512 1
#endif

/* For vector code, which is slow when a value that is many registers crosses a
 * call. */
#if defined(__GNUC__)
#define EML__INLINE static inline __attribute__((always_inline))
#else
#define EML__INLINE static inline
#endif

/* For what is seldom needed: kept apart from what often is, which then takes
 * less of the instruction cache. */
#if defined(__GNUC__)
#define EML__COLD __attribute__((cold, noinline))
#else
#define EML__COLD
#endif

/* Loads and tests: cheap enough for every call, and nothing is kept. */
static inline enum eml__isa
eml__best_isa(void)
{
    if (!EML__PLAIN)
        return EML__SCALAR;
#ifdef EML__HAS_AVX512
    if (__builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2"))
        return EML__AVX512;
#endif
#ifdef EML__HAS_AVX2
    if (__builtin_cpu_supports("avx2"))
        return EML__AVX2;
#endif
    return EML__SCALAR;
}
#endif
