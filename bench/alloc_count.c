/* alloc_count.so: put into LD_PRELOAD, counts the allocations of a whole
 * program and prints at its end, on stderr,
 *
 *     allocations N
 *
 * The cost per pass is the difference between a run of two rounds and a run of
 * one, so the measured programs are timed without it and need to know nothing
 * of it. For glibc, whose allocator has second names. */
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t num, size_t n);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t align, size_t n);

void *malloc(size_t n);
void *calloc(size_t num, size_t n);
void *realloc(void *p, size_t n);
void *aligned_alloc(size_t align, size_t n);
int posix_memalign(void **p, size_t align, size_t n);

static atomic_ullong num_calls;

static void
count(void)
{
    atomic_fetch_add_explicit(&num_calls, 1, memory_order_relaxed);
}

void *
malloc(size_t n)
{
    count();
    return __libc_malloc(n);
}

void *
calloc(size_t num, size_t n)
{
    count();
    return __libc_calloc(num, n);
}

void *
realloc(void *p, size_t n)
{
    count();
    return __libc_realloc(p, n);
}

void *
aligned_alloc(size_t align, size_t n)
{
    count();
    return __libc_memalign(align, n);
}

int
posix_memalign(void **p, size_t align, size_t n)
{
    count();
    *p = __libc_memalign(align, n);
    return *p != NULL ? 0 : 12; /* ENOMEM */
}

__attribute__((destructor)) static void
report(void)
{
    fprintf(stderr, "allocations %llu\n", (unsigned long long)num_calls);
}
