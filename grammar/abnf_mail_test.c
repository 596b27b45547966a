/* The grammars in the library: they are ABNF by RFC 5234's own grammar, and
 * what the RFCs print as examples matches their rules. */
#include "eml/abnf.h"
#include "tests/cx.h"

/* GEN: in the language to generate, and so in that to interpret, too. OBS: in
 * the latter only. NOT: in neither. */
enum where { GEN, OBS, NOT };

static const struct example_row {
    const char *name;
    const char *rule;
    enum where where;
    const char *text;
} examples[] = {
    /* ---- RFC 5322 appendix A ---- */
    {"A.1.1 from", "rfc5322/from", GEN,
     "From: John Doe <jdoe@machine.example>\r\n"},
    {"A.1.1 sender", "rfc5322/sender", GEN,
     "Sender: Michael Jones <mjones@machine.example>\r\n"},
    {"A.1.1 subject", "rfc5322/subject", GEN, "Subject: Saying Hello\r\n"},
    {"A.1.1 date", "rfc5322/orig-date", GEN,
     "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"},
    {"A.1.1 message-id", "rfc5322/message-id", GEN,
     "Message-ID: <1234@local.machine.example>\r\n"},
    {"A.1.1 whole message", "rfc5322/message", GEN,
     "From: John Doe <jdoe@machine.example>\r\n"
     "To: Mary Smith <mary@example.net>\r\n"
     "Subject: Saying Hello\r\n"
     "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"
     "Message-ID: <1234@local.machine.example>\r\n"
     "\r\n"
     "This is a message just to say hello.\r\nSo, \"Hello\".\r\n"},
    {"A.1.2 from", "rfc5322/from", GEN,
     "From: \"Joe Q. Public\" <john.q.public@example.com>\r\n"},
    {"A.1.2 to", "rfc5322/to", GEN,
     "To: Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>\r\n"},
    {"A.1.2 cc", "rfc5322/cc", GEN,
     "Cc: <boss@nil.test>, \"Giant; \\\"Big\\\" Box\" "
     "<sysservices@example.net>\r\n"},
    {"A.1.2 message-id", "rfc5322/message-id", GEN,
     "Message-ID: <5678.21-Nov-1997@example.com>\r\n"},
    {"A.1.3 to", "rfc5322/to", GEN,
     "To: A Group:Ed Jones <c@a.test>,joe@where.test,John "
     "<jdoe@one.test>;\r\n"},
    {"A.1.3 cc", "rfc5322/cc", GEN, "Cc: Undisclosed recipients:;\r\n"},
    {"A.1.3 date", "rfc5322/orig-date", GEN,
     "Date: Thu, 13 Feb 1969 23:32:54 -0330\r\n"},
    {"A.2 reply-to", "rfc5322/reply-to", GEN,
     "Reply-To: \"Mary Smith: Personal Account\" <smith@home.example>\r\n"},
    {"A.2 in-reply-to", "rfc5322/in-reply-to", GEN,
     "In-Reply-To: <1234@local.machine.example>\r\n"},
    {"A.2 references", "rfc5322/references", GEN,
     "References: <1234@local.machine.example> <3456@example.net>\r\n"},
    {"A.3 resent-from", "rfc5322/resent-from", GEN,
     "Resent-From: Mary Smith <mary@example.net>\r\n"},
    {"A.3 resent-date", "rfc5322/resent-date", GEN,
     "Resent-Date: Mon, 24 Nov 1997 14:22:01 -0800\r\n"},
    {"A.3 resent-message-id", "rfc5322/resent-msg-id", GEN,
     "Resent-Message-ID: <78910@example.net>\r\n"},
    {"A.4 received", "rfc5322/received", GEN,
     "Received: from x.y.test\r\n   by example.net\r\n   via TCP\r\n"
     "   with ESMTP\r\n   id ABC12345\r\n"
     "   for <mary@example.net>;  21 Nov 1997 10:05:43 -0600\r\n"},
    {"A.4 received, one line", "rfc5322/received", GEN,
     "Received: from node.example by x.y.test; 21 Nov 1997 10:01:22 "
     "-0600\r\n"},
    {"A.5 from", "rfc5322/from", GEN,
     "From: Pete(A nice \\) chap) <pete(his account)@silly.test(his "
     "host)>\r\n"},
    {"A.5 to", "rfc5322/to", GEN,
     "To:A Group(Some people)\r\n"
     "     :Chris Jones <c@(Chris's host.)public.example>,\r\n"
     "         joe@example.org,\r\n"
     "  John <jdoe@one.test> (my dear friend); (the end of the group)\r\n"},
    {"A.5 cc", "rfc5322/cc", GEN,
     "Cc:(Empty list)(start)Hidden recipients  :(nobody(that I know))  "
     ";\r\n"},
    {"A.5 date", "rfc5322/orig-date", GEN,
     "Date: Thu,\r\n      13\r\n        Feb\r\n          1969\r\n"
     "      23:32\r\n               -0330 (Newfoundland Time)\r\n"},
    {"A.5 message-id", "rfc5322/message-id", GEN,
     "Message-ID:              <testabcd.1234@silly.test>\r\n"},
    {"A.6.1 from", "rfc5322/from", OBS,
     "From: Joe Q. Public <john.q.public@example.com>\r\n"},
    {"A.6.1 to", "rfc5322/to", OBS,
     "To: Mary Smith <@node.test:mary@example.net>, , jdoe@test  . "
     "example\r\n"},
    {"A.6.2 date", "rfc5322/orig-date", OBS,
     "Date: 21 Nov 97 09:55:06 GMT\r\n"},
    {"A.6.3 from", "rfc5322/obs-from", OBS,
     "From  : John Doe <jdoe@machine(comment).  example>\r\n"},
    {"A.6.3 to", "rfc5322/obs-to", OBS,
     "To    : Mary Smith\r\n  \r\n          <mary@example.net>\r\n"},
    {"A.6.3 subject", "rfc5322/obs-subject", OBS,
     "Subject     : Saying Hello\r\n"},
    {"A.6.3 date", "rfc5322/obs-orig-date", OBS,
     "Date  : Fri, 21 Nov 1997 09(comment):   55  :  06 -0600\r\n"},
    {"A.6.3 message-id", "rfc5322/obs-message-id", OBS,
     "Message-ID  : <1234   @   local(blah)  .machine .example>\r\n"},
    {"2.2.3 folded", "rfc5322/subject", GEN, "Subject: This\r\n is a test\r\n"},
    {"obs-FWS may begin with a fold (erratum 1908)", "rfc5322/obs-FWS", OBS,
     "\r\n \r\n "},
    {"obs-unstruct has CR and LF alone (erratum 1905)", "rfc5322/obs-unstruct",
     OBS, "a\r b\r\rc\n\nd\n e\r\r"},
    {"obs-unstruct has folds (erratum 1905)", "rfc5322/obs-unstruct", OBS,
     " a\r\n b"},
    {"obs-unstruct has no line end (erratum 1905)", "rfc5322/obs-unstruct", NOT,
     "a\r\nb"},
    {"obs-body has CR and LF alone (erratum 1906)", "rfc5322/obs-body", OBS,
     "\r\n\n\r\ra\r\nb"},
    {"obs-body is ASCII (erratum 1906)", "rfc5322/obs-body", NOT, "\x80"},
    {"3.3 names of days in any case", "rfc5322/date-time", GEN,
     "fRI, 21 nOV 1997 09:55:06 -0600"},
    {"one digit an hour", "rfc5322/date-time", NOT,
     "Fri, 21 Nov 1997 9:55:06 -0600"},
    {"RFC 6854 2.1: a group in From", "rfc5322/from", GEN,
     "From: Managing Partners:ben@example.com,carol@example.com;\r\n"},
    {"RFC 6854 2.1: a group in Sender", "rfc5322/sender", GEN,
     "Sender: none:;\r\n"},
    /* ---- MIME ---- */
    {"2045 4 version", "rfc2045/version", GEN, "MIME-Version: 1.0"},
    {"2045 4 version, comment after", "rfc2045/version", GEN,
     "MIME-Version: 1.0 (produced by MetaSend Vx.x)"},
    {"2045 4 version, comment before", "rfc2045/version", GEN,
     "MIME-Version: (produced by MetaSend Vx.x) 1.0"},
    {"2045 4 version, comment inside", "rfc2045/version", GEN,
     "MIME-Version: 1.(produced by MetaSend Vx.x)0"},
    {"2045 5.1 comment", "rfc2045/content", GEN,
     "Content-type: text/plain; charset=us-ascii (Plain text)"},
    {"2045 5.1 quoted", "rfc2045/content", GEN,
     "Content-type: text/plain; charset=\"us-ascii\""},
    {"2045 5.1 tspecials need quoting", "rfc2045/content", NOT,
     "Content-type: text/html; x=a/b"},
    {"2045 5.1 subtype is mandatory", "rfc2045/content", NOT,
     "Content-type: text"},
    {"2045 6.1 encoding", "rfc2045/encoding", GEN,
     "Content-transfer-encoding: base64"},
    {"2045 6.7 soft line breaks", "rfc2045/quoted-printable", GEN,
     "Now's the time =\r\nfor all folk to come=\r\n to the aid of their "
     "country."},
    {"2045 6.7 no lower case", "rfc2045/quoted-printable", NOT, "=3d"},
    {"2045 7 id", "rfc2045/id", GEN, "Content-ID: <foo@bar.net>"},
    {"2046 5.1.1 boundary", "rfc2046/boundary", GEN, "gc0pJq0M:08jU534c0p"},
    {"2046 5.1.1 boundary ends in no space", "rfc2046/boundary", NOT, "a "},
    {"2046 5.1.1 multipart", "rfc2046/multipart-body", GEN,
     "This is the preamble.  It is to be ignored.\r\n\r\n--simple "
     "boundary\r\n\r\nThis is implicitly typed plain US-ASCII text.\r\n"
     "--simple boundary\r\nContent-type: text/plain; charset=us-ascii\r\n"
     "\r\nThis is explicitly typed.\r\n\r\n--simple boundary--\r\n\r\n"
     "This is the epilogue.\r\n"},
    {"2047 2", "rfc2047/encoded-word", GEN,
     "=?iso-8859-1?q?this=20is=20some=20text?="},
    {"2047 2 no spaces", "rfc2047/encoded-word", NOT,
     "=?iso-8859-1?q?this is some text?="},
    {"2047 8", "rfc2047/q-word", GEN, "=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?="},
    {"2047 8, B", "rfc2047/b-word", GEN,
     "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?="},
    {"2047 8, phrase", "rfc2047/phrase", GEN,
     "=?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?= "},
    {"2231 5", "rfc2047/encoded-word", GEN, "=?US-ASCII*EN?Q?Keith_Moore?="},
    {"2231 3", "rfc2045/content", GEN,
     "Content-Type: message/external-body; access-type=URL;\r\n"
     " URL*0=\"ftp://\";\r\n"
     " URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\""},
    {"2231 4", "rfc2045/content", GEN,
     "Content-Type: application/x-stuff;\r\n"
     " title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A"},
    {"2231 4.1, which lacks semicolons as printed", "rfc2045/content", NOT,
     "Content-Type: application/x-stuff\r\n"
     " title*0*=us-ascii'en'This%20is%20even%20more%20\r\n"
     " title*1*=%2A%2A%2Afun%2A%2A%2A%20\r\n title*2=\"isn't it!\""},
    {"2231 4.1 with them", "rfc2045/content", GEN,
     "Content-Type: application/x-stuff;\r\n"
     " title*0*=us-ascii'en'This%20is%20even%20more%20;\r\n"
     " title*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n title*2=\"isn't it!\""},
    {"2231 7 no leading zeros", "rfc2045/parameter", NOT, "a*01=b"},
    {"2183 3", "rfc2183/disposition", GEN, "Content-Disposition: inline"},
    {"2183 3 ends in a semicolon as printed", "rfc2183/disposition", NOT,
     "Content-Disposition: attachment; filename=genome.jpeg;\r\n"
     "  modification-date=\"Wed, 12 Feb 1997 16:29:51 -0500\";"},
    {"2183 3 without it", "rfc2183/disposition", GEN,
     "Content-Disposition: attachment; filename=genome.jpeg;\r\n"
     "  modification-date=\"Wed, 12 Feb 1997 16:29:51 -0500\""},
    {"1864 2", "rfc1864/content-md5", GEN,
     "Content-MD5:  Q2hlY2sgSW50ZWdyaXR5IQ=="},
    {"2392 2", "rfc2392/cid-url", GEN, "cid:foo4%25foo1@bar.net"},
    {"3282 2.1", "rfc3282/Content-Language", GEN,
     "Content-Language: en, fr (This is a dictionary)"},
    {"3282 2.1, six", "rfc3282/Content-Language", GEN,
     "Content-Language: da, de, el, en, fr, it"},
    /* ---- lists ---- */
    {"2369 3.1", "rfc2369/list-help", GEN,
     "List-Help: <mailto:list@host.com?subject=help> (List "
     "Instructions)\r\n"},
    {"2369 3.1, two", "rfc2369/list-help", GEN,
     "List-Help: <ftp://ftp.host.com/list.txt> (FTP),\r\n"
     "    <mailto:list@host.com?subject=help>\r\n"},
    {"2369 3.2", "rfc2369/list-unsubscribe", GEN,
     "List-Unsubscribe: (Use this command to get off the list)\r\n"
     "    <mailto:list-manager@host.com?body=unsubscribe%20list>\r\n"},
    {"2369 3.4", "rfc2369/list-post", GEN,
     "List-Post: NO (posting not allowed on this list)\r\n"},
    {"2369 3.4 is for List-Post alone", "rfc2369/list-help", NOT,
     "List-Help: NO\r\n"},
    {"2369 2 white space within", "rfc2369/list-help", NOT,
     "List-Help: <mailto:list@\r\n host.com>\r\n"},
    {"2919 3, phrase", "rfc2919/list-id-header", GEN,
     "List-Id: List Header Mailing List <list-header.nisto.com>\r\n"},
    {"2919 3, none", "rfc2919/list-id-header", GEN,
     "List-Id: <commonspace-users.list-id.within.com>\r\n"},
    {"2919 3, quoted", "rfc2919/list-id-header", GEN,
     "List-Id: \"Lena's Personal Joke List\"\r\n "
     "<lenas-jokes.da39efc25c530ad145d41b86f7420c3b.021999.localhost>\r\n"},
    {"2919 3, no space after", "rfc2919/list-id-header", NOT,
     "List-Id: <a.b> (c)\r\n"},
    {"8058", "rfc8058/list-unsubscribe-post", GEN,
     "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"},
    {"3834 5", "rfc3834/auto-submitted-field", GEN,
     "Auto-Submitted: auto-generated (by cron)\r\n"},
    /* ---- signatures ---- */
    {"6376 3.5", "rfc6376/dkim-signature", GEN,
     "DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=brisbane;\r\n"
     "  c=simple; q=dns/txt; i=@eng.example.net;\r\n"
     "  t=1117574938; x=1118006938;\r\n  h=from:to:subject:date;\r\n"
     "  z=From:foo@eng.example.net|To:joe@example.com|\r\n"
     "   Subject:demo=20run|Date:July=205,=202005=203:44:08=20PM=20-0700;\r\n"
     "  bh=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=;\r\n"
     "  b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR"
     "\r\n"},
    {"6376 3.5 z", "rfc6376/sig-z-tag", GEN,
     "z=From:foo@eng.example.net|To:joe@example.com|\r\n"
     "   Subject:demo=20run|Date:July=205,=202005=203:44:08=20PM=20-0700"},
    {"6376 3.5 h", "rfc6376/sig-h-tag", GEN,
     "h=Received : From : To : Subject : Date : Message-ID"},
    {"6376 A.2 b", "rfc6376/sig-b-tag", GEN,
     "b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\r\n"
     "     4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\r\n"
     "     KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\r\n"
     "     4bmp/YzhwvcubU4="},
    {"6376 3.6.1 v", "rfc6376/key-v-tag", GEN, "v=DKIM1"},
    {"6376 3.6.1 v is in upper case", "rfc6376/key-v-tag", NOT, "v=dkim1"},
    {"8601 B.2", "rfc8601/authres-header-field", GEN,
     "Authentication-Results: example.org 1; none\r\n"},
    {"8601 B.3", "rfc8601/authres-header-field", GEN,
     "Authentication-Results: example.com;\r\n"
     "          spf=pass smtp.mailfrom=example.net\r\n"},
    {"8601 B.4", "rfc8601/authres-header-field", GEN,
     "Authentication-Results: example.com;\r\n"
     "          auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
     "          spf=pass smtp.mailfrom=example.net\r\n"},
    {"8601 B.6", "rfc8601/authres-header-field", GEN,
     "Authentication-Results: example.com;\r\n"
     "      dkim=pass reason=\"good signature\"\r\n"
     "        header.i=@mail-router.example.net;\r\n"
     "      dkim=fail reason=\"bad signature\"\r\n"
     "        header.i=@newyork.example.com\r\n"},
    {"8601 B.7", "rfc8601/authres-header-field", GEN,
     "Authentication-Results: foo.example.net (foobar) 1 (baz);\r\n"
     "    dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n"
     "      policy (A dot can go here) . (like that) expired\r\n"
     "      (this surprised me) = (as I wasn't expecting it) 1362471462\r\n"},
    {"8617 B, seal", "rfc8617/arc-seal", GEN,
     "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=lists.example.org; "
     "s=dk-lists;\r\n         t=12345; b=TlCCKzgk3TrAa+G77gYYO8Fxk4q/\r\n"
     "        lHxLi21pxu347isLSuNtvIagIvAQna9a5A=="},
    {"8617 B, authentication results", "rfc8617/arc-authres-header", GEN,
     "ARC-Authentication-Results: i=3; clochette.example.org; spf=fail\r\n"
     "    smtp.from=jqd@d1.example; dkim=fail (512-bit key)\r\n"
     "    header.i=@d1.example; dmarc=fail; arc=pass "
     "(as.2.gmail.example=pass,\r\n    ams.2.gmail.example=pass)\r\n"},
    {"7208 1", "rfc7208/record", GEN, "v=spf1 +mx a:colo.example.com/28 -all"},
    {"7208 5.7", "rfc7208/record", GEN,
     "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all"},
    {"7208 ip6", "rfc7208/record", GEN,
     "v=spf1 ip6:2001:db8::cd30/32 ip4:192.0.2.0/24 ~all"},
    {"7208 spf10 is another version", "rfc7208/record", NOT, "v=spf10 -all"},
    {"7208 macro letters in either case", "rfc7208/macro-string", GEN,
     "%{S}%{I}%%%_%-"},
    {"7208 9.1", "rfc7208/header-field", GEN,
     "Received-SPF: pass (mybox.example.org: domain of\r\n"
     " myname@example.com designates 192.0.2.1 as permitted sender)\r\n"
     "    receiver=mybox.example.org; client-ip=192.0.2.1;\r\n"
     "    envelope-from=\"myname@example.com\"; helo=foo.example.com\r\n"},
    {"9989 B.2.1", "rfc9989/dmarc-record", GEN,
     "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com"},
    {"9989 version is in upper case", "rfc9989/dmarc-record", NOT,
     "v=dmarc1; p=none"},
    {"9989 report size (its \"!\" is in RFC 3986's URI, too)",
     "rfc9989/dmarc-urilist", GEN, "mailto:a@example.com!10m"},
    /* ---- reports ---- */
    {"3464 E.1", "rfc3464/delivery-status-content", GEN,
     "Reporting-MTA: dns; cs.utk.edu\r\n\r\n"
     "Original-Recipient: rfc822;louisl@larry.slip.umd.edu\r\n"
     "Final-Recipient: rfc822;louisl@larry.slip.umd.edu\r\n"
     "Action: failed\r\nStatus: 4.0.0\r\n"
     "Diagnostic-Code: smtp; 426 connection timed out\r\n"
     "Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400\r\n"},
    {"3464 E.2, whose last field comes in as an extension",
     "rfc3464/delivery-status-content", GEN,
     "Reporting-MTA: dns; cs.utk.edu\r\n\r\n"
     "Original-Recipient: rfc822;arathib@vnet.ibm.com\r\n"
     "Final-Recipient: rfc822;arathib@vnet.ibm.com\r\n"
     "Action: failed\r\nStatus: 5.0.0 (permanent failure)\r\n"
     "Diagnostic-Code: smtp;  550 'arathib@vnet.IBM.COM' is not a\r\n"
     " registered gateway user\r\nRemote-MTA: dns; vnet.ibm.com\r\n"},
    {"3464 2.3.4 comment after the status", "rfc3464/status-field", GEN,
     "Status: 5.0.0 (permanent failure)"},
    {"8098 9", "rfc8098/disposition-notification-content", GEN,
     "Reporting-UA: joes-pc.cs.example.com; Foomail 97.1\r\n"
     "Original-Recipient: rfc822;Joe_Recipient@example.com\r\n"
     "Final-Recipient: rfc822;Joe_Recipient@example.com\r\n"
     "Original-Message-ID: <199509192301.23456@example.org>\r\n"
     "Disposition: manual-action/MDN-sent-manually; displayed\r\n"},
    /* ---- SMTP ---- */
    {"5321 D.1 mail", "rfc5321/mail", GEN, "MAIL FROM:<Smith@bar.com>\r\n"},
    {"5321 in lower case", "rfc5321/mail", GEN,
     "mail from:<> SIZE=100 BODY=8BITMIME\r\n"},
    {"5321 postmaster", "rfc5321/rcpt", GEN, "RCPT TO:<postmaster>\r\n"},
    {"5321 source route", "rfc5321/rcpt", GEN,
     "RCPT TO:<@hosta.int,@jkl.org:userc@d.bar.org>\r\n"},
    {"5321 4.4 time stamp", "rfc5321/Time-stamp-line", GEN,
     "Received: from foo.com (bar.com [192.0.2.1]) by baz.com via TCP with "
     "ESMTP\r\n id 1 for <a@b.c>; Fri, 21 Nov 1997 09:55:06 -0600\r\n"},
    {"5321 address literals", "rfc5321/address-literal", GEN,
     "[IPv6:2001:db8::1:192.0.2.1]"},
    {"5321 reply", "rfc5321/Reply-line", GEN,
     "250-First line\r\n250-Second line\r\n250 The last line\r\n"},
    {"5321 quoted local part", "rfc5321/Mailbox", GEN,
     "\"Joe.\\\\Blow\"@foo.com"},
};

