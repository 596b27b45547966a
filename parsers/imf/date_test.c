/* RFC 5322 sections 3.3 and 4.3: dates. */
#include "tests/imf_dump.h"

#include "parsers/imf/date_int.h"
#include "parsers/imf/imf_values.h"

/* clang-format off */
static const imf_row dates[] = {
    {"as RFC 5322 has it", BYTES("Fri, 21 Nov 1997 09:55:06 -0600"), 0, "", "Fri 1997-11-21 09:55:06 -360"},
    {"without a day of week", BYTES("21 Nov 1997 09:55:06 -0600"), 0, "", "1997-11-21 09:55:06 -360"},
    {"without seconds", BYTES("Fri, 21 Nov 1997 09:55 -0600"), 0, "", "Fri 1997-11-21 09:55 -360"},
    {"day of one digit", BYTES("Tue, 1 Jul 2003 10:52:37 +0200"), 0, "", "Tue 2003-07-01 10:52:37 120"},
    {"day with a leading zero", BYTES("Tue, 01 Jul 2003 10:52:37 +0200"), 0, "", "Tue 2003-07-01 10:52:37 120"},
    {"names in any case", BYTES("fRI, 21 nOV 1997 09:55:06 -0600"), 0, "", "Fri 1997-11-21 09:55:06 -360"},
    {"folds and tabs for spaces", BYTES("\r\n Fri,\r\n 21\tNov  1997\r\n 09:55:06\r\n -0600"), 0, "", "Fri 1997-11-21 09:55:06 -360"},
    {"nothing between the comma and the day", BYTES("Fri,21 Nov 1997 09:55:06 -0600"), 0, "", "Fri 1997-11-21 09:55:06 -360"},
    {"comments at the end", BYTES("Fri, 21 Nov 1997 09:55:06 -0600 (CST) (x)"), 0, "", "Fri 1997-11-21 09:55:06 -360 (CST) (x)"},
    {"zone +0000", BYTES("21 Nov 1997 09:55:06 +0000"), 0, "", "1997-11-21 09:55:06 0"},
    {"zone -0000 is unknown", BYTES("21 Nov 1997 09:55:06 -0000"), 0, "", "1997-11-21 09:55:06 ?0"},
    {"zone -0030", BYTES("21 Nov 1997 09:55:06 -0030"), 0, "", "1997-11-21 09:55:06 -30"},
    {"zone +9959", BYTES("21 Nov 1997 09:55:06 +9959"), 0, "", "1997-11-21 09:55:06 5999"},
    {"zone -9959", BYTES("21 Nov 1997 09:55:06 -9959"), 0, "", "1997-11-21 09:55:06 -5999"},
    {"year of five digits", BYTES("1 Jan 10000 00:00:00 +0000"), 0, "", "10000-01-01 00:00:00 0"},
    {"year with a leading zero", BYTES("1 Jan 01997 00:00:00 +0000"), 0, "", "1997-01-01 00:00:00 0"},
    {"largest year", BYTES("1 Jan 2147483647 00:00:00 +0000"), 0, "", "2147483647-01-01 00:00:00 0"},
    {"year too large", BYTES("1 Jan 2147483648 00:00:00 +0000"), 0, "LIMIT_YEAR@6+10", NULL},
    {"year far too large", BYTES("1 Jan 99999999999999999999 00:00:00 +0000"), 0, "LIMIT_YEAR@6+20", NULL},
    {"every month, January", BYTES("31 Jan 2001 00:00 +0000"), 0, "", "2001-01-31 00:00 0"},
    {"every month, February", BYTES("28 Feb 2001 00:00 +0000"), 0, "", "2001-02-28 00:00 0"},
    {"every month, March", BYTES("31 Mar 2001 00:00 +0000"), 0, "", "2001-03-31 00:00 0"},
    {"every month, April", BYTES("30 Apr 2001 00:00 +0000"), 0, "", "2001-04-30 00:00 0"},
    {"every month, May", BYTES("31 May 2001 00:00 +0000"), 0, "", "2001-05-31 00:00 0"},
    {"every month, June", BYTES("30 Jun 2001 00:00 +0000"), 0, "", "2001-06-30 00:00 0"},
    {"every month, July", BYTES("31 Jul 2001 00:00 +0000"), 0, "", "2001-07-31 00:00 0"},
    {"every month, August", BYTES("31 Aug 2001 00:00 +0000"), 0, "", "2001-08-31 00:00 0"},
    {"every month, September", BYTES("30 Sep 2001 00:00 +0000"), 0, "", "2001-09-30 00:00 0"},
    {"every month, October", BYTES("31 Oct 2001 00:00 +0000"), 0, "", "2001-10-31 00:00 0"},
    {"every month, November", BYTES("30 Nov 2001 00:00 +0000"), 0, "", "2001-11-30 00:00 0"},
    {"every month, December", BYTES("31 Dec 2001 00:00 +0000"), 0, "", "2001-12-31 00:00 0"},
    {"every day, Sunday", BYTES("Sun, 1 Jul 2001 00:00 +0000"), 0, "", "Sun 2001-07-01 00:00 0"},
    {"every day, Monday", BYTES("Mon, 2 Jul 2001 00:00 +0000"), 0, "", "Mon 2001-07-02 00:00 0"},
    {"every day, Tuesday", BYTES("Tue, 3 Jul 2001 00:00 +0000"), 0, "", "Tue 2001-07-03 00:00 0"},
    {"every day, Wednesday", BYTES("Wed, 4 Jul 2001 00:00 +0000"), 0, "", "Wed 2001-07-04 00:00 0"},
    {"every day, Thursday", BYTES("Thu, 5 Jul 2001 00:00 +0000"), 0, "", "Thu 2001-07-05 00:00 0"},
    {"every day, Saturday", BYTES("Sat, 7 Jul 2001 00:00 +0000"), 0, "", "Sat 2001-07-07 00:00 0"},
    {"leap day", BYTES("29 Feb 2000 00:00 +0000"), 0, "", "2000-02-29 00:00 0"},
    {"no leap day in 1900", BYTES("29 Feb 1900 00:00 +0000"), 0, "DATE_DAY@0+2", "1900-02-29 00:00 0"},
    {"no leap day in 2001", BYTES("29 Feb 2001 00:00 +0000"), 0, "DATE_DAY@0+2", "2001-02-29 00:00 0"},
    {"leap day in 2004", BYTES("29 Feb 2004 00:00 +0000"), 0, "", "2004-02-29 00:00 0"},
    {"30 February", BYTES("30 Feb 2004 00:00 +0000"), 0, "DATE_DAY@0+2", "2004-02-30 00:00 0"},
    {"31 February", BYTES("31 Feb 2004 00:00 +0000"), 0, "DATE_DAY@0+2", "2004-02-31 00:00 0"},
    {"31 April", BYTES("31 Apr 2004 00:00 +0000"), 0, "DATE_DAY@0+2", "2004-04-31 00:00 0"},
    {"32 January", BYTES("32 Jan 2004 00:00 +0000"), 0, "DATE_DAY@0+2", "2004-01-32 00:00 0"},
    {"day zero", BYTES("0 Jan 2004 00:00 +0000"), 0, "DATE_DAY@0+1", "2004-01-00 00:00 0"},
    {"day of week that is not of a day that there is not", BYTES("Mon, 31 Feb 2004 00:00 +0000"), 0, "DATE_DAY@5+2", "Mon 2004-02-31 00:00 0"},
    {"another day of week", BYTES("Mon, 21 Nov 1997 09:55:06 -0600"), 0, "DATE_DAY_NAME@0+3", "Mon 1997-11-21 09:55:06 -360"},
    {"day of week of the zone, not of UTC", BYTES("Fri, 21 Nov 1997 23:55:06 -0600"), 0, "", "Fri 1997-11-21 23:55:06 -360"},
    {"midnight", BYTES("1 Jan 2000 00:00:00 +0000"), 0, "", "2000-01-01 00:00:00 0"},
    {"hour 24", BYTES("1 Jan 2000 24:00:00 +0000"), 0, "DATE_TIME@11+2", "2000-01-01 24:00:00 0"},
    {"hour, minute and second out of range", BYTES("1 Jan 2000 25:61:61 +0000"), 0, "DATE_TIME@11+2 DATE_TIME@14+2 DATE_TIME@17+2", "2000-01-01 25:61:61 0"},
    {"minute 60", BYTES("1 Jan 2000 00:60:00 +0000"), 0, "DATE_TIME@14+2", "2000-01-01 00:60:00 0"},
    {"second 61", BYTES("1 Jan 2000 23:59:61 +0000"), 0, "DATE_TIME@17+2", "2000-01-01 23:59:61 0"},
    {"leap second", BYTES("31 Dec 1998 23:59:60 +0000"), 0, "", "1998-12-31 23:59:60 0"},
    {"leap second east of Greenwich", BYTES("1 Jan 1999 08:59:60 +0900"), 0, "", "1999-01-01 08:59:60 540"},
    {"leap second west of Greenwich", BYTES("31 Dec 1998 18:59:60 -0500"), 0, "", "1998-12-31 18:59:60 -300"},
    {"leap second at another time", BYTES("31 Dec 1998 22:59:60 +0000"), 0, "DATE_LEAP@18+2", "1998-12-31 22:59:60 0"},
    {"leap second before midnight in another zone", BYTES("31 Dec 1998 23:59:60 +0100"), 0, "DATE_LEAP@18+2", "1998-12-31 23:59:60 60"},
    {"zone +9999", BYTES("1 Jan 2000 00:00:00 +9999"), 0, "DATE_ZONE@20+5", "2000-01-01 00:00:00 6039"},
    {"zone -0060", BYTES("1 Jan 2000 00:00:00 -0060"), 0, "DATE_ZONE@20+5", "2000-01-01 00:00:00 -60"},
    {"year 1899", BYTES("1 Jan 1899 00:00:00 +0000"), 0, "DATE_YEAR@6+4", "1899-01-01 00:00:00 0"},
    {"year 0000", BYTES("1 Jan 0000 00:00:00 +0000"), 0, "DATE_YEAR@6+4", "0-01-01 00:00:00 0"},
    {"year of two digits, 49", BYTES("1 Jan 49 00:00:00 +0000"), 0, "DATE_YEAR_OBS@6+2", "2049-01-01 00:00:00 0"},
    {"year of two digits, 50", BYTES("1 Jan 50 00:00:00 +0000"), 0, "DATE_YEAR_OBS@6+2", "1950-01-01 00:00:00 0"},
    {"year of two digits, 00", BYTES("1 Jan 00 00:00:00 +0000"), 0, "DATE_YEAR_OBS@6+2", "2000-01-01 00:00:00 0"},
    {"year of two digits, 99", BYTES("1 Jan 99 00:00:00 +0000"), 0, "DATE_YEAR_OBS@6+2", "1999-01-01 00:00:00 0"},
    {"year of three digits, 100", BYTES("1 Jan 100 00:00:00 +0000"), 0, "DATE_YEAR_OBS@6+3", "2000-01-01 00:00:00 0"},
    {"year of three digits, 999", BYTES("1 Jan 999 00:00:00 +0000"), 0, "DATE_YEAR_OBS@6+3", "2899-01-01 00:00:00 0"},
    {"year of three digits, 001", BYTES("1 Jan 001 00:00:00 +0000"), 0, "DATE_YEAR_OBS@6+3", "1901-01-01 00:00:00 0"},
    {"year of one digit", BYTES("1 Jan 9 00:00:00 +0000"), 0, "DATE_SYNTAX@6+1", NULL},
    {"obs comments everywhere", BYTES("(a) Fri (b) , (c) 21 (d) Nov (e) 1997 (f) 09 (g) : (h) 55 (i) : (j) 06 (k) -0600 (l)"), 0, "DATE_OBS@0+1", "Fri 1997-11-21 09:55:06 -360 (a) (b) (c) (d) (e) (f) (g) (h) (i) (j) (k) (l)"},
    {"obs spaces around colons", BYTES("21 Nov 1997 09 : 55 : 06 -0600"), 0, "DATE_OBS@14+1", "1997-11-21 09:55:06 -360"},
    {"obs space before the comma", BYTES("Fri , 21 Nov 1997 09:55:06 -0600"), 0, "DATE_OBS@3+1", "Fri 1997-11-21 09:55:06 -360"},
    {"obs nothing between day and month", BYTES("21Nov 1997 09:55:06 -0600"), 0, "DATE_OBS@2+1", "1997-11-21 09:55:06 -360"},
    {"obs nothing between month and year", BYTES("21 Nov1997 09:55:06 -0600"), 0, "DATE_OBS@6+1", "1997-11-21 09:55:06 -360"},
    {"obs nothing between year and hour", BYTES("21 Nov 199709:55:06 -0600"), 0, "DATE_OBS@11+1", "1997-11-21 09:55:06 -360"},
    {"obs nothing between a year of two digits and hour", BYTES("21 Nov 9709:55:06 -0600"), 0, "DATE_YEAR_OBS@7+2 DATE_OBS@9+1", "1997-11-21 09:55:06 -360"},
    {"obs comment between year and hour", BYTES("21 Nov 1997(x)09:55:06 -0600"), 0, "DATE_OBS@11+1", "1997-11-21 09:55:06 -360 (x)"},
    {"obs comment before the zone", BYTES("21 Nov 1997 09:55:06 (x) -0600"), 0, "DATE_OBS@21+1", "1997-11-21 09:55:06 -360 (x)"},
    {"obs double fold", BYTES("21 Nov 1997\r\n \r\n 09:55:06 -0600"), 0, "OBS_FWS@11+6", "1997-11-21 09:55:06 -360"},
    {"no space before the zone", BYTES("21 Nov 1997 09:55:06-0600"), 0, "DATE_SPACE@20+1", "1997-11-21 09:55:06 -360"},
    {"comment directly before the zone", BYTES("21 Nov 1997 09:55:06(x)-0600"), 0, "DATE_SPACE@23+1 DATE_OBS@20+1", "1997-11-21 09:55:06 -360 (x)"},
    {"zone UT", BYTES("21 Nov 1997 09:55:06 UT"), 0, "DATE_ZONE_OBS@21+2", "1997-11-21 09:55:06 0"},
    {"zone GMT", BYTES("21 Nov 1997 09:55:06 GMT"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 0"},
    {"zone GMT without a space", BYTES("21 Nov 1997 09:55:06GMT"), 0, "DATE_ZONE_OBS@20+3", "1997-11-21 09:55:06 0"},
    {"zone gmt", BYTES("21 Nov 1997 09:55:06 gmt"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 0"},
    {"zone EST", BYTES("21 Nov 1997 09:55:06 EST"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 -300"},
    {"zone EDT", BYTES("21 Nov 1997 09:55:06 EDT"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 -240"},
    {"zone CST", BYTES("21 Nov 1997 09:55:06 CST"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 -360"},
    {"zone CDT", BYTES("21 Nov 1997 09:55:06 CDT"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 -300"},
    {"zone MST", BYTES("21 Nov 1997 09:55:06 MST"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 -420"},
    {"zone MDT", BYTES("21 Nov 1997 09:55:06 MDT"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 -360"},
    {"zone PST", BYTES("21 Nov 1997 09:55:06 PST"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 -480"},
    {"zone PDT", BYTES("21 Nov 1997 09:55:06 PDT"), 0, "DATE_ZONE_OBS@21+3", "1997-11-21 09:55:06 -420"},
    {"military zone Z", BYTES("21 Nov 1997 09:55:06 Z"), 0, "DATE_ZONE_OBS@21+1", "1997-11-21 09:55:06 ?0"},
    {"military zone A", BYTES("21 Nov 1997 09:55:06 A"), 0, "DATE_ZONE_OBS@21+1", "1997-11-21 09:55:06 ?0"},
    {"military zone m", BYTES("21 Nov 1997 09:55:06 m"), 0, "DATE_ZONE_OBS@21+1", "1997-11-21 09:55:06 ?0"},
    {"there is no military zone J", BYTES("21 Nov 1997 09:55:06 J"), 0, "DATE_ZONE_UNKNOWN@21+1", "1997-11-21 09:55:06 ?0"},
    {"zone UTC", BYTES("21 Nov 1997 09:55:06 UTC"), 0, "DATE_ZONE_UNKNOWN@21+3", "1997-11-21 09:55:06 0"},
    {"zone that nobody knows", BYTES("21 Nov 1997 09:55:06 CEST"), 0, "DATE_ZONE_UNKNOWN@21+4", "1997-11-21 09:55:06 ?0"},
    {"zone GMT with an offset", BYTES("21 Nov 1997 09:55:06 GMT+0200"), 0, "DATE_ZONE_FORM@21+8", "1997-11-21 09:55:06 120"},
    {"zone UTC with hours", BYTES("21 Nov 1997 09:55:06 UTC-3"), 0, "DATE_ZONE_FORM@21+5", "1997-11-21 09:55:06 -180"},
    {"zone EST with an offset", BYTES("21 Nov 1997 09:55:06 EST+1"), 0, "DATE_ZONE_OBS@21+3 TRAILING@24+2", "1997-11-21 09:55:06 -300"},
    {"zone with a colon", BYTES("21 Nov 1997 09:55:06 +05:30"), 0, "DATE_ZONE_FORM@21+6", "1997-11-21 09:55:06 330"},
    {"zone with a colon and one digit", BYTES("21 Nov 1997 09:55:06 +05:3"), 0, "DATE_ZONE_FORM@21+3 TRAILING@24+2", "1997-11-21 09:55:06 300"},
    {"zone of three digits", BYTES("21 Nov 1997 09:55:06 -530"), 0, "DATE_ZONE_FORM@21+4", "1997-11-21 09:55:06 -330"},
    {"zone of two digits", BYTES("21 Nov 1997 09:55:06 +02"), 0, "DATE_ZONE_FORM@21+3", "1997-11-21 09:55:06 120"},
    {"zone of one digit", BYTES("21 Nov 1997 09:55:06 +2"), 0, "DATE_ZONE_FORM@21+2", "1997-11-21 09:55:06 120"},
    {"zone of five digits", BYTES("21 Nov 1997 09:55:06 +02000"), 0, "DATE_SYNTAX@22+1", NULL},
    {"zone of a sign", BYTES("21 Nov 1997 09:55:06 +"), 0, "DATE_SYNTAX@22+0", NULL},
    {"zone without a sign", BYTES("21 Nov 1997 09:55:06 0200"), 0, "DATE_SYNTAX@21+1", NULL},
    {"no zone", BYTES("21 Nov 1997 09:55:06"), 0, "DATE_ZONE_MISSING@20+0", "1997-11-21 09:55:06 ?0"},
    {"no zone but a comment", BYTES("21 Nov 1997 09:55:06 (x)"), 0, "DATE_ZONE_MISSING@24+0", "1997-11-21 09:55:06 ?0 (x)"},
    {"no zone and no seconds", BYTES("21 Nov 1997 09:55"), 0, "DATE_ZONE_MISSING@17+0", "1997-11-21 09:55 ?0"},
    {"hour, minute, second of one digit", BYTES("21 Nov 1997 9:5:6 -0600"), 0, "DATE_DIGITS@12+1 DATE_DIGITS@14+1 DATE_DIGITS@16+1", "1997-11-21 09:05:06 -360"},
    {"hour of three digits", BYTES("21 Nov 1997 009:55:06 -0600"), 0, "DATE_SYNTAX@12+1", NULL},
    {"second of three digits", BYTES("21 Nov 1997 09:55:006 -0600"), 0, "DATE_SYNTAX@18+1", NULL},
    {"no comma", BYTES("Fri 21 Nov 1997 09:55:06 -0600"), 0, "DATE_COMMA@3+0", "Fri 1997-11-21 09:55:06 -360"},
    {"no comma and no space", BYTES("Fri21 Nov 1997 09:55:06 -0600"), 0, "DATE_COMMA@3+0", "Fri 1997-11-21 09:55:06 -360"},
    {"long names", BYTES("Friday, 21 November 1997 09:55:06 -0600"), 0, "DATE_NAME@0+6 DATE_NAME@11+8", "Fri 1997-11-21 09:55:06 -360"},
    {"names of four letters", BYTES("Thur, 4 Sept 1997 09:55:06 -0600"), 0, "DATE_NAME@0+4 DATE_NAME@8+4", "Thu 1997-09-04 09:55:06 -360"},
    {"text after the zone", BYTES("21 Nov 1997 09:55:06 -0600 CST"), 0, "TRAILING@27+3", "1997-11-21 09:55:06 -360"},
    {"digit after the zone", BYTES("21 Nov 1997 09:55:06 -06001"), 0, "DATE_SYNTAX@22+1", NULL},
    {"line end after the zone", BYTES("21 Nov 1997 09:55:06 -0600\r\n"), 0, "TRAILING@26+2", "1997-11-21 09:55:06 -360"},
    {"bare CR is white space", BYTES("21 Nov\r1997 09:55:06 -0600"), 0, "", "1997-11-21 09:55:06 -360"},
    {"nothing", BYTES(""), 0, "DATE_SYNTAX@0+0", NULL},
    {"white space only", BYTES(" \r\n "), 0, "DATE_SYNTAX@4+0", NULL},
    {"comment only", BYTES("(x)"), 0, "DATE_SYNTAX@3+0", NULL},
    {"no such day", BYTES("Fry, 21 Nov 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@0+1", NULL},
    {"day of two letters", BYTES("Fr, 21 Nov 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@0+1", NULL},
    {"no such month", BYTES("21 Nev 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@3+1", NULL},
    {"month by number", BYTES("21 11 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@3+1", NULL},
    {"month that goes on", BYTES("21 Nova 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@3+1", NULL},
    {"month of two letters", BYTES("21 No 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@3+1", NULL},
    {"day of three digits", BYTES("021 Nov 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@0+1", NULL},
    {"no day of month", BYTES("Fri, Nov 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@5+1", NULL},
    {"no year", BYTES("21 Nov"), 0, "DATE_SYNTAX@6+0", NULL},
    {"no time", BYTES("21 Nov 1997"), 0, "DATE_SYNTAX@11+0", NULL},
    {"no minute", BYTES("21 Nov 1997 09"), 0, "DATE_SYNTAX@14+0", NULL},
    {"no minute behind the colon", BYTES("21 Nov 1997 09:"), 0, "DATE_SYNTAX@15+0", NULL},
    {"no second behind the colon", BYTES("21 Nov 1997 09:55:"), 0, "DATE_SYNTAX@18+0", NULL},
    {"dots for colons", BYTES("21 Nov 1997 09.55.06 -0600"), 0, "DATE_SYNTAX@14+1", NULL},
    {"as ctime writes it", BYTES("Fri Nov 21 09:55:06 1997"), 0, "DATE_COMMA@3+0 DATE_SYNTAX@4+1", NULL},
    {"as ISO 8601 has it", BYTES("1997-11-21T09:55:06Z"), 0, "DATE_SYNTAX@0+1", NULL},
    {"NUL in the middle", BYTES("21 Nov\000 1997 09:55:06 -0600"), 0, "DATE_SYNTAX@6+1", NULL},
    {"8-bit", BYTES("21 Nov 1997 09:55:06 \303\274"), 0, "DATE_SYNTAX@21+1", NULL},
    {"comment not closed in front", BYTES("(x 21 Nov 1997 09:55:06 -0600"), 0, "COMMENT_OPEN@0+1", NULL},
    {"comment not closed behind the day of week", BYTES("Fri (x, 21 Nov 1997 09:55:06 -0600"), 0, "COMMENT_OPEN@4+1", NULL},
    {"comment not closed behind the comma", BYTES("Fri, (x"), 0, "COMMENT_OPEN@5+1", NULL},
    {"comment not closed behind the day", BYTES("21 (x"), 0, "COMMENT_OPEN@3+1", NULL},
    {"comment not closed behind the month", BYTES("21 Nov (x"), 0, "COMMENT_OPEN@7+1", NULL},
    {"comment not closed behind the year", BYTES("21 Nov 1997 (x"), 0, "COMMENT_OPEN@12+1", NULL},
    {"comment not closed behind the hour", BYTES("21 Nov 1997 09 (x"), 0, "COMMENT_OPEN@15+1", NULL},
    {"comment not closed behind the colon", BYTES("21 Nov 1997 09:(x"), 0, "COMMENT_OPEN@15+1", NULL},
    {"comment not closed behind the minute", BYTES("21 Nov 1997 09:55 (x"), 0, "COMMENT_OPEN@18+1", NULL},
    {"comment not closed behind the second", BYTES("21 Nov 1997 09:55:06 (x"), 0, "COMMENT_OPEN@21+1", NULL},
    {"comment not closed behind the zone", BYTES("21 Nov 1997 09:55:06 -0600 (x"), 0, "COMMENT_OPEN@27+1", NULL},
};
/* clang-format on */

static int
reads(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_date t = {.year = -1};
    int rc = eml__date(cx, in, &t);

    (void)arg;
    if (rc == EML_OK)
        dump_date(d, &t);
    else
        assert_int_equal(t.year, -1);
    return rc;
}

static int
parses(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_date t = {.year = -1};
    int rc = eml_date_parse(cx, in, &t);

    (void)arg;
    if (rc == EML_OK)
        dump_date(d, &t);
    else
        assert_int_equal(t.year, -1);
    return rc;
}

static void
reads_and_parses(void **state)
{
    imf_row_check(*state, reads, parses);
}

/* `head`, then `body` n times, then `tail`: cost must stay linear. */
static const struct large_row {
    const char *name, *head, *body, *tail;
    size_t n;
    int arg, rc;
} larges[] = {
    {"comments", "", "(x)", "1 Jan 2000 00:00 +0000", 100000, 0, EML_OK},
    {"digits of a year", "1 Jan 1", "0", " 00:00 +0000", 1000000, 0,
     EML_E_LIMIT_YEAR},
    {"zeros of a year", "1 Jan ", "0", "2000 00:00 +0000", 1000000, 0, EML_OK},
    {"letters of a zone", "1 Jan 2000 00:00 ", "X", "", 1000000, 0, EML_OK},
    {"letters of a month", "1 ", "J", "", 1000000, 0, EML_E_DATE_SYNTAX},
    {"comments behind a year", "1 Jan 2000", "(x)", "00:00 +0000", 100000, 0,
     EML_OK},
    {"comments before a zone", "1 Jan 2000 00:00", "(x)", " +0000", 100000, 0,
     EML_OK},
    {"comments opened", "", "(", "", 1000000, 0, EML_E_COMMENT_OPEN},
    {"comments opened behind a year", "1 Jan 2000", "(", "", 1000000, 0,
     EML_E_COMMENT_OPEN},
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
    eml_date d;

    assert_non_null(s);
    memcpy(s, r->head, head);
    for (size_t i = 0; i < r->n; i++)
        memcpy(s + head + i * body, r->body, body);
    memcpy(s + head + r->n * body, r->tail, strlen(r->tail));
    in = test_cx_init(&t, s, n, EML_ALLOW_NONE);
    free(s);
    assert_int_equal(eml__date(&t.cx, in, &d), r->rc);
    test_cx_fini(&t);
}

/* The slow way: every day from 1900 to 2400 counted one by one. */
static void
every_day_counts(void **state)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31};
    int64_t day = -25567; /* 1900-01-01 */
    uint8_t name = 1;     /* a Monday */

    (void)state;
    for (int32_t y = 1900; y <= 2400; y++)
        for (uint8_t m = 1; m <= 12; m++) {
            int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

            for (int d = 1; d <= days[m - 1] + (m == 2 && leap); d++) {
                eml_date t = {.year = y, .month = m, .day = (uint8_t)d};
                eml_date back;

                assert_int_equal(eml_date_unix(&t), day * 86400);
                assert_int_equal(eml_date_day_name(y, m, (uint8_t)d), name);
                eml_date_from_unix(day * 86400 + 86399, 0, true, &back);
                assert_int_equal(back.year, y);
                assert_int_equal(back.month, m);
                assert_int_equal(back.day, d);
                assert_int_equal(back.day_name, name);
                assert_int_equal(back.hour, 23);
                assert_int_equal(back.minute, 59);
                assert_int_equal(back.second, 59);
                day++;
                name = (uint8_t)((name + 1) % 7);
            }
        }
}

static int
parse_date(const char *in, size_t n, eml_date *out)
{
    test_cx t;
    eml_span s = test_cx_init(&t, in, n, EML_ALLOW_NONE);
    int rc;

    memset(out, 0, sizeof *out);
    rc = eml_date_parse(&t.cx, s, out);
    out->comments = NULL;
    test_cx_fini(&t);
    return rc;
}

/* Names are looked up by a hash: all that differ in letters. */
static void
every_name_of_three_letters(void **state)
{
    static const char days[] = "sunmontuewedthufrisat";
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    unsigned num_days = 0, num_months = 0;

    (void)state;
    for (unsigned i = 0; i < 26 * 26 * 26; i++) {
        char name[4] = {(char)('a' + i / 676), (char)('a' + i / 26 % 26),
                        (char)('a' + i % 26), 0};
        char in[] = "1 jan 2000 00:00:00 +0000";
        const char *month = NULL;
        int day = -1;
        eml_date d;

        for (int k = 0; k < 7; k++)
            if (memcmp(days + 3 * k, name, 3) == 0)
                day = k;
        for (int k = 0; k < 12; k++)
            if (memcmp(months + 3 * k, name, 3) == 0)
                month = months + 3 * k;
        assert_int_equal(eml__day_name((const uint8_t *)name), day);
        memcpy(in + 2, name, 3);
        assert_int_equal(parse_date(in, sizeof in - 1, &d) == EML_OK,
                         month != NULL);
        if (month)
            assert_int_equal(d.month, (month - months) / 3 + 1);
        num_days += day >= 0;
        num_months += month != NULL;
    }
    assert_int_equal(num_days, 7);
    assert_int_equal(num_months, 12);
}

/* The form that is read at once, and the same with one space more: whatever
 * byte stands at whatever place, they are the same date or both none. */
static void
at_once_or_not(void **state)
{
    static const char *const forms[] = {
        "Fri, 21 Nov 1997 09:55:06 -0600", " Mon,  3 Feb 2003 23:59:59 +0000",
        "1 Dec 2030 00:00:00 -0000", "Sat, 29 Feb 2020 24:60:61 +2460"};

    (void)state;
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        size_t n = strlen(forms[f]),
               gap = (size_t)(strchr(forms[f], ':') - forms[f]) - 3;

        for (size_t at = 0; at < n; at++)
            for (unsigned c = 0; c < 256; c++) {
                char one[40], two[40];
                eml_date a, b;

                if (at == gap)
                    continue;
                memcpy(one, forms[f], n);
                one[at] = (char)c;
                memcpy(two, one, gap);
                two[gap] = ' ';
                memcpy(two + gap + 1, one + gap, n - gap);
                assert_int_equal(parse_date(one, n, &a),
                                 parse_date(two, n + 1, &b));
                assert_memory_equal(&a, &b, sizeof a);
            }
    }
}

/* Any instant, any zone: from_unix and back. */
static void
any_instant_comes_back(void **state)
{
    uint64_t x = 88172645463325252u;

    (void)state;
    for (int i = 0; i < 1000000; i++) {
        eml_date d;
        int64_t s;
        int16_t offset;

        x ^= x << 13; /* xorshift64 */
        x ^= x >> 7;
        x ^= x << 17;
        s = (int64_t)(x % 120000000000000000u) - 60000000000000000;
        offset = (int16_t)((int)(x >> 40) % 6000);
        eml_date_from_unix(s, offset, true, &d);
        assert_int_equal(eml_date_unix(&d), s);
        assert_int_equal(d.day_name, eml_date_day_name(d.year, d.month, d.day));
        assert_true(d.month >= 1 && d.month <= 12 && d.day >= 1 &&
                    d.day <= 31 && d.hour < 24 && d.minute < 60 &&
                    d.second < 60);
    }
}

/* Far past the last year that a Date field has, nothing wraps around to a year
 * that it has. */
static void
a_far_instant_stays_far(void **state)
{
    static const int64_t far[] = {INT64_MAX, INT64_MIN, 135536077748188800,
                                  -135536077748188800};

    (void)state;
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        eml_date d;

        eml_date_from_unix(far[i], 6039, true, &d);
        assert_true(far[i] > 0 ? d.year == INT32_MAX : d.year < -1000000);
        eml_date_from_unix(far[i], -6039, true, &d);
        assert_true(far[i] > 0 ? d.year == INT32_MAX : d.year < -1000000);
    }
}

static const struct unix_row {
    const char *name, *in;
    int64_t unix_s;
} instants[] = {
    {"the epoch", "1 Jan 1970 00:00:00 +0000", 0},
    {"before the epoch", "31 Dec 1969 23:59:59 +0000", -1},
    {"east of Greenwich", "1 Jan 1970 00:00:00 +0130", -5400},
    {"west of Greenwich", "1 Jan 1970 00:00:00 -0030", 1800},
    {"RFC 5322 appendix A.1.1", "Fri, 21 Nov 1997 09:55:06 -0600", 880127706},
    {"leap second counts as the next", "31 Dec 1998 23:59:60 +0000", 915148800},
    {"behind the leap second", "1 Jan 1999 00:00:00 +0000", 915148800},
    {"leap day of 2000", "29 Feb 2000 12:00:00 +0000", 951825600},
    {"1900", "1 Jan 1900 00:00:00 +0000", -2208988800},
    {"end of 32 bits", "19 Jan 2038 03:14:08 +0000", 2147483648},
    {"9999", "31 Dec 9999 23:59:59 +0000", 253402300799},
    {"no seconds", "1 Jan 1970 00:01 +0000", 60},
    {"unknown zone", "1 Jan 1970 00:01 -0000", 60},
    {"day that there is not", "31 Feb 1970 00:00 +0000", 5270400},
};

static void
is_instant(void **state)
{
    const struct unix_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, strlen(r->in), EML_ALLOW_WILD);
    eml_date d;

    assert_int_equal(eml_date_parse(&t.cx, in, &d), EML_OK);
    assert_int_equal(eml_date_unix(&d), r->unix_s);
    test_cx_fini(&t);
}

int
main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(every_day_counts),
        cmocka_unit_test(every_name_of_three_letters),
        cmocka_unit_test(at_once_or_not),
        cmocka_unit_test(any_instant_comes_back),
        cmocka_unit_test(a_far_instant_stays_far),
    };

    return RUN_TABLE(reads_and_parses, dates) +
           RUN_TABLE(is_instant, instants) + RUN_TABLE(stays_linear, larges) +
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
