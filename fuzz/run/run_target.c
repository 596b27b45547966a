/* run_target.c -- see run.h. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/run/run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const family_info families[FAMILIES] = {
    {"fuzz", "any bytes: no crash, reads back"},
    {"gen", "what is made of it reads back"},
    {"break", "the rule it breaks is found"},
    {"chunk", "in pieces it is as in one"},
    {"diff", "two readings agree"},
    {"cost", "time and memory stay in bounds"},
};

static size_t
trim(const char **p, size_t n)
{
    while (n && (**p == ' ' || **p == '\t'))
        (*p)++, n--;
    while (n &&
           ((*p)[n - 1] == ' ' || (*p)[n - 1] == '\t' || (*p)[n - 1] == '\r'))
        n--;
    return n;
}

static void
option_line(options *o, const char *line, size_t n)
{
    const char *eq = memchr(line, '=', n), *value;
    size_t key_len, value_len;

    if (!eq || o->n == OPTIONS_MAX)
        return;
    value = eq + 1;
    value_len = trim(&value, n - (size_t)(value - line));
    key_len = trim(&line, (size_t)(eq - line));
    if (!key_len || key_len >= sizeof o->at[0].key ||
        value_len >= sizeof o->at[0].value)
        return;
    memcpy(o->at[o->n].key, line, key_len);
    o->at[o->n].key[key_len] = 0;
    memcpy(o->at[o->n].value, value, value_len);
    o->at[o->n++].value[value_len] = 0;
}

void
options_parse(options *o, const char *p, size_t n)
{
    static const char section[] = "[libfuzzer]";
    bool ours = false;

    o->n = 0;
    while (n) {
        const char *end = memchr(p, '\n', n), *line = p;
        size_t len = end ? (size_t)(end - p) : n;

        p += end ? len + 1 : len;
        n -= end ? len + 1 : len;
        len = trim(&line, len);
        if (len && *line == '[')
            ours = len == sizeof section - 1 && memcmp(line, section, len) == 0;
        else if (ours && len && *line != '#' && *line != ';')
            option_line(o, line, len);
    }
}

const char *
option_of(const options *o, const char *key, const char *none)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->at[i].key, key) == 0)
            return o->at[i].value;
    return none;
}

static bool
matches(const char *patterns, const char *name)
{
    char one[NAME_SIZE];

    while (*patterns) {
        size_t n = strcspn(patterns, " \t");

        if (n && n < sizeof one) {
            memcpy(one, patterns, n);
            one[n] = 0;
            if (glob_match(one, name))
                return true;
        }
        patterns += n;
        patterns += strspn(patterns, " \t");
    }
    return false;
}

typedef struct search {
    target *all;
    size_t n;
    unsigned family;
    const char *dir, *patterns;
} search;

static void
target_add(search *s, const char *name)
{
    target *t;
    text file;

    s->all = realloc(s->all, (s->n + 1) * sizeof *s->all);
    if (!s->all)
        abort();
    t = &s->all[s->n++];
    memset(t, 0, sizeof *t);
    snprintf(t->name, sizeof t->name, "%s", name);
    t->family = s->family;
    if (text_load(&file, fmt("fuzz/%s.options", name), 1 << 16))
        options_parse(&t->opt, file.p, file.n);
    text_free(&file);
    if (text_load(&file, fmt("fuzz/%s.c", name), 1 << 20))
        t->lanes = strstr(file.p, "\"fuzz/mutator.h\"") != NULL;
    text_free(&file);
}

static void
target_try(void *user, const char *path)
{
    search *s = user;
    const char *base = strrchr(path, '/') + 1;
    const char *head = families[s->family].name;
    size_t n = strlen(base), f = strlen(head);
    char name[NAME_SIZE];

    if (n < f + 4 || n - 2 >= sizeof name || strcmp(base + n - 2, ".c") != 0 ||
        memcmp(base, head, f) != 0 || base[f] != '_')
        return;
    memcpy(name, base, n - 2);
    name[n - 2] = 0;
    if (matches(s->patterns, name) &&
        access(fmt("%s/%s", s->dir, name), X_OK) == 0)
        target_add(s, name);
}

size_t
targets_find(target **all, const char *dir, const char *patterns)
{
    search s = {.dir = dir, .patterns = patterns};

    for (; s.family < FAMILIES; s.family++)
        each_file("fuzz", target_try, &s);
    *all = s.all;
    return s.n;
}