static eml_span
lit(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

static bool
matches(uint32_t flags, const char *rule, const char *text, bool *there)
{
    test_cx t;
    eml_span in = test_cx_init(&t, text, strlen(text), 0);
    eml_abnf *g = eml_abnf_mail(&t.cx, flags);
    eml_abnf_matcher *m;
    eml_abnf_ends e = {.whole = false};
    uint32_t r;

    assert_non_null(g);
    m = eml_abnf_matcher_new(&t.cx, g, 0);
    *there = eml_abnf_find(g, lit(rule), &r);
    if (*there)
        assert_int_equal(eml_abnf_match(m, r, in, &e), EML_OK);
    eml_abnf_matcher_free(m);
    test_cx_fini(&t);
    return e.whole;
}

static void
example_runs(void **state)
{
    const struct example_row *r = *state;
    bool there;

    assert_int_equal(matches(0, r->rule, r->text, &there), r->where == GEN);
    assert_int_equal(matches(EML_ABNF_UTF8, r->rule, r->text, &there),
                     r->where == GEN);
    assert_int_equal(matches(EML_ABNF_OBS, r->rule, r->text, &there),
                     r->where != NOT);
    assert_true(there);
    assert_int_equal(
        matches(EML_ABNF_OBS | EML_ABNF_UTF8, r->rule, r->text, &there),
        r->where != NOT);
}

static const struct utf8_row {
    const char *name;
    const char *rule;
    const char *text;
    bool utf8; /* with EML_ABNF_UTF8 it matches */
} utf8s[] = {
    {"6532 3.2 address", "rfc5322/address-list",
     "J\xc3\xb8 <\xc3\xb8@\xc3\xb8>", true},
    {"6532 3.2 unstructured", "rfc5322/unstructured", " \xf0\x9f\x93\xa7",
     true},
    {"6532 3.2 comment", "rfc5322/CFWS", "(\xe2\x82\xac)", true},
    {"6532 3.2 quoted", "rfc5322/quoted-string", "\"\xe2\x82\xac\"", true},
    {"6532 3.2 quoted-pair", "rfc5322/quoted-pair", "\\\xe2\x82\xac", true},
    {"6532 3.2 not in field names", "rfc5322/field-name", "\xc3\xb8", false},
    {"6532 not in dates", "rfc5322/day-name", "\xc3\xb8", false},
    {"3629 overlong", "rfc5322/atom", "\xc0\xaf", false},
    {"3629 overlong, three", "rfc5322/atom", "\xe0\x80\xaf", false},
    {"3629 surrogate", "rfc5322/atom", "\xed\xa0\x80", false},
    {"3629 beyond U+10FFFF", "rfc5322/atom", "\xf4\x90\x80\x80", false},
    {"3629 cut short", "rfc5322/atom", "\xe2\x82", false},
    {"3629 a tail alone", "rfc5322/atom", "\x80", false},
    {"6531 mailbox", "rfc5321/Mailbox", "\xc3\xb8@\xc3\xb8.example", true},
    {"6531 quoted", "rfc5321/Mailbox", "\"\xc3\xb8\"@a.example", true},
};

static void
utf8_runs(void **state)
{
    const struct utf8_row *r = *state;
    bool there;

    assert_false(matches(EML_ABNF_OBS, r->rule, r->text, &there));
    assert_int_equal(matches(EML_ABNF_UTF8, r->rule, r->text, &there), r->utf8);
}

/* RFC 5234 section 4, with RFC 7405's strings, is the grammar of its files and
 * of itself. Its lines end in CRLF. */
static void
describes_itself(void **state)
{
    test_cx t;
    eml_abnf *g;
    eml_abnf_matcher *m;
    const char *file;
    eml_span text;
    uint32_t needs, rule;
    size_t i;

    (void)state;
    (void)test_cx_init(&t, "", 0, 0);
    g = eml_abnf_mail(&t.cx, EML_ABNF_OBS);
    assert_non_null(g);
    m = eml_abnf_matcher_new(&t.cx, g, 0);
    assert_true(eml_abnf_find(g, EML_LIT("rfc5234/rulelist"), &rule));
    for (i = 0; eml_abnf_text(i, &file, &text, &needs); i++) {
        eml_out out = {.arena = &t.arena};
        eml_abnf_ends e;

        for (size_t k = 0; k < text.n; k++) {
            if (text.p[k] == '\n')
                eml_out_byte(&out, '\r');
            eml_out_byte(&out, text.p[k]);
        }
        assert_int_equal(eml_abnf_match(m, rule, eml_out_view(&out), &e),
                         EML_OK);
        if (!e.whole)
            fail_msg("%s: no ABNF after %zu bytes", file, e.longest);
    }
    assert_true(i > 20);
    eml_abnf_matcher_free(m);
    test_cx_fini(&t);
}

/* Every rule says from which clause it is. */
static void
clauses(void **state)
{
    test_cx t;
    eml_abnf *g;
    eml_abnf_rule info;

    (void)state;
    (void)test_cx_init(&t, "", 0, 0);
    g = eml_abnf_mail(&t.cx, EML_ABNF_OBS | EML_ABNF_UTF8);
    assert_non_null(g);
    for (uint32_t r = 0; eml_abnf_rule_at(g, r, &info); r++)
        if (!info.gone && !info.clause.n)
            fail_msg("no clause: %s", test_cx_str(&t, info.name));
    test_cx_fini(&t);
}

/* The rules of header fields are there, and which have the line end. */
static void
fields(void **state)
{
    test_cx t;
    eml_abnf *g;
    const char *name, *rule;
    uint32_t number;
    bool crlf;
    size_t i;

    (void)state;
    (void)test_cx_init(&t, "", 0, 0);
    g = eml_abnf_mail(&t.cx, EML_ABNF_OBS);
    assert_non_null(g);
    for (i = 0; (name = eml_abnf_field_name(i)); i++)
        for (size_t k = 0; (rule = eml_abnf_field_rule(lit(name), k, &crlf));
             k++)
            if (!eml_abnf_find(g, lit(rule), &number))
                fail_msg("%s: no rule %s", name, rule);
    assert_true(i > 40);
    assert_string_equal(eml_abnf_field_rule(EML_LIT("fROM"), 0, &crlf),
                        "rfc5322/from");
    assert_true(crlf);
    assert_string_equal(eml_abnf_field_rule(EML_LIT("fROM"), 1, &crlf),
                        "rfc5322/obs-from");
    assert_null(eml_abnf_field_rule(EML_LIT("fROM"), 2, &crlf));
    assert_string_equal(eml_abnf_field_rule(EML_LIT("content-x"), 0, &crlf),
                        "rfc2045/MIME-extension-field");
    assert_false(crlf);
    assert_string_equal(eml_abnf_field_rule(EML_LIT("X"), 0, &crlf),
                        "rfc5322/optional-field");
    test_cx_fini(&t);
}

static const struct fn_row {
    const char *name;
    void (*fn)(void **state);
} fns[] = {{"the grammars are ABNF", describes_itself},
           {"every rule has a clause", clauses},
           {"fields have rules", fields}};

static void
fn_runs(void **state)
{
    ((const struct fn_row *)*state)->fn(NULL);
}

int
main(void)
{
    return RUN_TABLE(example_runs, examples) | RUN_TABLE(utf8_runs, utf8s) |
           RUN_TABLE(fn_runs, fns);
}
