/* Aggregate reports are unpacked by zlib: gzip (RFC 1952), and of zip (PKWARE's
 * APPNOTE 6.3) what senders use. */
#include "os/posix/rua_unpack.h"

#include <string.h>
#include <zlib.h>

enum {
    PIECE = 1 << 16,
    GZIP = 16 + MAX_WBITS, /* as inflateInit2 has it */
    BARE = -MAX_WBITS,
    LOCAL = 30,       /* bytes of a local file header, 4.3.7 */
    ENTRY = 46,       /* of one in the central directory, 4.3.12 */
    END = 22,         /* of what ends that, 4.3.16 */
    COMMENT = 0xffff, /* at most, behind the end */
    NOT_TOLD = 8,     /* flag: sizes come behind the data, 4.4.4 */
    MAX_FILES = 1000, /* that are looked into */
    GLANCE = 256,     /* bytes of each */
    GLANCE_IN = 4096  /* packed: empty blocks have no end */
};

static bool
is_gzip(eml_span s)
{
    return s.n > 1 && s.p[0] == 0x1f && s.p[1] == 0x8b;
}

static bool
is_zip(eml_span s)
{
    return s.n > LOCAL && memcmp(s.p, "PK\3\4", 4) == 0;
}

bool
eml_rua_is_packed(eml_span bytes)
{
    return is_gzip(bytes) || is_zip(bytes);
}

static int
damaged(eml_cx *cx)
{
    (void)eml_find_at(cx, EML_E_RUA_XML, 0, 0);
    return EML_E_RUA_XML;
}

/* ---- deflate ------------------------------------------------------------ */

/* RFC 1952 section 2.2: "A gzip file consists of a series of members", "with no
 * additional information before, between, or after them". False: this was the
 * last one. */
static bool
next_member(eml_cx *cx, z_stream *z, eml_span in)
{
    eml_span rest = {z->next_in, z->avail_in};

    if (is_gzip(rest))
        return inflateReset(z) == Z_OK;
    if (rest.n)
        (void)eml_find_at(cx, EML_E_RUA_REST, in.n - rest.n, rest.n);
    return false;
}

static int
inflate_all(eml_cx *cx, eml_span in, int format, eml_span *out)
{
    eml_out to = {.arena = cx->arena};
    z_stream z;
    uint8_t piece[PIECE];
    int rc = EML_OK, z_rc = Z_OK;

    if (in.n > EML_RUA_XML_MAX)
        return EML_E_LIMIT;
    memset(&z, 0, sizeof z);
    z.next_in = (Bytef *)(uintptr_t)in.p;
    z.avail_in = (uInt)in.n;
    if (inflateInit2(&z, format) != Z_OK)
        return EML_E_NOMEM;
    while (rc == EML_OK && z_rc == Z_OK) {
        z.next_out = piece;
        z.avail_out = PIECE;
        z_rc = inflate(&z, Z_NO_FLUSH);
        eml_out_span(&to, (eml_span){piece, PIECE - z.avail_out});
        if (to.full)
            rc = EML_E_NOMEM;
        else if (to.n > EML_RUA_XML_MAX)
            rc = EML_E_LIMIT;
        else if (z_rc == Z_STREAM_END && format == GZIP &&
                 next_member(cx, &z, in))
            z_rc = Z_OK;
    }
    inflateEnd(&z);
    if (rc == EML_OK && z_rc != Z_STREAM_END)
        rc = z_rc == Z_MEM_ERROR ? EML_E_NOMEM : damaged(cx);
    *out = eml_out_view(&to);
    return rc;
}

/* ---- zip ---------------------------------------------------------------- */

static unsigned
le16(const uint8_t *p)
{
    return p[0] | (unsigned)p[1] << 8;
}

static uint64_t
le32(const uint8_t *p)
{
    return le16(p) | (uint64_t)le16(p + 2) << 16;
}

typedef struct file {
    eml_span data, name;
    bool stored, readable; /* not compressed; by a method that is known */
    bool listed;           /* in the directory, which says: */
    uint64_t crc, size;    /* of what is unpacked */
} file;

/* The file whose local header is at `off`; `size` is that of its data as the
 * directory has it. False: there is none. */
static bool
file_at(eml_span zip, uint64_t off, uint64_t size, file *f)
{
    const uint8_t *p;
    uint64_t left;
    unsigned method;

    if (off > zip.n || zip.n - off < LOCAL ||
        memcmp(zip.p + off, "PK\3\4", 4) != 0)
        return false;
    p = zip.p + off;
    left = zip.n - off - LOCAL;
    if (le16(p + 26) + le16(p + 28) > left)
        return false;
    f->name = (eml_span){p + LOCAL, le16(p + 26)};
    f->data.p = p + LOCAL + le16(p + 26) + le16(p + 28);
    left -= le16(p + 26) + le16(p + 28);
    method = le16(p + 8);
    f->listed = false;
    f->stored = method == 0;
    f->readable = !(le16(p + 6) & 1) && /* not encrypted */
                  (method == 8 || (f->stored && size <= left));
    f->data.n = (size_t)(size <= left ? size : left);
    return true;
}

