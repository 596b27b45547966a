/* RFC 5322 section 3.6.7, RFC 5321 section 4.4: Received and Return-Path. */
#include "tests/imf_dump.h"

#include "parsers/imf/imf_values.h"
#include "parsers/imf/trace_piece.h"

/* clang-format off */
static const imf_row received[] = {
    {"as RFC 5321 has it", BYTES("from x.example (x.example [192.0.2.1]) by y.example with ESMTP id 123 for <a@b.example>; Fri, 21 Nov 1997 09:55:06 -0600"), 0, "", "{FROM x.example (x.example [192.0.2.1])}{BY y.example}{WITH ESMTP}{ID 123}{FOR <a@b.example>}; Fri 1997-11-21 09:55:06 -360"},
    {"as RFC 5322 has it", BYTES("from x.y.test\r\n by example.net\r\n via TCP\r\n with ESMTP\r\n id ABC12345\r\n for <mary@example.net>;  21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x.y.test}{BY example.net}{VIA TCP}{WITH ESMTP}{ID ABC12345}{FOR <mary@example.net>}; 1997-11-21 10:05:43 -360"},
    {"keywords in any case", BYTES("FROM x ([192.0.2.1]) BY y Via TCP wITH SMTP iD 1 FoR a@b; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x ([192.0.2.1])}{BY y}{VIA TCP}{WITH SMTP}{ID 1}{FOR a@b}; 1997-11-21 10:05:43 -360"},
    {"address literals", BYTES("from [192.0.2.1] ([192.0.2.1]) by [IPv6:::1] (y [IPv6:::1]); 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM [192.0.2.1] ([192.0.2.1])}{BY [IPv6:::1] (y [IPv6:::1])}; 1997-11-21 10:05:43 -360"},
    {"msg-id as id", BYTES("from x (x [192.0.2.1]) by y id <a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}{ID <a@b>}; 1997-11-21 10:05:43 -360"},
    {"TLS clause of RFC 8314", BYTES("from x (x [192.0.2.1]) by y with ESMTPS tls TLS_AES; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}{WITH ESMTPS}{OTHER:tls TLS_AES}; 1997-11-21 10:05:43 -360"},
    {"comments in each clause", BYTES("(0) from (1) x (2) (3) by (4) y (5) ; (6) 21 Nov 1997 10:05:43 -0600 (7)"), 0, "RECEIVED_TCP_INFO@4+4 DATE_OBS@37+1", " (0){FROM x (1) (2) (3)}{BY y (4) (5)}; 1997-11-21 10:05:43 -360 (6) (7)"},
    {"folded TCP-info", BYTES("from x (x\r\n [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x%0D%0A [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"date only", BYTES("; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_EMPTY@0+0 RECEIVED_FROM@0+0 RECEIVED_BY@0+0", "; 1997-11-21 10:05:43 -360"},
    {"as qmail writes it", BYTES("(qmail 1234 invoked by uid 0); 21 Nov 1997 10:05:43 -0000"), 0, "RECEIVED_EMPTY@0+0 RECEIVED_FROM@0+0 RECEIVED_BY@0+0", " (qmail 1234 invoked by uid 0); 1997-11-21 10:05:43 ?0"},
    {"no date and no semicolon", BYTES("from x (x [192.0.2.1]) by y"), 0, "RECEIVED_NO_DATE@27+0", "{FROM x (x [192.0.2.1])}{BY y}"},
    {"nothing behind the semicolon", BYTES("from x (x [192.0.2.1]) by y;"), 0, "DATE_SYNTAX@28+0", "{FROM x (x [192.0.2.1])}{BY y}"},
    {"no date behind the semicolon", BYTES("from x (x [192.0.2.1]) by y; id 5"), 0, "DATE_SYNTAX@29+1", "{FROM x (x [192.0.2.1])}{BY y}"},
    {"date that is wrong", BYTES("from x (x [192.0.2.1]) by y; Mon, 21 Nov 1997 10:05:43 -0600"), 0, "DATE_DAY_NAME@29+3", "{FROM x (x [192.0.2.1])}{BY y}; Mon 1997-11-21 10:05:43 -360"},
    {"nothing", BYTES(""), 0, "RECEIVED_EMPTY@0+0 RECEIVED_FROM@0+0 RECEIVED_BY@0+0 RECEIVED_NO_DATE@0+0", ""},
    {"semicolon before the last clause", BYTES("from x (x [192.0.2.1]) by y; for <a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@27+1", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a@b>}; 1997-11-21 10:05:43 -360"},
    {"semicolons before the first clause", BYTES(";; from x (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@0+1 RECEIVED_TOKEN@1+1", "{FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"semicolon before a word like a day", BYTES("from x (x [192.0.2.1]) by y; sunny; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@27+1 RECEIVED_BY@26+8", "{FROM x (x [192.0.2.1])}{BY y; sunny}; 1997-11-21 10:05:43 -360"},
    {"semicolon before a day of week", BYTES("from x (x [192.0.2.1]) by y; sat; 21 Nov 1997 10:05:43 -0600"), 0, "DATE_COMMA@32+0 DATE_SYNTAX@32+1", "{FROM x (x [192.0.2.1])}{BY y}"},
    {"semicolon in a comment and a quoted-string", BYTES("from x (x [192.0.2.1]) (a;b) by y id \"a;b\"; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@37+5", "{FROM x (x [192.0.2.1]) (a;b)}{BY y}{ID \"a;b\"}; 1997-11-21 10:05:43 -360"},
    {"no from", BYTES("by y id 1; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@0+2", "{BY y}{ID 1}; 1997-11-21 10:05:43 -360"},
    {"no by", BYTES("from x (x [192.0.2.1]) id 1; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_BY@0+0", "{FROM x (x [192.0.2.1])}{ID 1}; 1997-11-21 10:05:43 -360"},
    {"by first", BYTES("by y from x; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@0+2 RECEIVED_CLAUSE@5+4", "{BY y}{FROM x}; 1997-11-21 10:05:43 -360"},
    {"by late", BYTES("from x (x [192.0.2.1]) id 1 by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@28+2", "{FROM x (x [192.0.2.1])}{ID 1}{BY y}; 1997-11-21 10:05:43 -360"},
    {"by twice", BYTES("from x (x [192.0.2.1]) by y by z; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@28+2", "{FROM x (x [192.0.2.1])}{BY y}{BY z}; 1997-11-21 10:05:43 -360"},
    {"from twice", BYTES("from x (x [192.0.2.1]) by y from z; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@28+4", "{FROM x (x [192.0.2.1])}{BY y}{FROM z}; 1997-11-21 10:05:43 -360"},
    {"from without a value", BYTES("from by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@0+4", "{FROM }{BY y}; 1997-11-21 10:05:43 -360"},
    {"by without a value", BYTES("from x (x [192.0.2.1]) by with SMTP; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_BY@23+2", "{FROM x (x [192.0.2.1])}{BY }{WITH SMTP}; 1997-11-21 10:05:43 -360"},
    {"with without a value", BYTES("from x (x [192.0.2.1]) by y with id 1; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@28+4", "{FROM x (x [192.0.2.1])}{BY y}{WITH }{ID 1}; 1997-11-21 10:05:43 -360"},
    {"last clause without a value", BYTES("from x (x [192.0.2.1]) by y id; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@28+2", "{FROM x (x [192.0.2.1])}{BY y}{ID }; 1997-11-21 10:05:43 -360"},
    {"from that is no domain", BYTES("from x_y (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@5+3", "{FROM x_y (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"from of two words", BYTES("from x y (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@5+3", "{FROM x y (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"by that is no domain", BYTES("from x (x [192.0.2.1]) by y_z; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_BY@26+3", "{FROM x (x [192.0.2.1])}{BY y_z}; 1997-11-21 10:05:43 -360"},
    {"from with a dot at the end", BYTES("from x. (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@5+2 RECEIVED_FROM@5+2", "{FROM x. (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"no TCP-info", BYTES("from x by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info without an address", BYTES("from x (HELO z) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (HELO z)}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info with more", BYTES("from x (x [192.0.2.1] (may be forged)) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (x [192.0.2.1] (may be forged))}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info without a space", BYTES("from x (x[192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (x[192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info whose name is none", BYTES("from x (x_y [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (x_y [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info whose address is none", BYTES("from x (x [192.0.2.256]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (x [192.0.2.256])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"literal without TCP-info", BYTES("from x (x [192.0.2.1]) by [192.0.2.2]; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@23+2", "{FROM x (x [192.0.2.1])}{BY [192.0.2.2]}; 1997-11-21 10:05:43 -360"},
    {"clauses out of order", BYTES("from x (x [192.0.2.1]) by y id 1 with SMTP; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@33+4", "{FROM x (x [192.0.2.1])}{BY y}{ID 1}{WITH SMTP}; 1997-11-21 10:05:43 -360"},
    {"clause doubled", BYTES("from x (x [192.0.2.1]) by y id 1 id 2; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@33+2", "{FROM x (x [192.0.2.1])}{BY y}{ID 1}{ID 2}; 1997-11-21 10:05:43 -360"},
    {"with of two words", BYTES("from x (x [192.0.2.1]) by y with Microsoft SMTPSVC(5.0); 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@33+17", "{FROM x (x [192.0.2.1])}{BY y}{WITH Microsoft SMTPSVC (5.0)}; 1997-11-21 10:05:43 -360"},
    {"via of a dot-atom", BYTES("from x (x [192.0.2.1]) by y via a.b; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@32+3", "{FROM x (x [192.0.2.1])}{BY y}{VIA a.b}; 1997-11-21 10:05:43 -360"},
    {"id of a dot-atom", BYTES("from x (x [192.0.2.1]) by y id a.b; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@31+3", "{FROM x (x [192.0.2.1])}{BY y}{ID a.b}; 1997-11-21 10:05:43 -360"},
    {"for of words", BYTES("from x (x [192.0.2.1]) by y for multiple recipients; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@32+19", "{FROM x (x [192.0.2.1])}{BY y}{FOR multiple recipients}; 1997-11-21 10:05:43 -360"},
    {"for of an atom", BYTES("from x (x [192.0.2.1]) by y for root; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@32+4", "{FROM x (x [192.0.2.1])}{BY y}{FOR root}; 1997-11-21 10:05:43 -360"},
    {"for of two paths", BYTES("from x (x [192.0.2.1]) by y for <a@b>,<c@d>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@37+1 RECEIVED_CLAUSE@32+11", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a@b>,<c@d>}; 1997-11-21 10:05:43 -360"},
    {"for with a route", BYTES("from x (x [192.0.2.1]) by y for <@r1,@r2:a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "ADDR_ROUTE@32+13", "{FROM x (x [192.0.2.1])}{BY y}{FOR <@r1,@r2:a@b>}; 1997-11-21 10:05:43 -360"},
    {"for with a quoted local-part", BYTES("from x (x [192.0.2.1]) by y for <\"a b\"@c>; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}{FOR <\"a b\"@c>}; 1997-11-21 10:05:43 -360"},
    {"for without an at", BYTES("from x (x [192.0.2.1]) by y for <root>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+6", "{FROM x (x [192.0.2.1])}{BY y}{FOR <root>}; 1997-11-21 10:05:43 -360"},
    {"for the null path", BYTES("from x (x [192.0.2.1]) by y for <>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+2", "{FROM x (x [192.0.2.1])}{BY y}{FOR <>}; 1997-11-21 10:05:43 -360"},
    {"for with a bracket missing", BYTES("from x (x [192.0.2.1]) by y for <a@b; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+4", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a@b}; 1997-11-21 10:05:43 -360"},
    {"for with text in the brackets", BYTES("from x (x [192.0.2.1]) by y for <a@b c>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+7", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a@b c>}; 1997-11-21 10:05:43 -360"},
    {"for with a bracket before another", BYTES("from x (x [192.0.2.1]) by y for <a <b@c>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+3 RECEIVED_CLAUSE@32+8", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a <b@c>}; 1997-11-21 10:05:43 -360"},
    {"for with a bad local-part", BYTES("from x (x [192.0.2.1]) by y for .a@b; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@32+4", "{FROM x (x [192.0.2.1])}{BY y}{FOR .a@b}; 1997-11-21 10:05:43 -360"},
    {"for with nothing behind the at", BYTES("from x (x [192.0.2.1]) by y for a@; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+2", "{FROM x (x [192.0.2.1])}{BY y}{FOR a@}; 1997-11-21 10:05:43 -360"},
    {"first word is no keyword", BYTES("at x by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@0+2", "{OTHER:at x}{BY y}; 1997-11-21 10:05:43 -360"},
    {"first token is no word", BYTES("[192.0.2.1] by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@0+0", "{OTHER: [192.0.2.1]}{BY y}; 1997-11-21 10:05:43 -360"},
    {"obs domain", BYTES("from x . (c) y (x [192.0.2.1]) by z; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@5+9 RECEIVED_FROM@5+9 RECEIVED_TCP_INFO@0+4", "{FROM x . (c) y (c) (x [192.0.2.1])}{BY z}; 1997-11-21 10:05:43 -360"},
    {"obs address", BYTES("from x (x [192.0.2.1]) by z for a . b @ c (x) . d; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@32+17 ADDR_CFWS_AT@32+17", "{FROM x (x [192.0.2.1])}{BY z}{FOR a . b @ c (x) . d (x)}; 1997-11-21 10:05:43 -360"},
    {"special characters", BYTES("from x:25 (x [192.0.2.1]) by y,z; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@6+1 RECEIVED_FROM@5+4 RECEIVED_TOKEN@30+1 RECEIVED_BY@29+3", "{FROM x:25 (x [192.0.2.1])}{BY y,z}; 1997-11-21 10:05:43 -360"},
    {"quoted-string as name", BYTES("\"from\" x by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@0+0 RECEIVED_CLAUSE@0+8", "{OTHER: \"from\" x}{BY y}; 1997-11-21 10:05:43 -360"},
    {"encoded-word in a comment", BYTES("from x (x [192.0.2.1]) by y (=?utf-8?Q?x?=); 21 Nov 1997 10:05:43 -0600 (=?utf-8?Q?x?=)"), 0, "WORD_PLACE@29+13 WORD_PLACE@73+13", "{FROM x (x [192.0.2.1])}{BY y (=?utf-8?Q?x?=)}; 1997-11-21 10:05:43 -360 (=?utf-8?Q?x?=)"},
    {"encoded-word as a value", BYTES("from x (x [192.0.2.1]) by y with =?utf-8?Q?x?=; 21 Nov 1997 10:05:43 -0600"), 0, "WORD_PLACE@33+13", "{FROM x (x [192.0.2.1])}{BY y}{WITH =?utf-8?Q?x?=}; 1997-11-21 10:05:43 -360"},
    {"UTF-8 in a for clause", BYTES("from x (x [192.0.2.1]) by y for <\303\274@b>; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}{FOR <%C3%BC@b>}; 1997-11-21 10:05:43 -360"},
    {"8-bit in a domain", BYTES("from x\374 (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@5+2", "{FROM x%FC (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"NUL", BYTES("from x\000y (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@6+1 RECEIVED_FROM@5+3", "{FROM x%00y (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"two semicolons in the end", BYTES("from x (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600;"), 0, "TRAILING@55+1", "{FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"line end that is no fold", BYTES("from x\r\nby y"), 0, "RECEIVED_TOKEN@6+1 RECEIVED_TOKEN@7+1 RECEIVED_FROM@5+3 RECEIVED_TCP_INFO@0+4 RECEIVED_NO_DATE@12+0", "{FROM x%0D%0A}{BY y}"},
    {"comment not closed in front", BYTES("(x from"), 0, "COMMENT_OPEN@0+1", NULL},
    {"comment not closed", BYTES("from x (y"), 0, "COMMENT_OPEN@7+1", NULL},
    {"comment not closed behind a semicolon", BYTES("from x; (y; z"), 0, "RECEIVED_TCP_INFO@0+4 COMMENT_OPEN@8+1 RECEIVED_BY@0+0", "{FROM x}"},
    {"comment not closed in a name", BYTES("from x . (y"), 0, "COMMENT_OPEN@9+1", NULL},
    {"comment not closed in an address", BYTES("from x for a@ (y"), 0, "RECEIVED_TCP_INFO@0+4 COMMENT_OPEN@14+1", NULL},
    {"comment not closed in brackets", BYTES("from x for <(y"), 0, "RECEIVED_TCP_INFO@0+4 COMMENT_OPEN@12+1", NULL},
    {"comment not closed in a route", BYTES("from x for <@a:(y"), 0, "RECEIVED_TCP_INFO@0+4 COMMENT_OPEN@15+1", NULL},
    {"comment not closed in brackets behind", BYTES("from x for <a@b>(y"), 0, "RECEIVED_TCP_INFO@0+4 COMMENT_OPEN@16+1", NULL},
    {"quoted-string not closed", BYTES("from \"x"), 0, "QUOTED_OPEN@5+1", NULL},
    {"literal not closed", BYTES("from [192.0.2.1"), 0, "ADDR_LITERAL_OPEN@5+1", NULL},
    {"literal in an address not closed", BYTES("for a@[x"), 0, "ADDR_LITERAL_OPEN@6+1", NULL},
    {"dot behind a word before the semicolon", BYTES("from x (x [192.0.2.1]) by y.; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@26+2 RECEIVED_BY@26+2", "{FROM x (x [192.0.2.1])}{BY y.}; 1997-11-21 10:05:43 -360"},
    {"dot before a word at the front", BYTES(".x by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@0+2 RECEIVED_FROM@0+0", "{OTHER: .x}{BY y}; 1997-11-21 10:05:43 -360"},
    {"dot behind a word and before the next", BYTES("from x. .y by z; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@5+2 RECEIVED_TOKEN@8+2 RECEIVED_FROM@5+5 RECEIVED_TCP_INFO@0+4", "{FROM x. .y}{BY z}; 1997-11-21 10:05:43 -360"},
    {"doubled dot", BYTES("from x..y by z; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@5+4 RECEIVED_FROM@5+4 RECEIVED_TCP_INFO@0+4", "{FROM x..y}{BY z}; 1997-11-21 10:05:43 -360"},
    {"dot alone between words", BYTES("from x . y by z; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@5+5 RECEIVED_FROM@5+5 RECEIVED_TCP_INFO@0+4", "{FROM x . y}{BY z}; 1997-11-21 10:05:43 -360"},
    {"dot alone at the end", BYTES("from x . ; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@5+3 RECEIVED_FROM@5+3 RECEIVED_TCP_INFO@0+4 RECEIVED_BY@0+0", "{FROM x .}; 1997-11-21 10:05:43 -360"},
    {"for with CFWS before a dot in brackets", BYTES("from x (x [192.0.2.1]) by y for < a .b@ c >; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@32+11 ADDR_CFWS_AT@32+11", "{FROM x (x [192.0.2.1])}{BY y}{FOR < a .b@ c >}; 1997-11-21 10:05:43 -360"},
    {"for with CFWS behind a dot in brackets", BYTES("from x (x [192.0.2.1]) by y for <a. b@c>; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@32+8", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a. b@c>}; 1997-11-21 10:05:43 -360"},
    {"for with a dot first in brackets", BYTES("from x (x [192.0.2.1]) by y for <.a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+6", "{FROM x (x [192.0.2.1])}{BY y}{FOR <.a@b>}; 1997-11-21 10:05:43 -360"},
    {"for with a dot last in brackets", BYTES("from x (x [192.0.2.1]) by y for <a.@b>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+6", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a.@b>}; 1997-11-21 10:05:43 -360"},
    {"quoted-string in a domain", BYTES("from \"x\".y (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@5+5 RECEIVED_FROM@5+5", "{FROM \"x\".y (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"dot behind a quoted-string of a local-part", BYTES("from x (x [192.0.2.1]) by y for \"a\". b@c; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@32+4 RECEIVED_CLAUSE@32+8", "{FROM x (x [192.0.2.1])}{BY y}{FOR \"a\". b@c}; 1997-11-21 10:05:43 -360"},
    {"quoted-string behind a dot of a local-part", BYTES("from x (x [192.0.2.1]) by y for a. \"b\"@c; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@32+2 RECEIVED_CLAUSE@32+8", "{FROM x (x [192.0.2.1])}{BY y}{FOR a. \"b\"@c}; 1997-11-21 10:05:43 -360"},
    {"dot before a word behind a quoted-string, and no address", BYTES("from x (x [192.0.2.1]) by y for \"a\" .b; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@36+2 RECEIVED_CLAUSE@32+6", "{FROM x (x [192.0.2.1])}{BY y}{FOR \"a\" .b}; 1997-11-21 10:05:43 -360"},
    {"dot behind a quoted-string, and no address", BYTES("from x (x [192.0.2.1]) by y for \"a\". b; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@32+4 RECEIVED_TOKEN@37+1 RECEIVED_CLAUSE@32+6", "{FROM x (x [192.0.2.1])}{BY y}{FOR \"a\". b}; 1997-11-21 10:05:43 -360"},
    {"quoted-string in a local-part of words", BYTES("from x (x [192.0.2.1]) by y for \"a\".b@c; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_CFWS@32+7", "{FROM x (x [192.0.2.1])}{BY y}{FOR \"a\".b@c}; 1997-11-21 10:05:43 -360"},
    {"comment before the first clause", BYTES("(x) from x (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "", " (x){FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"route behind an address", BYTES("from x (x [192.0.2.1]) by y for <a@b,@c:d@e>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+12", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a@b,@c:d@e>}; 1997-11-21 10:05:43 -360"},
    {"route of commas", BYTES("from x (x [192.0.2.1]) by y for <,,a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+7", "{FROM x (x [192.0.2.1])}{BY y}{FOR <,,a@b>}; 1997-11-21 10:05:43 -360"},
    {"literals in a domain of an address", BYTES("from x (x [192.0.2.1]) by y for a@[192.0.2.1]; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}{FOR a@[192.0.2.1]}; 1997-11-21 10:05:43 -360"},
    {"route without a comma", BYTES("from x (x [192.0.2.1]) by y for <@r @s:a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+11", "{FROM x (x [192.0.2.1])}{BY y}{FOR <@r @s:a@b>}; 1997-11-21 10:05:43 -360"},
    {"route with CFWS and commas", BYTES("from x (x [192.0.2.1]) by y for < , @r (x) , , @ s : a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "ADDR_ROUTE@32+25", "{FROM x (x [192.0.2.1])}{BY y}{FOR < , @r (x) , , @ s : a@b> (x)}; 1997-11-21 10:05:43 -360"},
    {"comma and colon for a route", BYTES("from x (x [192.0.2.1]) by y for <,:a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+7", "{FROM x (x [192.0.2.1])}{BY y}{FOR <,:a@b>}; 1997-11-21 10:05:43 -360"},
    {"route without its colon", BYTES("from x (x [192.0.2.1]) by y for <@r a@b>; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@32+8", "{FROM x (x [192.0.2.1])}{BY y}{FOR <@r a@b>}; 1997-11-21 10:05:43 -360"},
    {"keyword that an at follows", BYTES("from x (x [192.0.2.1]) by y by@z; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_BY@26+6", "{FROM x (x [192.0.2.1])}{BY y by@z}; 1997-11-21 10:05:43 -360"},
    {"value that an at follows behind a gap", BYTES("from x (x [192.0.2.1]) by y (c) @z; 21 Nov 1997 10:05:43 -0600"), 0, "ADDR_CFWS_AT@26+8 RECEIVED_BY@26+8", "{FROM x (x [192.0.2.1])}{BY y (c) @z (c)}; 1997-11-21 10:05:43 -360"},
    {"keyword before a gap and an at", BYTES("from x (x [192.0.2.1]) by (c) @z; 21 Nov 1997 10:05:43 -0600"), 0, "ADDR_CFWS_AT@23+9 RECEIVED_FROM@5+27 RECEIVED_BY@0+0", "{FROM x (x [192.0.2.1]) by (c) @z (x [192.0.2.1]) (c)}; 1997-11-21 10:05:43 -360"},
    {"literal behind the name", BYTES("from x [192.0.2.1] by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@5+13 RECEIVED_TCP_INFO@0+4", "{FROM x [192.0.2.1]}{BY y}; 1997-11-21 10:05:43 -360"},
    {"literal that a word touches", BYTES("from x (x [192.0.2.1]) by [192.0.2.1]y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_BY@26+12", "{FROM x (x [192.0.2.1])}{BY [192.0.2.1]y}; 1997-11-21 10:05:43 -360"},
    {"literal that an at follows", BYTES("from x (x [192.0.2.1]) by [192.0.2.1]@y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@37+1 RECEIVED_BY@26+13", "{FROM x (x [192.0.2.1])}{BY [192.0.2.1]@y}; 1997-11-21 10:05:43 -360"},
    {"literal of no word", BYTES("from x (x [192.0.2.1]) by y id [a:b]; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@31+5", "{FROM x (x [192.0.2.1])}{BY y}{ID [a:b]}; 1997-11-21 10:05:43 -360"},
    {"path that a word touches", BYTES("from x (x [192.0.2.1]) by y for <a@b>c; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@32+6", "{FROM x (x [192.0.2.1])}{BY y}{FOR <a@b>c}; 1997-11-21 10:05:43 -360"},
    {"address with two ats", BYTES("from x (x [192.0.2.1]) by y for a@b@c; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TOKEN@35+1 RECEIVED_CLAUSE@32+5", "{FROM x (x [192.0.2.1])}{BY y}{FOR a@b@c}; 1997-11-21 10:05:43 -360"},
    {"comment of two lines", BYTES("from x (a\r\n b) by y (a\n b)\r\n\t(c); 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (a%0D%0A b)}{BY y (a%0A b) (c)}; 1997-11-21 10:05:43 -360"},
    {"comment with two line ends in a row", BYTES("from x (a\r\n \r\n b) by y; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_FWS@9+6 RECEIVED_TCP_INFO@0+4", "{FROM x (a%0D%0A %0D%0A b)}{BY y}; 1997-11-21 10:05:43 -360"},
    {"white space with two line ends", BYTES("from x (x [192.0.2.1])\r\n \r\n by y; 21 Nov 1997 10:05:43 -0600"), 0, "OBS_FWS@22+6", "{FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"white space with CR alone", BYTES("from x (x [192.0.2.1]) \r by y; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"comments three deep, and four", BYTES("from x (x [192.0.2.1]) (a(b(c))) by y (a(b(c(d)))); 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1]) (a(b(c)))}{BY y (a(b(c(d))))}; 1997-11-21 10:05:43 -360"},
    {"white space of more than 64 bytes", BYTES("from x (x [192.0.2.1]) by y                                                                      id 1; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}{ID 1}; 1997-11-21 10:05:43 -360"},
    {"the same behind a comment in front", BYTES("(c) from x (x [192.0.2.1])                                                                      by y; 21 Nov 1997 10:05:43 -0600"), 0, "", " (c){FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"the same behind a token and a comment in front", BYTES("(c) from x                                                                      by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@4+4", " (c){FROM x}{BY y}; 1997-11-21 10:05:43 -360"},
    {"name and value of more than 64 bytes", BYTES("from x (x [192.0.2.1]) by y id aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}{ID aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}; 1997-11-21 10:05:43 -360"},
    {"domain of more than 64 bytes", BYTES("from a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.b (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.b (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"keyword as a value's second word", BYTES("from x (x [192.0.2.1]) by y with x for; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_CLAUSE@35+3", "{FROM x (x [192.0.2.1])}{BY y}{WITH x}{FOR }; 1997-11-21 10:05:43 -360"},
    {"TCP-info behind two spaces", BYTES("from x (x  [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x  [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info behind a space", BYTES("from x ( [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x ( [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info with text behind it", BYTES("from x (x [192.0.2.1] y) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (x [192.0.2.1] y)}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info of a nested comment", BYTES("from x (x (y) [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (x (y) [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"TCP-info with a hyphen at an end", BYTES("from x (x- [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4", "{FROM x (x- [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
    {"address of eight bytes and of fifteen", BYTES("from x ([10.0.0.1]) by [255.255.255.255] ([1.2.3.4]); 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x ([10.0.0.1])}{BY [255.255.255.255] ([1.2.3.4])}; 1997-11-21 10:05:43 -360"},
    {"addresses that are none", BYTES("from x ([10.0.0.]) by [256.255.255.255]; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_TCP_INFO@0+4 RECEIVED_BY@22+17", "{FROM x ([10.0.0.])}{BY [256.255.255.255]}; 1997-11-21 10:05:43 -360"},
    {"comments behind the date", BYTES("from x (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600 (a) (b(c))\r\n\t(d)"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360 (a) (b(c)) (d)"},
    {"comment behind the date of two lines", BYTES("from x (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600 (a\r\n b)"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360 (a%0D%0A b)"},
    {"comment behind the date not closed", BYTES("from x (x [192.0.2.1]) by y; 21 Nov 1997 10:05:43 -0600 (a"), 0, "COMMENT_OPEN@56+1", "{FROM x (x [192.0.2.1])}{BY y}"},
    {"nothing but keywords", BYTES("from by with; 21 Nov 1997 10:05:43 -0600"), 0, "RECEIVED_FROM@0+4 RECEIVED_BY@5+2 RECEIVED_CLAUSE@8+4", "{FROM }{BY }{WITH }; 1997-11-21 10:05:43 -360"},
    {"line end behind a keyword", BYTES("from\r\n x\r\n\t(x [192.0.2.1]) by\n y; 21 Nov 1997 10:05:43 -0600"), 0, "", "{FROM x (x [192.0.2.1])}{BY y}; 1997-11-21 10:05:43 -360"},
};

static const imf_row paths[] = {
    {"path", BYTES("<a@b.c>"), 0, "", "<l=a d=b.c>"},
    {"null path", BYTES("<>"), 0, "", "<>"},
    {"null path with CFWS", BYTES(" (a) < (b) > (c)"), 0, "", "< cfws (a) (b) (c)>"},
    {"route", BYTES("<@r:a@b>"), 0, "ADDR_ROUTE@1+3", "<l=a d=b r=@r:>"},
    {"no angle brackets", BYTES("a@b"), 0, "PATH_SYNTAX@0+3", "{l=a d=b}"},
    {"no angle brackets and no at", BYTES("root"), 0, "PATH_SYNTAX@0+4", "{l=root}"},
    {"no at", BYTES("<root>"), 0, "PATH_SYNTAX@1+4", "<l=root>"},
    {"quoted local-part", BYTES("<\"a b\"@c>"), 0, "", "<l=a b d=c>"},
    {"two ats", BYTES("<a@b@c>"), 0, "ADDR_TRAILING@4+1", NULL},
    {"name before it", BYTES("J <a@b>"), 0, "PATH_SYNTAX@0+1", "<l=a d=b>"},
    {"text behind it", BYTES("<a@b> x"), 0, "TRAILING@6+1", "<l=a d=b>"},
    {"text behind a bare one", BYTES("a@b x"), 0, "PATH_SYNTAX@0+3 TRAILING@4+1", "{l=a d=b}"},
    {"nothing", BYTES(""), 0, "PATH_SYNTAX@0+0", NULL},
    {"white space only", BYTES(" \r\n "), 0, "PATH_SYNTAX@4+0", NULL},
    {"bracket not closed", BYTES("<a@b"), 0, "ADDR_ANGLE_OPEN@0+1", "<l=a d=b>"},
    {"bracket alone", BYTES("<"), 0, "ADDR_ANGLE_OPEN@0+1", NULL},
    {"bare one with nothing behind the at", BYTES("a@"), 0, "PATH_SYNTAX@0+2 ADDR_DOMAIN_EMPTY@2+0", NULL},
    {"bare one with nothing before the at", BYTES("@b"), 0, "PATH_SYNTAX@0+1", NULL},
    {"bare one with a comment not closed", BYTES("a@(b"), 0, "COMMENT_OPEN@2+1", NULL},
    {"comment not closed", BYTES("<a@b> (x"), 0, "COMMENT_OPEN@6+1", NULL},
    {"comment not closed in the null path", BYTES("< (x"), 0, "COMMENT_OPEN@2+1", NULL},
    {"comment not closed in front", BYTES("(x <>"), 0, "COMMENT_OPEN@0+1", NULL},
    {"quoted-string not closed", BYTES("\"a"), 0, "QUOTED_OPEN@0+1", NULL},
    {"line end behind it", BYTES("<a@b>\r\n"), 0, "TRAILING@5+2", "<l=a d=b>"},
};
/* clang-format on */

static int
reads(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_received *r = NULL;
    int rc = eml__received(cx, in, &r);

    (void)arg;
    if (rc == EML_OK)
        dump_received(d, r);
    else
        assert_null(r);
    return rc;
}

/* By a byte at a time, and by an index that the machine's vectors do not make.
 */
static int
reads_otherwise(eml_cx *cx, eml_span in, int arg, dump *d)
{
    static eml__index index;
    eml_received *r = NULL;
    bool made = arg && eml__index_make(in, &index, EML__SCALAR);
    int rc = eml__received_by(cx, in, made ? &index : NULL, &r);

    if (rc == EML_OK)
        dump_received(d, r);
    return rc;
}

static int
parses(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_received *r = NULL;
    int rc = eml_received_parse(cx, in, &r);

    (void)arg;
    if (rc == EML_OK)
        dump_received(d, r);
    else
        assert_null(r);
    return rc;
}

static int
reads_path(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_mailbox *m = NULL;
    int rc = eml__path(cx, in, &m);

    (void)arg;
    if (rc == EML_OK)
        dump_mailbox(d, m);
    else
        assert_null(m);
    return rc;
}

static int
parses_path(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_mailbox *m = NULL;
    int rc = eml_path_parse(cx, in, &m);

    (void)arg;
    if (rc == EML_OK)
        dump_mailbox(d, m);
    else
        assert_null(m);
    return rc;
}

static void
reads_and_parses(void **state)
{
    imf_row_check(*state, reads, parses);
}

static void
reads_in_each_way(void **state)
{
    imf_row r = *(const imf_row *)*state;

    for (r.arg = 0; r.arg < 2; r.arg++)
        imf_row_check(&r, reads_otherwise, parses);
}

static void
reads_and_parses_path(void **state)
{
    imf_row_check(*state, reads_path, parses_path);
}

/* `head`, then `body` n times, then `tail`: cost must stay linear. */
static const struct large_row {
    const char *name, *head, *body, *tail;
    size_t n;
    int arg, rc;
} larges[] = {
    {"words", "from", " x", "; 1 Jan 2000 00:00 +0000", 500000, 0, EML_OK},
    {"clauses", "", "by x ", "; 1 Jan 2000 00:00 +0000", 100000, 0, EML_OK},
    {"semicolons", "", ";", "", 1000000, 0, EML_OK},
    {"semicolons and words", "", ";x", "", 500000, 0, EML_OK},
    {"semicolons and comments", "", ";(x)", "", 100000, 0, EML_OK},
    {"semicolons and comments opened", "", ";(", "", 500000, 0, EML_OK},
    {"semicolons, words and comments opened", "x", ";x(", "", 300000, 0,
     EML_E_COMMENT_OPEN},
    {"brackets opened", "for ", "<", "", 1000000, 0, EML_OK},
    {"brackets opened and words", "for ", "<a", "", 500000, 0, EML_OK},
    {"route", "for <", "@a,", ":b@c>", 300000, 0, EML_OK},
    {"dots", "from a", " . ", "b", 300000, 0, EML_OK},
    {"dots behind words", "from ", "a. ", "b", 300000, 0, EML_OK},
    {"specials", "", ":", "", 1000000, 0, EML_OK},
    {"long TCP-info", "from x (", "x", "[192.0.2.1])", 1000000, 0, EML_OK},
    {"labels in TCP-info", "from x (x", ".x", " [192.0.2.1])", 500000, 0,
     EML_OK},
    {"encoded-words begun", "", "=?a?q?", "", 160000, 0, EML_OK},
};

static void
stays_linear(void **state)
{
    const struct large_row *r = *state;
    size_t head = strlen(r->head), body = strlen(r->body);
    size_t n = head + body * r->n + strlen(r->tail);
    char *s = malloc(n + 1);
    test_cx t;
    eml_span in;
    eml_received *out;

    assert_non_null(s);
    memcpy(s, r->head, head);
    for (size_t i = 0; i < r->n; i++)
        memcpy(s + head + i * body, r->body, body);
    memcpy(s + head + r->n * body, r->tail, strlen(r->tail));
    in = test_cx_init(&t, s, n, EML_ALLOW_NONE);
    free(s);
    assert_int_equal(eml__received(&t.cx, in, &out), r->rc);
    test_cx_fini(&t);
}

/* What is given up by the index is read again: comments of it are not kept. */
static const struct memory_row {
    const char *name, *front, *back;
} memories[] = {
    {"token that goes on", "from a ", "@"},
    {"deep comment", "from a ", "((((()))))"},
    {"value that goes on", "from ", "@"},
    {"behind a date", "from a by b; 21 Nov 1997 10:05:43 -0600 ", "((((()))))"},
};

static size_t
taken_by(eml_span field, const eml__index *index)
{
    test_cx t;
    eml_span in = test_cx_init(&t, field.p, field.n, EML_ALLOW_OBS);
    eml_received *r;
    eml__index own;
    size_t taken;

    if (index) {
        own = *index;
        own.p = in.p;
    }
    assert_int_equal(eml__received_by(&t.cx, in, index ? &own : NULL, &r), 0);
    taken = t.arena.taken;
    test_cx_fini(&t);
    return taken;
}

static void
takes_no_more_memory(void **state)
{
    const struct memory_row *r = *state;
    char text[EML__INDEX_MAX];
    size_t n = strlen(r->front), all = sizeof text - strlen(r->back) - 1;
    eml__index index;
    eml_span in;

    memcpy(text, r->front, n);
    for (; n + 2 <= all; n += 2)
        memcpy(text + n, "()", 2);
    memcpy(text + n, r->back, strlen(r->back));
    in = (eml_span){(const uint8_t *)text, n + strlen(r->back)};
    assert_true(eml__index_make(in, &index, eml__best_isa()));
    assert_in_range(taken_by(in, &index), 1, taken_by(in, NULL));
}

int
main(void)
{
    return RUN_TABLE(reads_and_parses, received) +
           RUN_TABLE(reads_in_each_way, received) +
           RUN_TABLE(reads_and_parses_path, paths) +
           RUN_TABLE(takes_no_more_memory, memories) +
           RUN_TABLE(stays_linear, larges);
}
