#include "eml/base.h"

const eml_limits eml_limits_default = {
    .field_bytes = 4u << 20,
    .fields = 10000,
    .depth = 100,
    .parts = 100000,
    .params = 1000,
    .addrs = 100000,
    .comments = 1000,
};

eml_severity
eml_severity_of(int code, uint32_t allow)
{
    const eml_code_info *info = eml_code_info_get(code);

    if (!info)
        return EML_SEVERITY_ERROR;
    if (info->level == EML_LEVEL_NOTE || (info->allow & allow))
        return EML_SEVERITY_NOTE;
    return info->level == EML_LEVEL_SHOULD ? EML_SEVERITY_WARNING
                                           : EML_SEVERITY_ERROR;
}

static void
keep(eml_cx *cx, eml_diag d, bool is_error)
{
    if (is_error && cx->err.code == 0)
        cx->err = d;
    if (cx->num_diags < cx->diags_cap)
        cx->diags[cx->num_diags] = d;
    cx->num_diags++;
}

int
eml_find_at(eml_cx *cx, int code, uint64_t off, size_t len)
{
    bool is_error = eml_severity_of(code, cx->allow) == EML_SEVERITY_ERROR;

    keep(cx,
         (eml_diag){code, len > UINT32_MAX ? UINT32_MAX : (uint32_t)len, off},
         is_error);
    return is_error ? code : EML_OK;
}

int
eml_find(eml_cx *cx, int code, const uint8_t *at, size_t len)
{
    return eml_find_at(cx, code, cx->base + (uint64_t)(at - cx->origin), len);
}

int
eml_fail(eml_cx *cx, int code, const uint8_t *at, size_t len)
{
    keep(cx,
         (eml_diag){code, len > UINT32_MAX ? UINT32_MAX : (uint32_t)len,
                    cx->base + (uint64_t)(at - cx->origin)},
         true);
    return code;
}
