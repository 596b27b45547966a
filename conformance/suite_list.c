#include "conformance/suite.h"

const suite suites[] = {
    {"isemail", "addr-isemail", "addresses: category", suite_isemail}, {0}};
