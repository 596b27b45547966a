/* RFC 5322 sections 3.4 and 4.4: addresses, in every form that is in use. */
#include "tests/imf_dump.h"

#include "parsers/imf/imf_values.h"

/* clang-format off */
static const imf_row addresses[] = {
    {"addr-spec alone", BYTES("a@b.c"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=b.c}"},
    {"name-addr", BYTES("Joe Q <joe@example.org>"), EML_ADDR_ADDRESS_LIST, "", "<n=Joe Q l=joe d=example.org>"},
    {"empty display-name is none", BYTES("<a@b>"), EML_ADDR_ADDRESS_LIST, "", "<l=a d=b>"},
    {"spaces and folds around tokens are not part of it", BYTES(" \r\n Joe\r\n  Q \r\n <\r\n a@b>\r\n "), EML_ADDR_ADDRESS_LIST, "", "<n=Joe Q l=a d=b cfws>"},
    {"several with every separator style", BYTES("a@b,c@d , <e@f>,  G <g@h>"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=b}{l=c d=d}<l=e d=f><n=G l=g d=h>"},
    {"quoted display-name", BYTES("\"Joe, Q\" <a@b>"), EML_ADDR_ADDRESS_LIST, "", "<n=Joe, Q l=a d=b>"},
    {"quoted and plain words mixed", BYTES("Joe \"von Q\" X <a@b>"), EML_ADDR_ADDRESS_LIST, "", "<n=Joe von Q X l=a d=b>"},
    {"quoted-pairs in a display-name", BYTES("\"Joe \\\"X\\\" Bob\" <a@b>"), EML_ADDR_ADDRESS_LIST, "", "<n=Joe \"X\" Bob l=a d=b>"},
    {"quoted address inside a quoted name is one mailbox", BYTES("\"a\\\" <evil@x.org>, \\\"b\" <good@b.c>"), EML_ADDR_ADDRESS_LIST, "", "<n=a\" <evil@x.org>, \"b l=good d=b.c>"},
    {"empty quoted name is there and empty", BYTES("\"\" <a@b>"), EML_ADDR_ADDRESS_LIST, "", "<n= l=a d=b>"},
    {"UTF-8 in every place", BYTES("J\303\266rg <j\303\266rg@b\303\274cher.example>"), EML_ADDR_ADDRESS_LIST, "", "<n=J%C3%B6rg l=j%C3%B6rg d=b%C3%BCcher.example>"},
    {"quoted local-part", BYTES("\"a b\"@c"), EML_ADDR_ADDRESS_LIST, "", "{l=a b d=c}"},
    {"quoted local-part with quoted-pairs", BYTES("\"a\\\"\\\\b\"@c"), EML_ADDR_ADDRESS_LIST, "", "{l=a\"\\b d=c}"},
    {"empty quoted local-part", BYTES("\"\"@c"), EML_ADDR_ADDRESS_LIST, "", "{l= d=c}"},
    {"literal with an IPv4 address", BYTES("a@[192.0.2.1]"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=[192.0.2.1]}"},
    {"every atext symbol", BYTES("!#$%&'*+-/=?^_`{|}~@c"), EML_ADDR_ADDRESS_LIST, "", "{l=!#$%&'*+-/=?^_`{|}~ d=c}"},
    {"comments are kept in order", BYTES("(1)a(2)@(3)b(4)"), EML_ADDR_ADDRESS_LIST, "ADDR_CFWS_AT@7+1 ADDR_COMMENT@0+3", "{l=a d=b cfws (1) (2) (3) (4)}"},
    {"legacy name in a comment", BYTES("a@b (Joe Q)"), EML_ADDR_ADDRESS_LIST, "ADDR_COMMENT@4+7", "{l=a d=b (Joe Q)}"},
    {"nested comment is one", BYTES("a@b (x (y (z)) \\) w)"), EML_ADDR_ADDRESS_LIST, "ADDR_COMMENT@4+16", "{l=a d=b (x (y (z)) \\) w)}"},
    {"comment of the list", BYTES("a@b, (x) , c@d"), EML_ADDR_ADDRESS_LIST, "ADDR_NULL@9+1 ADDR_COMMENT@5+3", "{l=a d=b}{l=c d=d} (x)"},
    {"group", BYTES("g: a@b, C <c@d>;"), EML_ADDR_ADDRESS_LIST, "", "g=g:{l=a d=b}<n=C l=c d=d>;"},
    {"empty group", BYTES("undisclosed-recipients:;"), EML_ADDR_ADDRESS_LIST, "", "g=undisclosed-recipients:;"},
    {"group with only CFWS", BYTES("g: (nobody) ;"), EML_ADDR_ADDRESS_LIST, "ADDR_COMMENT@3+8", "g=g (nobody):;"},
    {"comments of a group", BYTES("(0) g (1): (2) a@b (3); (4)"), EML_ADDR_ADDRESS_LIST, "ADDR_COMMENT@11+3 ADDR_COMMENT@0+3", "g=g (0) (1) (4):{l=a d=b (2) (3)};"},
    {"quoted group name", BYTES("\"a:b\" : c@d ;"), EML_ADDR_ADDRESS_LIST, "", "g=a:b:{l=c d=d};"},
    {"group among mailboxes", BYTES("a@b, g: c@d;, e@f"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=b}g=g:{l=c d=d};{l=e d=f}"},
    {"two groups", BYTES("g:a@b;,h:c@d;"), EML_ADDR_ADDRESS_LIST, "", "g=g:{l=a d=b};g=h:{l=c d=d};"},
    {"dots in a phrase", BYTES("John Q. Public <a@b>"), EML_ADDR_ADDRESS_LIST, "PHRASE_DOT@6+1", "<n=John Q. Public l=a d=b>"},
    {"dot first in a phrase needs quoting", BYTES(". John <a@b>"), EML_ADDR_ADDRESS_LIST, "PHRASE_CHAR@0+1", "<n=. John l=a d=b>"},
    {"null members", BYTES(",a@b,,c@d,"), EML_ADDR_ADDRESS_LIST, "ADDR_NULL@0+1 ADDR_NULL@5+1 ADDR_NULL@9+1", "{l=a d=b}{l=c d=d}"},
    {"null members with CFWS", BYTES(" , (x), a@b , \r\n ,"), EML_ADDR_ADDRESS_LIST, "ADDR_NULL@1+1 ADDR_NULL@6+1 ADDR_NULL@17+1 ADDR_COMMENT@3+3", "{l=a d=b} (x)"},
    {"group of commas", BYTES("g:,,;"), EML_ADDR_ADDRESS_LIST, "GROUP_NULL@2+1", "g=g:;"},
    {"null members in a group", BYTES("g:,a@b,,c@d,;"), EML_ADDR_ADDRESS_LIST, "ADDR_NULL@2+1 ADDR_NULL@7+1 ADDR_NULL@11+1", "g=g:{l=a d=b}{l=c d=d};"},
    {"comma at the end of a group", BYTES("g:a@b,;"), EML_ADDR_ADDRESS_LIST, "ADDR_NULL@5+1", "g=g:{l=a d=b};"},
    {"obs local-part of words", BYTES("\"a\".\"b\"@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_OBS@0+7", "{l=a.b d=c}"},
    {"obs local-part, atom and quoted", BYTES("a.\"b c\".d@e"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_OBS@0+9", "{l=a.b c.d d=e}"},
    {"obs local-part with spaces", BYTES("a . b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_OBS@0+5", "{l=a.b d=c cfws}"},
    {"obs local-part with comments", BYTES("a.(x)b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_OBS@0+6 ADDR_COMMENT@2+3", "{l=a.b d=c cfws (x)}"},
    {"obs domain with CFWS", BYTES("a@b . (x) c"), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_OBS@2+9 ADDR_COMMENT@6+3", "{l=a d=b.c cfws (x)}"},
    {"space beside the at", BYTES("a @ b"), EML_ADDR_ADDRESS_LIST, "ADDR_CFWS_AT@2+1", "{l=a d=b cfws}"},
    {"comment beside the at", BYTES("a(x)@b"), EML_ADDR_ADDRESS_LIST, "ADDR_CFWS_AT@4+1 ADDR_COMMENT@1+3", "{l=a d=b cfws (x)}"},
    {"route", BYTES("<@r1,@r2:a@b>"), EML_ADDR_ADDRESS_LIST, "ADDR_ROUTE@1+8", "<l=a d=b r=@r1,@r2:>"},
    {"route with CFWS, commas and a literal", BYTES("J < (0) ,, @r1 (1) ,@[1.2.3.4] ,: (2) a@b >"), EML_ADDR_ADDRESS_LIST, "ADDR_ROUTE@8+25 ADDR_COMMENT@4+3", "<n=J l=a d=b r=,, @r1 (1) ,@[1.2.3.4] ,: cfws (0) (1) (2)>"},
    {"double fold is obsolete", BYTES("a@b\r\n \r\n , c@d"), EML_ADDR_ADDRESS_LIST, "OBS_FWS@3+6", "{l=a d=b}{l=c d=d}"},
    {"double fold in a quoted-string", BYTES("\"a\r\n \r\n b\"@c"), EML_ADDR_ADDRESS_LIST, "OBS_FWS@2+6 ADDR_LOCAL_FORM@0+10", "{l=a  b d=c}"},
    {"quoted control character", BYTES("\"a\\\001\"@c"), EML_ADDR_ADDRESS_LIST, "QUOTED_PAIR_CTL@2+2 ADDR_LOCAL_FORM@0+5", "{l=a%01 d=c}"},
    {"quoted NUL", BYTES("\"a\\\000b\"@c"), EML_ADDR_ADDRESS_LIST, "QUOTED_PAIR_CTL@2+2 ADDR_LOCAL_FORM@0+6", "{l=a%00b d=c}"},
    {"control in a quoted local-part is not for SMTP", BYTES("\"a\tb\"@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_FORM@0+5", "{l=a%09b d=c}"},
    {"literal with quoted-pair", BYTES("a@[x\\]y]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_OBS@4+2 ADDR_LITERAL_FORM@2+6", "{l=a d=[x]y]}"},
    {"literal with a control character", BYTES("a@[x\001y]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_OBS@4+1 ADDR_LITERAL_FORM@2+5", "{l=a d=[x%01y]}"},
    {"literal with spaces", BYTES("a@[ 192.0.2.1 ]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+13", "{l=a d=[192.0.2.1]}"},
    {"folded literal", BYTES("a@[192\r\n .0.2.1]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_FORM@2+14", "{l=a d=[192.0.2.1]}"},
    {"brackets in a name", BYTES("John [x] <a@b>"), EML_ADDR_ADDRESS_LIST, "PHRASE_CHAR@5+1", "<n=John [x] l=a d=b>"},
    {"at in a name is ambiguous", BYTES("a@b <a@b>"), EML_ADDR_ADDRESS_LIST, "PHRASE_AT@1+1", "<n=a@b l=a d=b>"},
    {"address as name is ambiguous", BYTES("good@b.c <evil@x.org>"), EML_ADDR_ADDRESS_LIST, "PHRASE_AT@4+1", "<n=good@b.c l=evil d=x.org>"},
    {"comment between two addresses", BYTES("good@b.c (x) <evil@x.org>"), EML_ADDR_ADDRESS_LIST, "PHRASE_AT@4+1 ADDR_COMMENT@9+3", "<n=good@b.c l=evil d=x.org (x)>"},
    {"at and more in a name", BYTES("a@b c@d. e > <f@g>"), EML_ADDR_ADDRESS_LIST, "PHRASE_DOT@7+1 PHRASE_AT@1+1", "<n=a@b c@d. e > l=f d=g>"},
    {"backslash in a name", BYTES("a\\b <c@d>"), EML_ADDR_ADDRESS_LIST, "PHRASE_CHAR@1+1", "<n=a\\b l=c d=d>"},
    {"greater-than in a name", BYTES("a > b <c@d>"), EML_ADDR_ADDRESS_LIST, "PHRASE_CHAR@2+1", "<n=a > b l=c d=d>"},
    {"control character in a name", BYTES("a\001 <c@d>"), EML_ADDR_ADDRESS_LIST, "PHRASE_CHAR@1+1", "<n=a%01 l=c d=d>"},
    {"dot first in a local-part", BYTES(".a@b"), EML_ADDR_ADDRESS_LIST, "ATOM_DOT@0+1", "{l=.a d=b}"},
    {"dot last in a local-part", BYTES("a.@b"), EML_ADDR_ADDRESS_LIST, "ATOM_DOT@1+1", "{l=a. d=b}"},
    {"doubled dot in a local-part", BYTES("a..b@c"), EML_ADDR_ADDRESS_LIST, "ATOM_DOT@2+1", "{l=a..b d=c}"},
    {"dot last in a domain", BYTES("a@b."), EML_ADDR_ADDRESS_LIST, "ATOM_DOT@3+1", "{l=a d=b.}"},
    {"dot first in a domain", BYTES("a@.b"), EML_ADDR_ADDRESS_LIST, "ATOM_DOT@2+1", "{l=a d=.b}"},
    {"doubled dot in a domain", BYTES("a@b..c"), EML_ADDR_ADDRESS_LIST, "ATOM_DOT@4+1", "{l=a d=b..c}"},
    {"dot alone as local-part", BYTES(".@b"), EML_ADDR_ADDRESS_LIST, "ATOM_DOT@0+1", "{l=. d=b}"},
    {"nothing", BYTES(""), EML_ADDR_ADDRESS_LIST, "ADDR_EMPTY@0+0", ""},
    {"white space only", BYTES(" \r\n "), EML_ADDR_ADDRESS_LIST, "ADDR_EMPTY@0+4", ""},
    {"comment only", BYTES("(x)"), EML_ADDR_ADDRESS_LIST, "ADDR_COMMENT@0+3 ADDR_EMPTY@0+3", " (x)"},
    {"commas only", BYTES(",,"), EML_ADDR_ADDRESS_LIST, "ADDR_NULL@0+1 ADDR_NULL@1+1 ADDR_EMPTY@0+2", ""},
    {"Bcc may be empty", BYTES(""), EML_ADDR_BCC, "", ""},
    {"Bcc may be a comment", BYTES(" (x)"), EML_ADDR_BCC, "ADDR_COMMENT@1+3", " (x)"},
    {"Bcc of commas", BYTES(","), EML_ADDR_BCC, "ADDR_NULL@0+1", ""},
    {"Bcc with an address", BYTES("a@b"), EML_ADDR_BCC, "", "{l=a d=b}"},
    {"second at", BYTES("a@b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@3+1", NULL},
    {"second at in angle brackets", BYTES("<a@b@c>"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@4+1", NULL},
    {"text after angle brackets", BYTES("<a@b> trailing"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@6+1", NULL},
    {"text after an address", BYTES("a@b trailing"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@4+1", NULL},
    {"NUL after an address", BYTES("a@b.c\000@evil.org"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@5+1", NULL},
    {"NUL in a local-part", BYTES("a\000b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@1+1", NULL},
    {"semicolon between addresses", BYTES("A <a@b>; B <c@d>"), EML_ADDR_ADDRESS_LIST, "GROUP_CLOSE@7+1", "<n=A l=a d=b><n=B l=c d=d>"},
    {"semicolon at the end", BYTES("a@b;"), EML_ADDR_ADDRESS_LIST, "GROUP_CLOSE@3+1", "{l=a d=b}"},
    {"semicolons alone", BYTES(";;"), EML_ADDR_ADDRESS_LIST, "GROUP_CLOSE@0+1 GROUP_CLOSE@1+1 ADDR_EMPTY@0+2", ""},
    {"comma missing between addresses", BYTES("<a@b> <c@d>"), EML_ADDR_ADDRESS_LIST, "ADDR_SEPARATOR@6+1", "<l=a d=b><l=c d=d>"},
    {"comma missing before an addr-spec", BYTES("<a@b> c@d"), EML_ADDR_ADDRESS_LIST, "ADDR_SEPARATOR@6+1", "<l=a d=b>{l=c d=d}"},
    {"comma missing before a name", BYTES("<a@b> C <c@d>"), EML_ADDR_ADDRESS_LIST, "ADDR_SEPARATOR@6+1", "<l=a d=b><n=C l=c d=d>"},
    {"comma missing before a group", BYTES("<a@b> g:c@d;"), EML_ADDR_ADDRESS_LIST, "ADDR_SEPARATOR@6+1", "<l=a d=b>g=g:{l=c d=d};"},
    {"comma missing behind a group", BYTES("g:a@b; c@d"), EML_ADDR_ADDRESS_LIST, "ADDR_SEPARATOR@7+1", "g=g:{l=a d=b};{l=c d=d}"},
    {"words alone", BYTES("John Smith"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@0+10", "{n=John Smith}"},
    {"word alone", BYTES("root"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@0+4", "{l=root}"},
    {"dot-atom alone", BYTES("a.b"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@0+3", "{l=a.b}"},
    {"quoted-string alone", BYTES("\"a b\""), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@0+5", "{l=a b}"},
    {"word between addresses", BYTES("a@b, root, c@d"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@5+4", "{l=a d=b}{l=root}{l=c d=d}"},
    {"special alone", BYTES("\\"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@0+1 PHRASE_CHAR@0+1", "{n=\\}"},
    {"word alone in angle brackets", BYTES("<root>"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@1+4", "<l=root>"},
    {"empty angle brackets", BYTES("<>"), EML_ADDR_ADDRESS_LIST, "ADDR_ANGLE_EMPTY@0+2", "<>"},
    {"empty angle brackets with a name", BYTES("J < (x) >"), EML_ADDR_ADDRESS_LIST, "ADDR_ANGLE_EMPTY@2+7 ADDR_COMMENT@4+3", "<n=J cfws (x)>"},
    {"nothing in angle brackets but a special", BYTES("<[>"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@1+1", NULL},
    {"angle bracket at the end", BYTES("a <"), EML_ADDR_ADDRESS_LIST, "ADDR_ANGLE_OPEN@2+1", NULL},
    {"angle bracket not closed", BYTES("J <a@b"), EML_ADDR_ADDRESS_LIST, "ADDR_ANGLE_OPEN@2+1", "<n=J l=a d=b>"},
    {"angle bracket not closed before a comma", BYTES("J <a@b, c@d"), EML_ADDR_ADDRESS_LIST, "ADDR_ANGLE_OPEN@2+1", "<n=J l=a d=b>{l=c d=d}"},
    {"angle bracket not closed in a group", BYTES("g: <a@b;"), EML_ADDR_ADDRESS_LIST, "ADDR_ANGLE_OPEN@3+1", "g=g:<l=a d=b>;"},
    {"two words in angle brackets", BYTES("<a b@c>"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@3+1", NULL},
    {"name in angle brackets", BYTES("<J <a@b>>"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@3+1", NULL},
    {"doubled angle brackets", BYTES("<<a@b>>"), EML_ADDR_ADDRESS_LIST, "ATOM_EMPTY@1+1", NULL},
    {"URL scheme in angle brackets", BYTES("<mailto:a@b>"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@7+1", NULL},
    {"text behind the address in angle brackets", BYTES("<a@b c>"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@5+1", NULL},
    {"greater-than behind an address", BYTES("a@b>"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@3+1", NULL},
    {"route alone", BYTES("<@r1>"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_EMPTY@1+1", NULL},
    {"route without a domain", BYTES("<@:a@b>"), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_EMPTY@2+0", NULL},
    {"commas without a route", BYTES("<,a@b>"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_EMPTY@1+1", NULL},
    {"nothing before the at", BYTES("@b"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_EMPTY@0+1", NULL},
    {"nothing behind the at", BYTES("a@"), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_EMPTY@2+0", NULL},
    {"nothing behind the at in angle brackets", BYTES("<a@>"), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_EMPTY@3+0", NULL},
    {"nothing behind the at before a comma", BYTES("a@, b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_EMPTY@2+0", NULL},
    {"dot for a domain", BYTES("a@."), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_EMPTY@2+1", NULL},
    {"quoted-string in a domain", BYTES("a@\"b\""), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_EMPTY@2+0", NULL},
    {"word behind a quoted-string", BYTES("\"a\"b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@3+1", NULL},
    {"quoted-string behind a word", BYTES("a\"b\"@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@1+1", NULL},
    {"two quoted-strings", BYTES("\"a\"\"b\"@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@3+1", NULL},
    {"word behind a comment", BYTES("a(x)b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@4+1", NULL},
    {"backslash in a local-part", BYTES("a\\@b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@1+1", NULL},
    {"bracket in a local-part", BYTES("a[b@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL@1+1", NULL},
    {"word behind a literal", BYTES("a@[1.2.3.4]b"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@11+1", NULL},
    {"literal behind a word", BYTES("a@b[1.2.3.4]"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@3+1", NULL},
    {"comment not closed", BYTES("(x a@b"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@0+1", NULL},
    {"comment not closed inside", BYTES("a@b (x (y)"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@4+1", NULL},
    {"comment not closed by a quoted parenthesis", BYTES("a@b (x\\)"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@4+1", NULL},
    {"comment closed twice", BYTES("a@b (x))"), EML_ADDR_ADDRESS_LIST, "COMMENT_CLOSE@7+1 ADDR_TRAILING@7+1", NULL},
    {"parenthesis closed in a name", BYTES("a) <b@c>"), EML_ADDR_ADDRESS_LIST, "COMMENT_CLOSE@1+1 PHRASE_CHAR@1+1", "<n=a) l=b d=c>"},
    {"backslash at the end of a comment", BYTES("a@b (x\\"), EML_ADDR_ADDRESS_LIST, "QUOTED_PAIR@6+1", NULL},
    {"comment with a line end that is no fold", BYTES("a@b (x\r\ny)"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@4+1", NULL},
    {"quoted-string not closed", BYTES("\"a@b"), EML_ADDR_ADDRESS_LIST, "QUOTED_OPEN@0+1", NULL},
    {"quoted-string not closed by a quoted quote", BYTES("\"a\\\"@b"), EML_ADDR_ADDRESS_LIST, "QUOTED_OPEN@0+1", NULL},
    {"backslash at the end of a quoted-string", BYTES("\"a\\"), EML_ADDR_ADDRESS_LIST, "QUOTED_PAIR@2+1", NULL},
    {"quoted-string with a line end that is no fold", BYTES("\"a\r\nb\"@c"), EML_ADDR_ADDRESS_LIST, "QUOTED_OPEN@0+1", NULL},
    {"literal not closed", BYTES("a@[1.2.3.4"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_OPEN@2+1", NULL},
    {"literal with a line end that is no fold", BYTES("a@[1\r\n.2]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_OPEN@2+1", NULL},
    {"backslash at the end of a literal", BYTES("a@[1\\"), EML_ADDR_ADDRESS_LIST, "QUOTED_PAIR@4+1", NULL},
    {"bracket in a literal", BYTES("a@[a[b]"), EML_ADDR_ADDRESS_LIST, "ADDR_LITERAL_CHAR@4+1 ADDR_LITERAL_FORM@2+5", "{l=a d=[a[b]}"},
    {"backslash before a fold", BYTES("\"a\\\r\n b\"@c"), EML_ADDR_ADDRESS_LIST, "QUOTED_PAIR_FOLD@2+3 ADDR_LOCAL_FORM@0+8", "{l=a b d=c}"},
    {"quoted CR", BYTES("\"a\\\rb\"@c"), EML_ADDR_ADDRESS_LIST, "QUOTED_PAIR_CTL@2+2 ADDR_LOCAL_FORM@0+6", "{l=a%0Db d=c}"},
    {"quoted LF", BYTES("\"a\\\nb\"@c"), EML_ADDR_ADDRESS_LIST, "QUOTED_PAIR_CTL@2+2 ADDR_LOCAL_FORM@0+6", "{l=a%0Ab d=c}"},
    {"line end behind an address", BYTES("a@b\r\n"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@3+1", NULL},
    {"line end before an address", BYTES("\r\na@b"), EML_ADDR_ADDRESS_LIST, "ATOM_EMPTY@0+1", NULL},
    {"bare CR is white space", BYTES("a@b,\rc@d"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=b}{l=c d=d}"},
    {"bare LF before white space is a fold", BYTES("a@b,\n c@d"), EML_ADDR_ADDRESS_LIST, "", "{l=a d=b}{l=c d=d}"},
    {"bare CR in a quoted-string", BYTES("\"a\rb\"@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_FORM@0+5", "{l=a%0Db d=c}"},
    {"group not closed", BYTES("g: a@b"), EML_ADDR_ADDRESS_LIST, "GROUP_OPEN@1+1", "g=g:{l=a d=b};"},
    {"empty group not closed", BYTES("undisclosed-recipients:"), EML_ADDR_ADDRESS_LIST, "GROUP_OPEN@22+1", "g=undisclosed-recipients:;"},
    {"group not closed before an address", BYTES("g: a@b, c@d"), EML_ADDR_ADDRESS_LIST, "GROUP_OPEN@1+1", "g=g:{l=a d=b}{l=c d=d};"},
    {"group in a group", BYTES("g: h: a@b;;"), EML_ADDR_ADDRESS_LIST, "GROUP_NESTED@4+1", NULL},
    {"group without a name", BYTES(": a@b;"), EML_ADDR_ADDRESS_LIST, "PHRASE_EMPTY@0+1", NULL},
    {"colon behind an address", BYTES("a@b: c@d;"), EML_ADDR_ADDRESS_LIST, "ADDR_TRAILING@3+1", NULL},
    {"comma missing in a group", BYTES("g: <a@b> <c@d>;"), EML_ADDR_ADDRESS_LIST, "ADDR_SEPARATOR@9+1", "g=g:<l=a d=b><l=c d=d>;"},
    {"word alone in a group", BYTES("g: root;"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@3+4", "g=g:{l=root};"},
    {"mailbox", BYTES("J <a@b>"), EML_ADDR_MAILBOX, "", "<n=J l=a d=b>"},
    {"two where a mailbox may stand", BYTES("a@b, c@d"), EML_ADDR_MAILBOX, "ADDR_MANY@5+1", "{l=a d=b}{l=c d=d}"},
    {"comma behind the only mailbox", BYTES("a@b,"), EML_ADDR_MAILBOX, "ADDR_TRAILING@3+1", "{l=a d=b}"},
    {"comma before the only mailbox", BYTES(",a@b"), EML_ADDR_MAILBOX, "ADDR_TRAILING@0+1", "{l=a d=b}"},
    {"two without comma where one may stand", BYTES("<a@b> <c@d>"), EML_ADDR_MAILBOX, "ADDR_TRAILING@6+1", NULL},
    {"group where a mailbox may stand", BYTES("g:a@b;"), EML_ADDR_MAILBOX, "GROUP_PLACE@0+2", "g=g:{l=a d=b};"},
    {"group where a mailbox-list may stand", BYTES("a@b, g:c@d;"), EML_ADDR_MAILBOX_LIST, "GROUP_PLACE@5+2", "{l=a d=b}g=g:{l=c d=d};"},
    {"mailbox-list", BYTES("a@b, C <c@d>"), EML_ADDR_MAILBOX_LIST, "", "{l=a d=b}<n=C l=c d=d>"},
    {"Sender with a group", BYTES("g:a@b;"), EML_ADDR_ADDRESS, "", "g=g:{l=a d=b};"},
    {"Sender with a group of two", BYTES("g:a@b,c@d;"), EML_ADDR_ADDRESS, "GROUP_SENDER@1+1", "g=g:{l=a d=b}{l=c d=d};"},
    {"two in Sender", BYTES("a@b, c@d"), EML_ADDR_ADDRESS, "ADDR_MANY@5+1", "{l=a d=b}{l=c d=d}"},
    {"nothing in Sender", BYTES(""), EML_ADDR_ADDRESS, "ADDR_EMPTY@0+0", ""},
    {"bare address", BYTES("a@b"), EML_ADDR_SPEC, "", "{l=a d=b}"},
    {"bare address with CFWS around it", BYTES(" (x) a@b (y)"), EML_ADDR_SPEC, "ADDR_COMMENT@1+3", "{l=a d=b (x) (y)}"},
    {"name-addr is no addr-spec", BYTES("J <a@b>"), EML_ADDR_SPEC, "ADDR_NO_AT@0+1 ADDR_TRAILING@2+1", NULL},
    {"angle-addr is no addr-spec", BYTES("<a@b>"), EML_ADDR_SPEC, "ATOM_EMPTY@0+1", NULL},
    {"address as name is no addr-spec", BYTES("a@b <c@d>"), EML_ADDR_SPEC, "ADDR_TRAILING@4+1", NULL},
    {"group is no addr-spec", BYTES("g:a@b;"), EML_ADDR_SPEC, "ADDR_NO_AT@0+1 ADDR_TRAILING@1+1", NULL},
    {"two addr-specs", BYTES("a@b,c@d"), EML_ADDR_SPEC, "ADDR_MANY@4+1", "{l=a d=b}{l=c d=d}"},
    {"no address", BYTES(""), EML_ADDR_SPEC, "ADDR_EMPTY@0+0", ""},
    {"no at", BYTES("a"), EML_ADDR_SPEC, "ADDR_NO_AT@0+1", "{l=a}"},
    {"encoded-word as a name", BYTES("=?utf-8?Q?J=C3=B6rg?= <a@b>"), EML_ADDR_ADDRESS_LIST, "", "<n=J%C3%B6rg l=a d=b>"},
    {"two encoded-words", BYTES("=?utf-8?Q?J?= =?utf-8?Q?K?= <a@b>"), EML_ADDR_ADDRESS_LIST, "", "<n=JK l=a d=b>"},
    {"encoded-word and words", BYTES("Herr =?utf-8?Q?J?= \"x y\" <a@b>"), EML_ADDR_ADDRESS_LIST, "", "<n=Herr J x y l=a d=b>"},
    {"encoded-word with a dot", BYTES("=?utf-8?Q?J._S?= <a@b>"), EML_ADDR_ADDRESS_LIST, "PHRASE_DOT@11+1 WORD_CHAR@11+1", "<n=J. S l=a d=b>"},
    {"encoded-word with a comma is two members", BYTES("=?utf-8?Q?Smith,_J?= <a@b>"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@0+15", "{l==?utf-8?Q?Smith}<n=_J?= l=a d=b>"},
    {"encoded-word directly before an angle bracket", BYTES("=?utf-8?Q?J?=<a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@0+13", "<n=J l=a d=b>"},
    {"encoded-word directly behind a comma", BYTES("a@b,=?utf-8?Q?J?= <c@d>"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@4+13", "{l=a d=b}<n=J l=c d=d>"},
    {"encoded-word glued to a word", BYTES("x=?utf-8?Q?J?= <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@1+13", "<n=x=?utf-8?Q?J?= l=a d=b>"},
    {"bad encoded-word glued to a word is not decoded", BYTES("x=?utf-8?Q?=C3?= <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@1+15", "<n=x=?utf-8?Q?=C3?= l=a d=b>"},
    {"two encoded-words glued together", BYTES("=?utf-8?Q?J?==?utf-8?Q?K?= <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@0+13 WORD_SPACE@13+13", "<n==?utf-8?Q?J?==?utf-8?Q?K?= l=a d=b>"},
    {"encoded-word glued to a dot", BYTES("J.=?utf-8?Q?K?= <a@b>"), EML_ADDR_ADDRESS_LIST, "PHRASE_DOT@1+1 WORD_SPACE@2+13", "<n=J.=?utf-8?Q?K?= l=a d=b>"},
    {"encoded-word glued to a special", BYTES("=?utf-8?Q?J?=]x <a@b>"), EML_ADDR_ADDRESS_LIST, "PHRASE_CHAR@13+1 WORD_SPACE@0+13", "<n==?utf-8?Q?J?=]x l=a d=b>"},
    {"encoded-word glued to a comment", BYTES("=?utf-8?Q?J?=(x) <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@0+13 ADDR_COMMENT@13+3", "<n=J l=a d=b (x)>"},
    {"encoded-word apart behind one that is glued", BYTES("x=?utf-8?Q?J?= =?utf-8?Q?K?= <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@1+13", "<n=x=?utf-8?Q?J?= K l=a d=b>"},
    {"encoded-word glued to a quoted-string", BYTES("\"x\"=?utf-8?Q?J?= <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@3+13", "<n=xJ l=a d=b>"},
    {"encoded-word in a quoted name", BYTES("\"=?utf-8?Q?J?=\" <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_QUOTED@1+13", "<n==?utf-8?Q?J?= l=a d=b>"},
    {"encoded-word in a quoted name behind a quoted-pair", BYTES("\"a\\\"=?utf-8?Q?J?= b\" <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_QUOTED@4+13", "<n=a\"=?utf-8?Q?J?= b l=a d=b>"},
    {"not an encoded-word", BYTES("=?utf-8?x <a@b>"), EML_ADDR_ADDRESS_LIST, "WORD_SYNTAX@0+2", "<n==?utf-8?x l=a d=b>"},
    {"not an encoded-word in mid-word", BYTES("x=?y <a@b>"), EML_ADDR_ADDRESS_LIST, "", "<n=x=?y l=a d=b>"},
    {"encoded-word behind a comment", BYTES("(x (y)) =?utf-8?Q?J?= (z) <a@b>"), EML_ADDR_ADDRESS_LIST, "ADDR_COMMENT@0+7", "<n=J l=a d=b (x (y)) (z)>"},
    {"encoded-word as local-part", BYTES("=?utf-8?Q?J?=@b"), EML_ADDR_ADDRESS_LIST, "WORD_PLACE@0+13", "{l==?utf-8?Q?J?= d=b}"},
    {"encoded-word in a quoted local-part", BYTES("\"=?utf-8?Q?J?=\"@b"), EML_ADDR_ADDRESS_LIST, "WORD_PLACE@1+13 ADDR_LOCAL_QUOTED@0+15", "{l==?utf-8?Q?J?= d=b}"},
    {"encoded-word as domain", BYTES("a@=?utf-8?Q?J?="), EML_ADDR_ADDRESS_LIST, "WORD_PLACE@2+13 ADDR_LABEL@2+13", "{l=a d==?utf-8?Q?J?=}"},
    {"encoded-word in a comment in a domain", BYTES("a@b(=?utf-8?Q?J?=).c"), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_OBS@2+18 ADDR_COMMENT@3+15", "{l=a d=b.c cfws (=?utf-8?Q?J?=)}"},
    {"encoded-word in a comment", BYTES("a@b (=?utf-8?Q?J?= x)"), EML_ADDR_ADDRESS_LIST, "ADDR_COMMENT@4+17", "{l=a d=b (=?utf-8?Q?J?= x)}"},
    {"encoded-word not apart in a comment", BYTES("a@b (x=?utf-8?Q?J?=y =?utf-8?Q?K?=)"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@6+13 ADDR_COMMENT@4+31", "{l=a d=b (x=?utf-8?Q?J?=y =?utf-8?Q?K?=)}"},
    {"bad encoded-word not apart in a comment is not decoded", BYTES("a@b (x=?utf-8?Q?=C3?= =?utf-8?Q?=C3?=)"), EML_ADDR_ADDRESS_LIST, "WORD_SPACE@6+15 WORD_SPLIT@32+3 ADDR_COMMENT@4+34", "{l=a d=b (x=?utf-8?Q?=C3?= =?utf-8?Q?=C3?=)}"},
    {"no encoded-word in a comment", BYTES("a@b (=?x =? x=?)"), EML_ADDR_ADDRESS_LIST, "WORD_SYNTAX@5+2 WORD_SYNTAX@9+2 ADDR_COMMENT@4+12", "{l=a d=b (=?x =? x=?)}"},
    {"encoded-word in a group name", BYTES("=?utf-8?Q?J?= : a@b;"), EML_ADDR_ADDRESS_LIST, "", "g=J:{l=a d=b};"},
    {"local-part of 64", BYTES("1234567890123456789012345678901234567890123456789012345678901234@b"), EML_ADDR_ADDRESS_LIST, "", "{l=1234567890123456789012345678901234567890123456789012345678901234 d=b}"},
    {"local-part of 65", BYTES("12345678901234567890123456789012345678901234567890123456789012345@b"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_64@0+65", "{l=12345678901234567890123456789012345678901234567890123456789012345 d=b}"},
    {"quoted local-part of 64 with its quotes", BYTES("\"12345678901234567890123456789012345678901234567890123456789 12\"@b"), EML_ADDR_ADDRESS_LIST, "", "{l=12345678901234567890123456789012345678901234567890123456789 12 d=b}"},
    {"quoted local-part of 65 with its quotes", BYTES("\"12345678901234567890123456789012345678901234567890123456789 123\"@b"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_64@0+65", "{l=12345678901234567890123456789012345678901234567890123456789 123 d=b}"},
    {"fold does not count in a quoted local-part", BYTES("\"12345678901234567890123456789012345678901234567890123456789\r\n 12\"@b"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_FORM@0+66", "{l=12345678901234567890123456789012345678901234567890123456789 12 d=b}"},
    {"comments do not count in a local-part", BYTES("123456789012345678901234567890.(comment)123456789012345678901234567890@b"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_OBS@0+70 ADDR_COMMENT@31+9", "{l=123456789012345678901234567890.123456789012345678901234567890 d=b cfws (comment)}"},
    {"local-part quoted with two dots", BYTES("\"a..b\"@c"), EML_ADDR_ADDRESS_LIST, "", "{l=a..b d=c}"},
    {"local-part quoted with a dot last", BYTES("\"a.\"@c"), EML_ADDR_ADDRESS_LIST, "", "{l=a. d=c}"},
    {"local-part quoted with a dot first", BYTES("\".a\"@c"), EML_ADDR_ADDRESS_LIST, "", "{l=.a d=c}"},
    {"local-part quoted with a quoted-pair that needs none", BYTES("\"\\a.b\"@c"), EML_ADDR_ADDRESS_LIST, "ADDR_LOCAL_QUOTED@0+6", "{l=a.b d=c}"},
    {"space behind the address in brackets", BYTES("<a@b >"), EML_ADDR_ADDRESS_LIST, "", "<l=a d=b cfws>"},
    {"encoded-word at the end of a name", BYTES("J =?"), EML_ADDR_ADDRESS_LIST, "ADDR_NO_AT@0+4 WORD_SYNTAX@2+2", "{n=J =?}"},
    {"missing comma, then no address", BYTES("<a@b> )"), EML_ADDR_ADDRESS_LIST, "COMMENT_CLOSE@6+1 ADDR_TRAILING@6+1", NULL},
    {"comment not closed behind a group", BYTES("g:; (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@4+1", NULL},
    {"comment not closed in a group", BYTES("g: (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@3+1", NULL},
    {"comment not closed in a name with at", BYTES("a@b > (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@6+1", NULL},
    {"comment not closed behind greater-than", BYTES("a > (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@4+1", NULL},
    {"comment not closed behind brackets", BYTES("<a@b> (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@6+1", NULL},
    {"comment not closed behind a route", BYTES("<@r: (x"), EML_ADDR_ADDRESS_LIST, "ADDR_ROUTE@1+3 COMMENT_OPEN@5+1", NULL},
    {"comment not closed in a route", BYTES("<@r, (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@5+1", NULL},
    {"comment not closed at the start of brackets", BYTES("<(x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@1+1", NULL},
    {"comment not closed behind the local-part", BYTES("a (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@2+1", NULL},
    {"comment not closed behind the at", BYTES("a@ (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@3+1", NULL},
    {"comment not closed behind the domain", BYTES("a@b (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@4+1", NULL},
    {"comment not closed behind a literal", BYTES("a@[b] (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@6+1", NULL},
    {"comment not closed in a domain", BYTES("a@b. (x"), EML_ADDR_ADDRESS_LIST, "COMMENT_OPEN@5+1", NULL},
    {"no domain in a route", BYTES("<@"), EML_ADDR_ADDRESS_LIST, "ADDR_DOMAIN_EMPTY@2+0", NULL},
};
/* clang-format on */

static int
reads(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_address_list *l = NULL;
    int rc = eml__addr(cx, in, (eml_addr_rule)arg, &l);

    if (rc == EML_OK)
        dump_addresses(d, l);
    else
        assert_null(l);
    return rc;
}

static int
parses(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_address_list *l = NULL;
    int rc = eml_addr_parse(cx, in, (eml_addr_rule)arg, &l);

    if (rc == EML_OK)
        dump_addresses(d, l);
    else
        assert_null(l);
    return rc;
}

static void
reads_and_parses(void **state)
{
    imf_row_check(*state, reads, parses);
}

/* Where one mailbox lies in its field. */
static const struct raw_row {
    const char *name, *in, *raw;
} raws[] = {
    {"addr-spec without the CFWS around it", " (x) a@b (y) ", "a@b"},
    {"name-addr from its name to its bracket", " J Q <a@b> (y)", "J Q <a@b>"},
    {"angle-addr", "\r\n <a@b> ", "<a@b>"},
    {"obs-domain", "a@b . c , d@e", "a@b . c"},
    {"comments inside belong to it", "a (x) @ (y) b (z)", "a (x) @ (y) b"},
    {"name with at", "a@b c <d@e>", "a@b c <d@e>"},
    {"no at", " J Q ", "J Q"},
};

static void
raw_is(void **state)
{
    const struct raw_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, strlen(r->in), EML_ALLOW_NONE);
    eml_address_list *l;

    assert_int_equal(eml__addr(&t.cx, in, EML_ADDR_ADDRESS_LIST, &l), EML_OK);
    assert_string_equal(test_cx_str(&t, l->first->mailbox->raw), r->raw);
    test_cx_fini(&t);
}

/* `head`, then `body` n times, then `tail`: cost and memory must stay linear,
 * and the stack flat. */
static const struct large_row {
    const char *name, *head, *body, *tail;
    size_t n;
    eml_limits limits;
    int rc;
    const char *findings; /* the last one */
} larges[] = {
    {"words in a name", "", "a ", "<a@b>", 500000, {0}, EML_OK, ""},
    {"dots in a name", "a", ".", "<a@b>", 1000000, {0}, EML_OK, "PHRASE_DOT"},
    {"specials in a name",
     "a",
     "]",
     "<a@b>",
     1000000,
     {0},
     EML_OK,
     "PHRASE_CHAR"},
    {"ats in a name", "a", "@b", "<a@b>", 500000, {0}, EML_OK, "PHRASE_AT"},
    {"ats and no name",
     "a",
     "@b",
     "",
     500000,
     {0},
     EML_E_ADDR_TRAILING,
     "ADDR_TRAILING"},
    {"encoded-words begun in a name",
     "",
     "=?",
     " <a@b>",
     500000,
     {0},
     EML_OK,
     "WORD_SYNTAX"},
    {"encoded-words begun with a charset",
     "",
     "=?a?q?",
     " <a@b>",
     160000,
     {0},
     EML_OK,
     "WORD_SYNTAX"},
    {"encoded-words begun in quotes",
     "\"",
     "=?a?q?",
     "\" <a@b>",
     160000,
     {0},
     EML_OK,
     ""},
    {"encoded-words begun in a comment",
     "a@b (",
     "=?a?q?",
     ")",
     160000,
     {0},
     EML_OK,
     "ADDR_COMMENT"},
    {"comments", "a@b", "(x)", "", 100000, {0}, EML_OK, "ADDR_COMMENT"},
    {"comments opened",
     "a@b",
     "(",
     "",
     1000000,
     {0},
     EML_E_COMMENT_OPEN,
     "COMMENT_OPEN"},
    {"comments opened and closed in turns",
     "a@b",
     "(()",
     "",
     300000,
     {0},
     EML_E_COMMENT_OPEN,
     "COMMENT_OPEN"},
    {"quoted-strings opened and closed",
     "",
     "\"\"",
     " <a@b>",
     500000,
     {0},
     EML_OK,
     ""},
    {"backslashes in quotes",
     "\"",
     "\\\\",
     "\"@b",
     500000,
     {0},
     EML_OK,
     "ADDR_PATH_254"},
    {"folds", "a@b", "\r\n ", ", c@d", 300000, {0}, EML_OK, "OBS_FWS"},
    {"folds in quotes",
     "\"",
     "\r\n ",
     "\"@b",
     300000,
     {0},
     EML_OK,
     "ADDR_PATH_254"},
    {"folds in a comment",
     "a@b (",
     "\r\n ",
     ")",
     300000,
     {0},
     EML_OK,
     "ADDR_COMMENT"},
    {"folds in a literal",
     "a@[",
     "\r\n ",
     "]",
     300000,
     {0},
     EML_OK,
     "ADDR_PATH_254"},
    {"lines in quotes",
     "\"a",
     "\r\n a",
     "\"@b",
     250000,
     {0},
     EML_OK,
     "ADDR_PATH_254"},
    {"angle brackets opened",
     "",
     "<",
     "",
     1000000,
     {0},
     EML_E_ATOM_EMPTY,
     "ATOM_EMPTY"},
    {"greater-than in a name",
     "a",
     ">",
     "<a@b>",
     1000000,
     {0},
     EML_OK,
     "PHRASE_CHAR"},
    {"commas", "a@b", ",", "", 1000000, {0}, EML_OK, "ADDR_NULL"},
    {"semicolons", "a@b", ";", "", 1000000, {0}, EML_OK, "GROUP_CLOSE"},
    {"labels", "a@b", ".b", "", 500000, {0}, EML_OK, "ADDR_PATH_254"},
    {"long label", "a@", "b", "", 1000000, {0}, EML_OK, "ADDR_PATH_254"},
    {"long label of an A-label",
     "a@xn--",
     "b",
     "",
     1000000,
     {0},
     EML_OK,
     "ADDR_PATH_254"},
    {"long U-label",
     "a@",
     "\303\274",
     "",
     500000,
     {0},
     EML_OK,
     "ADDR_PATH_254"},
    {"U-labels",
     "a@b",
     ".\344\270\200\344\272\200\344\273\200\344\274\200",
     "",
     70000,
     {0},
     EML_OK,
     "ADDR_PATH_254"},
    {"long literal", "a@[", "b", "]", 1000000, {0}, EML_OK, "ADDR_PATH_254"},
    {"route", "<", "@r,", ":a@b>", 300000, {0}, EML_OK, "ADDR_ROUTE"},
    {"groups", "", "g:;,", "", 100, {0}, EML_OK, "ADDR_NULL"},
    {"addresses at the limit", "a@b", ",a@b", "", 4, {.addrs = 5}, EML_OK, ""},
    {"addresses over the limit",
     "a@b",
     ",a@b",
     "",
     5,
     {.addrs = 5},
     EML_E_LIMIT,
     "LIMIT_ADDRS"},
    {"members over the limit",
     "g:a@b",
     ",a@b",
     ";",
     4,
     {.addrs = 5},
     EML_E_LIMIT,
     "LIMIT_ADDRS"},
    {"addresses over the default limit",
     "a@b",
     ",a@b",
     "",
     100000,
     {0},
     EML_E_LIMIT,
     "LIMIT_ADDRS"},
    {"comments nested to the limit",
     "a@b ((",
     "(",
     ")))))",
     3,
     {.comments = 5},
     EML_OK,
     "ADDR_COMMENT"},
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
    eml_address_list *l = NULL;
    const char *last = "";

    assert_non_null(s);
    memcpy(s, r->head, head);
    for (size_t i = 0; i < r->n; i++)
        memcpy(s + head + i * body, r->body, body);
    memcpy(s + head + r->n * body, r->tail, strlen(r->tail));
    in = test_cx_init(&t, s, n, EML_ALLOW_NONE);
    t.cx.limits = &r->limits;
    free(s);
    assert_int_equal(eml__addr(&t.cx, in, EML_ADDR_ADDRESS_LIST, &l), r->rc);
    if (t.cx.num_diags && t.cx.num_diags <= t.cx.diags_cap)
        last = eml_code_info_get(t.diags[t.cx.num_diags - 1].code)->name;
    else if (t.cx.num_diags)
        last = r->findings; /* more than we keep */
    assert_string_equal(last, r->findings);
    test_cx_fini(&t);
}

static void
nesting_over_the_limit(void **state)
{
    eml_limits limits = {.comments = 3};
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("a@b (((())))"), EML_ALLOW_NONE);
    eml_address_list *l;

    (void)state;
    t.cx.limits = &limits;
    assert_int_equal(eml__addr(&t.cx, in, EML_ADDR_ADDRESS_LIST, &l), EML_OK);
    assert_string_equal(test_cx_findings(&t),
                        "LIMIT_COMMENTS@7+1 ADDR_COMMENT@4+8");
    test_cx_fini(&t);
}

static void
offsets_are_of_the_stream(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("To: a@b@c"), EML_ALLOW_NONE);
    eml_address_list *l = NULL;

    (void)state;
    t.cx.base = 1000;
    in.p += 4;
    in.n -= 4;
    assert_int_equal(eml_addr_parse(&t.cx, in, EML_ADDR_ADDRESS_LIST, &l),
                     EML_E_ADDR_TRAILING);
    assert_null(l);
    assert_int_equal(t.cx.err.off, 1007);
    test_cx_fini(&t);
}

int
main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(nesting_over_the_limit),
        cmocka_unit_test(offsets_are_of_the_stream),
    };

    return RUN_TABLE(reads_and_parses, addresses) + RUN_TABLE(raw_is, raws) +
           RUN_TABLE(stays_linear, larges) +
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