/* The first file, when there is no directory: cut off, most likely. */
static bool
first_file(eml_span zip, file *f)
{
    bool told = !(le16(zip.p + 6) & NOT_TOLD);

    return file_at(zip, 0, told ? le32(zip.p + 18) : UINT64_MAX, f);
}

/* The entries of the central directory; empty: none is to be found. */
static eml_span
directory(eml_span zip)
{
    size_t least = zip.n > END + COMMENT ? zip.n - END - COMMENT : 0;

    for (size_t at = zip.n - END; at > least; at--)
        if (memcmp(zip.p + at, "PK\5\6", 4) == 0) {
            uint64_t size = le32(zip.p + at + 12), off = le32(zip.p + at + 16);

            if (off > at || size > at - off)
                return EML_NONE;
            return (eml_span){zip.p + off, (size_t)size};
        }
    return EML_NONE;
}

/* The next entry of a directory that is a file, from its front. */
static bool
next_file(eml_span zip, eml_span *dir, file *f)
{
    while (dir->n >= ENTRY && memcmp(dir->p, "PK\1\2", 4) == 0) {
        const uint8_t *p = dir->p;
        size_t n = ENTRY + le16(p + 28) + le16(p + 30) + le16(p + 32);
        bool folder =
            le16(p + 28) && n <= dir->n && p[ENTRY + le16(p + 28) - 1] == '/';

        if (n > dir->n)
            return false;
        dir->p += n;
        dir->n -= n;
        if (!folder && file_at(zip, le32(p + 42), le32(p + 20), f)) {
            f->listed = true;
            f->crc = le32(p + 16);
            f->size = le32(p + 24);
            return true;
        }
    }
    return false;
}

/* Whether a file begins as XML does: a byte order mark, white space, "<". */
static bool
begins_xml(const file *f)
{
    uint8_t room[GLANCE];
    eml_span s = f->data;
    z_stream z;

    if (!f->readable)
        return false;
    if (!f->stored) {
        memset(&z, 0, sizeof z);
        z.next_in = (Bytef *)(uintptr_t)s.p;
        z.avail_in = (uInt)(s.n < GLANCE_IN ? s.n : GLANCE_IN);
        z.next_out = room;
        z.avail_out = sizeof room;
        if (inflateInit2(&z, BARE) != Z_OK)
            return false;
        (void)inflate(&z, Z_SYNC_FLUSH);
        s = (eml_span){room, sizeof room - z.avail_out};
        inflateEnd(&z);
    }
    if (s.n > 1 &&
        (memcmp(s.p, "\xff\xfe", 2) == 0 || memcmp(s.p, "\xfe\xff", 2) == 0))
        return true; /* UTF-16 */
    if (s.n > 2 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0)
        s = (eml_span){s.p + 3, s.n - 3};
    while (s.n && *s.p <= ' ')
        s = (eml_span){s.p + 1, s.n - 1};
    return s.n && *s.p == '<';
}

/* Chooses the report: the first file that is XML, or else that can be read. */
static bool
choose(eml_span zip, file *chosen, uint32_t *num)
{
    eml_span dir = directory(zip);
    bool any = false;
    file f;

    *num = 0;
    for (bool xml = false; next_file(zip, &dir, &f); ++*num) {
        bool is = !xml && *num < MAX_FILES && begins_xml(&f);

        if (is || (!any && f.readable))
            *chosen = f;
        xml |= is;
        any |= f.readable;
    }
    return any || (!*num && first_file(zip, chosen) && chosen->readable);
}

/* 4.4.7, 4.4.9 */
static bool
is_whole(const file *f, eml_span s)
{
    return !f->listed ||
           (s.n == f->size && crc32_z(0, s.p, s.n) == (uLong)f->crc);
}

static int
unzip(eml_cx *cx, eml_span in, eml_rua_from *from, eml_span *out)
{
    int rc = EML_OK;
    file f;

    if (!choose(in, &f, &from->num_files))
        return damaged(cx);
    from->name = f.name;
    if (from->num_files != 1)
        (void)eml_find_at(cx, EML_E_RUA_FILES, (uint64_t)(f.data.p - in.p),
                          f.data.n);
    *out = f.data;
    if (!f.stored)
        rc = inflate_all(cx, f.data, BARE, out);
    return rc == EML_OK && !is_whole(&f, *out) ? damaged(cx) : rc;
}

int
eml__rua_unpack(eml_cx *cx, eml_span in, eml_rua_from *from, eml_span *out)
{
    *from = (eml_rua_from){.name = EML_NONE};
    *out = in;
    return is_gzip(in)  ? inflate_all(cx, in, GZIP, out)
           : is_zip(in) ? unzip(cx, in, from, out)
                        : EML_OK;
}
