#ifndef EML_CORE_ISA_H
#define EML_CORE_ISA_H
/* isa.h -- which instruction set a vector path may use. Layer: core.
 *
 * Each function that has one takes the choice as an argument, so that tests
 * can run every path the machine has; the public one passes eml__best_isa(). */

enum eml__isa { EML__SCALAR, EML__AVX2 };

/* Where *_avx2.c is not empty. */
#if defined(__x86_64__) && defined(__GNUC__)
#define EML__HAS_AVX2 1
#endif

/* For vector code, which is slow when a value that is many registers crosses a
 * call. */
#if defined(__GNUC__)
#define EML__INLINE static inline __attribute__((always_inline))
#else
#define EML__INLINE static inline
#endif

/* One load and one test: cheap enough for every call, and nothing is kept. */
static inline enum eml__isa
eml__best_isa(void)
{
#ifdef EML__HAS_AVX2
    if (__builtin_cpu_supports("avx2"))
        return EML__AVX2;
#endif
    return EML__SCALAR;
}
#endif
