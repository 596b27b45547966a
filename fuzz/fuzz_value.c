/* Any bytes as the body of any field. Its kind is that of fields.def, or NONE
 * when there is no reading; it fails when an error was found; kind and
 * findings are the same whatever is allowed. First byte: which field; second:
 * bit 0 the line ends. */
#include "fuzz/fuzz_cx.h"

#include "eml/mime.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cx strict, wild;
    eml_value v = {.kind = EML_VALUE_NONE}, w = v;
    eml_field_id id;
    eml_value_kind kind;
    eml_span in;
    int rc;

    if (size < 2)
        return 0;
    id = (eml_field_id)(data[0] % EML_FIELD_END_);
    in = (eml_span){data + 2, size - 2};
    fuzz_cx_init(&strict, in, EML_ALLOW_NONE, data[1] & 1);
    fuzz_cx_init(&wild, in, EML_ALLOW_WILD, data[1] & 1);
    kind = eml_field_info_get(id)->value;
    rc = eml_value_parse(&strict.cx, id, in, &v);
    fuzz_cx_check(&strict, in.n);
    FUZZ_CHECK(v.kind == kind || v.kind == EML_VALUE_NONE);
    FUZZ_CHECK(v.kind == kind || rc < 0);
    FUZZ_CHECK(rc <= 0 && (rc == EML_OK) == (strict.cx.err.code == 0));
    rc = eml_value_parse(&wild.cx, id, in, &w);
    FUZZ_CHECK(w.kind == v.kind);
    FUZZ_CHECK(w.kind == kind || rc < 0);
    fuzz_cx_check(&wild, in.n);
    fuzz_cx_same(&strict, &wild);
    fuzz_cx_fini(&strict);
    fuzz_cx_fini(&wild);
    return 0;
}
