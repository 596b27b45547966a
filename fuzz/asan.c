/* asan.c -- how ASan is set up in the targets; ASAN_OPTIONS overrides it. Its
 * quarantine of 256 MB makes nearly each allocation touch a fresh page, and
 * thirty frames of stack for each are many. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
    return "quarantine_size_mb=16:thread_local_quarantine_size_kb=256:"
           "malloc_context_size=12";
}
