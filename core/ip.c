#include "eml/ip.h"

#include "core/cclass.h"

#include <string.h>

/* One decimal number from 0 to 255 without a leading zero, off the front. */
static bool
octet(eml_span *in, uint8_t *out)
{
    unsigned v = 0;
    size_t n = 0;

    while (n < in->n && n < 3 && eml__is(in->p[n], EML__DIGIT))
        v = v * 10 + (unsigned)(in->p[n++] - '0');
    if (n == 0 || v > 255 || (n > 1 && in->p[0] == '0'))
        return false;
    *out = (uint8_t)v;
    in->p += n;
    in->n -= n;
    return true;
}

static bool
four(eml_span in, uint8_t out[4])
{
    for (int i = 0; i < 4; i++) {
        if (i > 0) {
            if (in.n == 0 || in.p[0] != '.')
                return false;
            in.p++;
            in.n--;
        }
        if (!octet(&in, &out[i]))
            return false;
    }
    return in.n == 0;
}

bool
eml_ip4_parse(eml_span in, eml_ip *out)
{
    eml_ip ip = {{0}, false};

    if (!four(in, ip.bytes))
        return false;
    *out = ip;
    return true;
}

/* h16 = 1*4HEXDIG */
static bool
group(eml_span *in, uint8_t out[2])
{
    unsigned v = 0;
    size_t n = 0;

    while (n < in->n && n < 4 && eml__is(in->p[n], EML__HEX))
        v = v << 4 | (unsigned)eml__hex(in->p[n++]);
    if (n == 0)
        return false;
    out[0] = (uint8_t)(v >> 8);
    out[1] = (uint8_t)v;
    in->p += n;
    in->n -= n;
    return true;
}

/* The groups up to a "::" or the end; the last may be an IPv4 address. Returns
 * the number of bytes, -1 when it is none. */
static int
groups(eml_span *in, uint8_t out[16], bool *gap)
{
    bool dots = in->n && memchr(in->p, '.', in->n);
    int n = 0;

    *gap = false;
    while (in->n) {
        if (n == 16)
            return -1;
        if (dots && n <= 12 && four(*in, out + n)) {
            in->n = 0;
            return n + 4;
        }
        if (!group(in, out + n))
            return -1;
        n += 2;
        if (in->n == 0)
            break;
        if (in->p[0] != ':' || in->n == 1)
            return -1;
        in->p++;
        in->n--;
        if (in->p[0] == ':') {
            in->p++;
            in->n--;
            *gap = true;
            break;
        }
    }
    return n;
}

bool
eml_ip6_parse(eml_span in, eml_ip *out)
{
    eml_ip ip = {{0}, true};
    uint8_t tail[16];
    bool gap = in.n >= 2 && in.p[0] == ':' && in.p[1] == ':', again = false;
    int n = 0, m = 0;

    if (gap) {
        in.p += 2;
        in.n -= 2;
    } else
        n = groups(&in, ip.bytes, &gap);
    if (gap)
        m = groups(&in, tail, &again);
    if (n < 0 || m < 0 || again || (gap ? n + m > 14 : n != 16))
        return false;
    memset(ip.bytes + n, 0, (size_t)(16 - n));
    if (m)
        memcpy(ip.bytes + 16 - m, tail, (size_t)m);
    *out = ip;
    return true;
}

bool
eml_ip_parse(eml_span in, eml_ip *out)
{
    return eml_ip4_parse(in, out) || eml_ip6_parse(in, out);
}

static bool
is_mapped(const eml_ip *ip)
{
    static const uint8_t head[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    return ip->is_v6 && memcmp(ip->bytes, head, sizeof head) == 0;
}

static void
write_four(const uint8_t *b, eml_out *out)
{
    for (int i = 0; i < 4; i++) {
        if (i)
            eml_out_byte(out, '.');
        eml_out_u64(out, b[i], 1);
    }
}

/* RFC 5952 section 4.2: the longest run of zero groups, the first of several,
 * of two at least. */
static int
longest_gap(const uint8_t b[16], int *len)
{
    int at = 8, run = 0;

    *len = 1;
    for (int i = 0; i < 8; i++) {
        run = b[2 * i] | b[2 * i + 1] ? 0 : run + 1;
        if (run > *len) {
            *len = run;
            at = i + 1 - run;
        }
    }
    return at;
}

static void
write_group(const uint8_t *b, eml_out *out)
{
    static const char digits[] = "0123456789abcdef";
    unsigned v = (unsigned)b[0] << 8 | b[1];
    int shift = 12;

    while (shift && !(v >> shift))
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        eml_out_byte(out, (uint8_t)digits[v >> shift & 15]);
}

void
eml_ip_write(const eml_ip *ip, eml_out *out)
{
    int len, at;

    if (!ip->is_v6) {
        write_four(ip->bytes, out);
        return;
    }
    if (is_mapped(ip)) {
        eml_out_span(out, EML_LIT("::ffff:"));
        write_four(ip->bytes + 12, out);
        return;
    }
    at = longest_gap(ip->bytes, &len);
    for (int i = 0; i < 8; i++) {
        if (i == at) {
            eml_out_span(out, EML_LIT("::"));
            i += len - 1;
            continue;
        }
        if (i && i != at + len)
            eml_out_byte(out, ':');
        write_group(ip->bytes + 2 * i, out);
    }
}

void
eml_ip_unmap(eml_ip *ip)
{
    eml_ip four_of = {{0}, false};

    if (!is_mapped(ip))
        return;
    memcpy(four_of.bytes, ip->bytes + 12, 4);
    *ip = four_of;
}

bool
eml_ip_in(const eml_ip *ip, const eml_ip *net, unsigned bits)
{
    unsigned all = ip->is_v6 ? 128 : 32, whole, rest;

    if (ip->is_v6 != net->is_v6)
        return false;
    if (bits > all)
        bits = all;
    whole = bits / 8;
    rest = bits % 8;
    return memcmp(ip->bytes, net->bytes, whole) == 0 &&
           (rest == 0 ||
            (ip->bytes[whole] ^ net->bytes[whole]) >> (8 - rest) == 0);
}
