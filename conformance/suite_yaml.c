/* YAML as JSON: scalars are strings, but null; several documents a list. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

enum { DEPTH_MAX = 64 };

static json_t *
value_of(yaml_document_t *d, int at, unsigned depth)
{
    const yaml_node_t *n = yaml_document_get_node(d, at);
    json_t *v;

    if (!n || depth == DEPTH_MAX)
        return NULL;
    switch (n->type) {
    case YAML_SCALAR_NODE:
        return json_stringn((const char *)n->data.scalar.value,
                            n->data.scalar.length);
    case YAML_SEQUENCE_NODE:
        v = json_array();
        for (const yaml_node_item_t *i = n->data.sequence.items.start;
             i < n->data.sequence.items.top; i++)
            json_array_append_new(v, value_of(d, *i, depth + 1));
        return v;
    case YAML_MAPPING_NODE:
        v = json_object();
        for (const yaml_node_pair_t *i = n->data.mapping.pairs.start;
             i < n->data.mapping.pairs.top; i++) {
            const yaml_node_t *key = yaml_document_get_node(d, i->key);

            if (key && key->type == YAML_SCALAR_NODE)
                json_object_set_new(v, (const char *)key->data.scalar.value,
                                    value_of(d, i->value, depth + 1));
        }
        return v;
    case YAML_NO_NODE:
        break;
    }
    return NULL;
}

json_t *
suite_yaml(suite_run *r, const char *path)
{
    json_t *list = json_array();
    eml_os_file f;
    yaml_parser_t p;
    bool more = true;

    if (eml_os_file_open(&f, suite_path(r, path)) != 0) {
        suite_broken(r, path);
        return list;
    }
    yaml_parser_initialize(&p);
    yaml_parser_set_input_string(&p, f.bytes.p, f.bytes.n);
    while (more) {
        yaml_document_t d;
        const yaml_node_t *root;

        if (!yaml_parser_load(&p, &d)) {
            suite_broken(r, p.problem ? p.problem : path);
            break;
        }
        root = yaml_document_get_root_node(&d);
        more = root != NULL;
        if (root)
            json_array_append_new(list, value_of(&d, 1, 0));
        yaml_document_delete(&d);
    }
    yaml_parser_delete(&p);
    eml_os_file_close(&f);
    return list;
}
