# The only makefile. Nothing is listed by name: a new module, test, fuzz target
# or bench program is found by its place and its file name. Everything built
# goes under build/$(PROFILE).
#
#   make                          an optimised build/release/eml
#   make check                    every test, in the debug profile
#   make PROFILE=asan CC=clang check
MAKEFLAGS += -rR --no-print-directory
SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=
# What each goal is built as when nobody says: programs are optimised, tests
# are not (see "own_profile" below).
ifeq ($(origin PROFILE),undefined)
PROFILE := release
unasked := yes
endif
B   := build/$(PROFILE)
Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$(2)')
mute := help clean fmt fmt-check dist ci ci-short
quiet_goal := $(if $(filter-out $(mute),$(or $(MAKECMDGOALS),all)),,yes)

# ---- compiler ---------------------------------------------------------------
# $(origin CC) is "default" in the first make, and "undefined" in a make below
# it, because by then -R is in MAKEFLAGS.
builtin = $(filter default undefined,$(origin $(1)))
ifneq ($(call builtin,AR),)
AR := ar
endif
ifneq ($(filter fuzz msan,$(PROFILE)),)
needs_clang := $(if $(findstring clang,$(if $(call builtin,CC),,$(CC))),,yes)
endif
ifeq ($(PROFILE),cov)
needs_clang := $(call builtin,CC)
endif
ifeq ($(CC),clang)
needs_clang := yes
endif
ifneq ($(filter afl cmplog,$(PROFILE)),)
override CC := afl-clang-fast
export AFL_QUIET := 1
# AFL++'s second program of a target, which says what is compared with what.
$(if $(filter cmplog,$(PROFILE)),$(eval export AFL_LLVM_CMPLOG := 1))
else ifneq ($(needs_clang),)
# `clang` may be installed as clang-19 only; cov does without it.
override CC := $(or $(shell ci/clang.sh $(if $(filter cov,$(PROFILE)),,any)),$(if $(filter cov,$(PROFILE)),gcc,clang))
else ifneq ($(call builtin,CC),)
CC := cc
endif
ifeq ($(quiet_goal),)
cc_id := $(shell $(CC) -dumpmachine 2>&1; $(CC) --version 2>&1 | head -n 1)
endif
machine := $(firstword $(subst -, ,$(cc_id)))
comma := ,

# ---- profiles ---------------------------------------------------------------
san := -g -fno-sanitize-recover=all -fno-omit-frame-pointer
opt_debug   := -O0 -g3
opt_release := -O2 -g -DNDEBUG
opt_hard    := -O1 -g3 -DEML_HARD_TESTS
opt_asan    := -O1 $(san) -fsanitize=address,undefined
opt_msan    := -O1 $(san) -fsanitize=memory
# Comparisons are not traced: it doubles the time, and what must be met is in
# the dictionaries. Nor is the depth of the stack: nothing calls itself.
opt_fuzz    := -O2 $(san) -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-coverage=trace-cmp,stack-depth -fsanitize-address-use-after-return=never
opt_afl     := -O2 -g
opt_cmplog  := -O2 -g
# All of it is said by a fleet's environment (.clusterfuzzlite/build.sh).
opt_fleet   :=
opt_cov     := -O0 -g $(if $(findstring clang,$(CC)),-fprofile-instr-generate -fcoverage-mapping,--coverage)
profiles    := debug release hard asan msan cov fuzz afl cmplog fleet
ifeq ($(filter $(PROFILE),$(profiles)),)
$(error PROFILE=$(PROFILE) is not one of: $(profiles))
endif
engine := $(if $(filter fuzz afl cmplog,$(PROFILE)),-fsanitize=fuzzer)
ifeq ($(PROFILE),fleet)
engine := $(or $(LIB_FUZZING_ENGINE),-fsanitize=fuzzer)
endif

warn := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
        -Wmissing-prototypes -Wold-style-definition -Wvla -Wundef -Wcast-qual \
        -Wwrite-strings -Wformat=2 -Wswitch-enum
all_cppflags := -I. -Iinclude $(CPPFLAGS)
all_cflags   := -std=c11 -fno-common -fPIC -fno-semantic-interposition \
                $(warn) $(if $(WERROR),-Werror) $(opt_$(PROFILE)) $(CFLAGS)
# libeml.a calls nothing but five mem* functions, so whatever a distribution's
# compiler slips in is turned off there; the code that meets the system has it.
# gcc makes strlen() of a loop that looks for a zero. -O3 puts more in line: a
# twentieth faster in generating and in parsing (bench_gen, bench_message); the
# same of gcc's "rep stos", which takes longer to begin than a struct to fill
# (a fiftieth).
flags_lib    := -U_FORTIFY_SOURCE -fno-stack-protector -fno-builtin-bcmp \
                $(if $(filter release,$(PROFILE)),-O3) \
                $(if $(findstring clang,$(CC) $(cc_id)),,-fno-tree-loop-distribute-patterns \
                $(if $(filter x86_64 amd64,$(machine)),-mmemset-strategy=unrolled_loop:512:noalign$(comma)libcall:-1:noalign))
# The program, and what is measured, is optimised as a whole by gcc (a
# twentieth). There is usual code beside, for other links: these are many.
ifneq ($(filter release,$(PROFILE)),)
whole := $(if $(findstring clang,$(CC) $(cc_id)),,-flto=auto -ffat-lto-objects)
lto := $(if $(whole),-fno-lto)
endif
flags_system := $(if $(filter release,$(PROFILE)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
# Vector code, by file name. The sources are empty on other machines.
isa_avx2  := $(if $(filter x86_64 amd64,$(machine)),-mavx2)
isa_avx512 := $(if $(filter x86_64 amd64,$(machine)),-mavx2 -mbmi2 -mpopcnt \
                -mavx512f -mavx512bw -mavx512vl -mavx512vbmi -mavx512vbmi2)
isa_ssse3 := $(if $(filter x86_64 amd64,$(machine)),-mssse3)

# ---- what there is ----------------------------------------------------------
code      = $(filter-out %_test.c,$(wildcard $(1)))
obj       = $(patsubst %.c,$(B)/%.o,$(1))
lib_src  := $(call code,core/*.c parsers/*/*.c grammar/*.c generators/*.c \
              stack/auth/*.c stack/smtp/*.c stack/list/*.c)
os_src   := $(call code,os/posix/*.c stack/store/*.c)
cli_src  := $(call code,cli/*.c)
suite_src := $(call code,conformance/*.c)
unit_src := $(wildcard core/*_test.c parsers/*/*_test.c grammar/*_test.c \
              generators/*_test.c stack/auth/*_test.c stack/smtp/*_test.c \
              stack/list/*_test.c)
whole_src := $(wildcard os/posix/*_test.c stack/store/*_test.c cli/*_test.c \
              conformance/*_test.c bench/*_test.c tests/*_test.c fuzz/*_test.c \
              fuzz/run/*_test.c)
runner_src := $(call code,fuzz/run/*.c)
test_help := $(call code,tests/*.c)
# Targets that compare with another library are built when asked for
# (FUZZ_PEERS=1), and then those whose library is there: a crash of a peer is
# not ours to stop for.
peer_src := $(wildcard fuzz/diff_gmime_*.c fuzz/diff_etpan_*.c)
all_fuzz_src := $(wildcard $(foreach f,fuzz gen chunk diff break cost,fuzz/$(f)_*.c))
FUZZ_PEERS ?=
peers    := $(if $(FUZZ_PEERS),$(foreach p,gmime=gmime-3.0 etpan=libetpan,$(if \
              $(shell pkg-config --exists $(lastword $(subst =, ,$p)) && echo yes),\
              $(filter fuzz/diff_$(firstword $(subst =, ,$p))_%,$(peer_src)),\
              $(warning *** SKIPPED: fuzz/diff_$(firstword $(subst =, ,$p))_*: \
                pkg-config knows no $(lastword $(subst =, ,$p))))))
fuzz_src := $(filter-out $(peer_src),$(all_fuzz_src)) $(peers)
replay_src := fuzz/replay.c fuzz/volume.c
fuzz_help := $(filter-out $(all_fuzz_src) $(replay_src) fuzz/mutator.c,$(call code,fuzz/*.c))
# Inputs that are choices in lanes are changed by fuzz/mutator.c.
lane_src := $(shell grep -l '"fuzz/mutator.h"' $(all_fuzz_src) /dev/null)
bench_src := $(wildcard bench/bench_*.c)
bench_help := $(filter-out $(bench_src),$(call code,bench/*.c))
pub_hdr  := $(wildcard include/eml/*.h include/eml/*.def)
man      := $(wildcard doc/*.1)
completion := $(if $(cli_src),mk/eml.bash)

lib      := $(B)/libeml.a
oslib    := $(if $(os_src),$(B)/libemlos.a)
program  := $(if $(cli_src),$(B)/eml)
pc       := $(B)/eml.pc $(if $(oslib),$(B)/emlos.pc)
suites   := $(if $(suite_src),$(B)/conform/suites)
units    := $(unit_src:%.c=$(B)/%)
wholes   := $(whole_src:%.c=$(B)/%)
fuzzers  := $(fuzz_src:%.c=$(B)/%)
runner   := $(B)/fuzz/run/run
benches   = $(bench_src:%.c=$(B)/%)

# A system library is linked by whoever includes its header, and asked of
# pkg-config only then: header=package.
SYSTEM_LIBS := jansson.h=jansson openssl/=openssl idn2.h=libidn2 uv.h=libuv \
  ares.h=libcares sqlite3.h=sqlite3 zlib.h=zlib git2.h=libgit2 expat.h=expat \
  gmime/=gmime-3.0 libetpan/=libetpan yaml.h=yaml-0.1
includes  = $(if $(1),$(shell sed -n 's/^[[:space:]]*\#[[:space:]]*include[[:space:]]*\(<[^>]*>\).*/\1/p' $(1)))
packages  = $(call packages_,$(call includes,$(1) $(wildcard $(addsuffix *.h,$(sort $(dir $(1)))))))
packages_ = $(foreach l,$(SYSTEM_LIBS),$(if $(filter <$(firstword $(subst =, ,$l))%,$(1)),$(lastword $(subst =, ,$l))))
pkg       = $(if $(strip $(2)),$(filter-out -specs=%,$(shell pkg-config $(1) $(2) || echo not-found-see-ci/setup.sh)))
os_packages = $(strip $(call packages,$(os_src)))
OS_LIBS   = $(call pkg,--libs,$(os_packages))
libs_of   = $(call pkg,--libs,$(call packages,$(1))) $(OS_LIBS)

# bench/bench.mk builds what is compared with, says which files of bench/ every
# bench program needs (bench_help), and how `make bench` runs (BENCH_RUN).
-include bench/bench.mk

## all: build libeml.a, libemlos.a and the program eml (the default)
.PHONY: all
all: $(lib) $(oslib) $(program) $(pc)

# A change of flags or compiler rebuilds everything it touches.
define stamp
	@mkdir -p $(@D)
	@printf '%s\n' "$$STAMP" >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
endef
$(B)/flags: export STAMP = $(VERSION) $(CC) $(cc_id) $(all_cppflags) $(all_cflags) $(flags_lib) $(whole) $(flags_system) $(isa_avx2) $(isa_avx512) $(isa_ssse3) $(LDFLAGS)
$(B)/flags: FORCE
	$(stamp)
.PHONY: FORCE
FORCE:
# So does, for what is made of many files, a file more or less.
$(B)/libeml.list: export STAMP = $(lib_src)
$(B)/libemlos.list: export STAMP = $(os_src)
$(B)/eml.list: export STAMP = $(cli_src)
$(B)/suites.list: export STAMP = $(suite_src)
$(B)/runner.list: export STAMP = $(runner_src)
$(B)/%.list: FORCE
	$(stamp)

# `own` is what the folder adds, `isa` what the name of the file adds.
$(call obj,$(lib_src)): own := $(flags_lib) $(whole)
$(call obj,cli/main.c): version := -DEML_VERSION='"$(VERSION)"'
$(call obj,$(os_src) $(cli_src)): own = $(flags_system) $(whole) $(version) $(call pkg,--cflags,$(call packages,$<))
$(call obj,$(runner_src)): own = $(flags_system)
$(call obj,$(suite_src) $(fuzz_src) $(fuzz_help)): own = $(call pkg,--cflags,$(call packages,$<))
$(call obj,$(bench_src) $(bench_help)): own = $(whole) $(call pkg,--cflags,$(call packages,$<))
$(B)/%_avx2.o: isa := $(isa_avx2)
$(B)/%_avx512.o: isa := $(isa_avx512)
$(B)/%_ssse3.o: isa := $(isa_ssse3)

$(B)/%.o: %.c $(B)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(all_cppflags) -MMD -MP $(all_cflags) $(own) $(isa) -c -o $@ $<

# The grammars are part of the library: abnf_mail.c includes them as arrays.
abnf := $(sort $(wildcard grammar/abnf/*.abnf))
$(B)/abnf.list: export STAMP = $(abnf)
$(B)/grammar/abnf_files.inc: ci/embed.sh $(abnf) $(B)/abnf.list
	@mkdir -p $(@D)
	$(Q)ci/embed.sh $(abnf) >$@.$$$$ && mv -f $@.$$$$ $@
$(B)/grammar/abnf_mail.o: $(B)/grammar/abnf_files.inc
$(B)/grammar/abnf_mail.o: own += -I$(B)/grammar

$(lib): $(call obj,$(lib_src))
$(B)/libemlos.a: $(call obj,$(os_src))
$(B)/libeml.a $(B)/libemlos.a: %.a: %.list
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

link = $(Q)mkdir -p $(@D) && $(CC) $(all_cflags) $(lto) $(LDFLAGS) $(engine_here) -o $@ $(filter %.o,$^) $(filter %libemlos.a,$^) $(lib)
$(B)/eml $(benches): lto = $(whole)
$(B)/eml: $(call obj,$(cli_src)) $(oslib) $(lib) $(B)/eml.list
	$(call say,LD,$@)
	$(link) $(call libs_of,$(cli_src)) $(LDLIBS)

$(units): $(B)/%: $(B)/%.o $(call obj,$(test_help)) $(lib)
	$(call say,LD,$@)
	$(link) $(call pkg,--libs,cmocka) $(LDLIBS)

# Tests beside the program's own files may call all of them but main().
not_main = $(filter-out %/main.o %/suites.o,$(call obj,$(1)))
$(filter $(B)/cli/%,$(wholes)): $(call not_main,$(cli_src))
$(filter $(B)/conformance/%,$(wholes)): $(call not_main,$(suite_src))
$(filter $(B)/bench/%,$(wholes)): $(call obj,$(bench_help))
$(filter $(B)/fuzz/mutator_test,$(wholes)): $(B)/fuzz/mutator.o
$(filter $(B)/fuzz/run/%,$(wholes)): $(filter-out %/run_main.o,$(call obj,$(runner_src)))
$(wholes): $(B)/%: $(B)/%.o $(call obj,$(test_help)) $(oslib) $(lib)
	$(call say,LD,$@)
	$(link) $(call pkg,--libs,cmocka) $(call libs_of,$(patsubst $(B)/%.o,%.c,$(filter %.o,$^))) $(LDLIBS)

$(fuzzers): engine_here := $(engine)
$(if $(engine),$(filter $(lane_src:%.c=$(B)/%),$(fuzzers))): $(B)/fuzz/mutator.o
# AFL++ loads it: it has none of the instrumentation that goes into targets.
$(B)/fuzz/mutator.so: fuzz/mutator.c generators/choice.c fuzz/mutator.h generators/choice.h
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D) && cc $(all_cppflags) -std=c11 $(warn) -O2 -fPIC -shared -o $@ $(filter %.c,$^)
ifeq ($(PROFILE),fleet)
# Engines of C++ bring no libraries of their own.
$(fuzzers): link = $(Q)mkdir -p $(@D) && $(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(lib) $(engine_here)
endif
$(fuzzers): $(B)/%: $(B)/%.o $(call obj,$(fuzz_help)) $(lib) \
            $(if $(engine),,$(call obj,$(replay_src)))
	$(call say,LD,$@)
	$(link) $(call pkg,--libs,$(call packages,$*.c $(fuzz_help))) $(LDLIBS)

# An engine reads every counter after each input. What each module does for all
# inputs alike has none: memory, findings, output; nor has, in diff_ targets, the
# grammars' engine.
ifeq ($(PROFILE),fuzz)
uncounted := -fno-sanitize-coverage=edge,inline-8bit-counters,pc-table,indirect-calls
$(call obj,core/arena.c core/find.c core/out.c): own += $(uncounted)
plain := $(patsubst %.c,$(B)/plain/%.o,$(filter grammar/%,$(lib_src)))
$(filter $(B)/fuzz/diff_%,$(fuzzers)): $(plain)
$(plain): own := $(flags_lib) $(uncounted)
$(B)/plain/grammar/abnf_mail.o: $(B)/grammar/abnf_files.inc
$(B)/plain/grammar/abnf_mail.o: own += -I$(B)/grammar
$(B)/plain/%.o: %.c $(B)/flags
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(all_cppflags) -MMD -MP $(all_cflags) $(own) -c -o $@ $<
endif

$(runner): $(call obj,$(runner_src)) $(B)/runner.list
	$(call say,LD,$@)
	$(Q)$(CC) $(all_cflags) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LDLIBS)

$(B)/conform/suites: $(call obj,$(suite_src)) $(oslib) $(lib) $(B)/suites.list
	$(call say,LD,$@)
	$(link) $(call libs_of,$(suite_src)) $(LDLIBS)

# Labels are the program's.
$(filter %/bench_gen,$(benches)): $(call not_main,$(cli_src))
$(benches): $(B)/%: $(B)/%.o $(call obj,$(bench_help)) $(oslib) $(lib)
	$(call say,LD,$@)
	$(link) $(call libs_of,$(patsubst $(B)/%.o,%.c,$(filter %.o,$^))) $(LDLIBS)

# ---- tests ------------------------------------------------------------------
# own_profile makes a goal build itself in its own profile, unless one was
# asked for.
own_profile = $(if $(unasked),+$(Q)$(MAKE) PROFILE=$(1) $@)

TEST_TIMEOUT ?= 300
# Generated messages, for each of twelve kinds: 100,000 in all in `make check`,
# 1,000,000 in `make check-long`.
GEN_COUNT ?= $(if $(filter debug,$(PROFILE)),8400,2000)
test_env = EML_GEN_COUNT=$(GEN_COUNT) $(if $(EML_LONG),EML_LONG=1) EML_PROGRAM=$(program) TEST_TIMEOUT=$(TEST_TIMEOUT) TEST_WRAP='$(TEST_WRAP)' LLVM_PROFILE_FILE=$(B)/profraw/%p-%m.profraw
runs := $(addsuffix .run,$(units) $(wholes) $(fuzzers))
.PHONY: $(runs) check
## check: unit tests, and every fuzz target over its saved inputs (debug)
ifdef unasked
check:
	$(call own_profile,debug)
else
check: $(runs)
	@PROFILE=$(PROFILE) ci/summary.sh $(addsuffix .result,$(units) $(wholes) $(fuzzers))
endif
## check-long: 1,000,000 generated mails round the parser; the long recipes
long_tests := gen_parse_test gen_recipe_test
.PHONY: check-long
check-long:
	+$(Q)$(MAKE) PROFILE=release GEN_COUNT=84000 EML_LONG=1 TEST_TIMEOUT=3000 $(long_tests:%=build/release/cli/%.run)
	@PROFILE=release ci/summary.sh $(long_tests:%=build/release/cli/%.result)

## tests: only the unit tests and those of the whole program (debug)
.PHONY: tests
ifdef unasked
tests:
	$(call own_profile,debug)
else
tests: $(addsuffix .run,$(units) $(wholes))
	@PROFILE=$(PROFILE) ci/summary.sh $(addsuffix .result,$(units) $(wholes))
endif
$(addsuffix .run,$(units)): %.run: %
	$(call say,TEST,$<)
	$(Q)$(test_env) ci/run-test.sh $<
$(addsuffix .run,$(wholes)): %.run: % $(program)
	$(call say,TEST,$<)
	$(Q)$(test_env) ci/run-test.sh $<
# libFuzzer and replay.c take a folder, AFL++ files.
# Where any bytes are choices (diff_, gen_, break_), some more than the saved ones:
# `make REPLAY_VOLUME=100000000 build/release/fuzz/diff_mailbox.run`
REPLAY_VOLUME ?= 1000
saved = $(if $(filter diff_% gen_% break_%,$(notdir $*)),-volume=$(REPLAY_VOLUME)) \
  $(wildcard corpus/regress/$(notdir $*))
ifeq ($(PROFILE),fuzz)
saved = -runs=0 $(wildcard corpus/regress/$(notdir $*))
else ifneq ($(filter afl cmplog,$(PROFILE)),)
saved = $(or $(wildcard corpus/regress/$(notdir $*)/*),/dev/null)
endif
$(addsuffix .run,$(fuzzers)): %.run: %
	$(call say,REPLAY,$<)
	$(Q)$(test_env) ci/run-test.sh $< $(saved)

# What eml gen makes has to be the same everywhere; corpus/seed/ says what.
## corpus: a million generated mails with labels (doc/corpus.md)
CORPUS_OUT     ?= build/corpus-1m
CORPUS_COUNT   ?= 1000000
CORPUS_FORMAT  ?= dir
CORPUS_PROFILE ?= all
CORPUS_MODE    ?= all
CORPUS_SEED    ?= 0
export CORPUS_OUT CORPUS_COUNT CORPUS_FORMAT CORPUS_PROFILE CORPUS_MODE CORPUS_SEED
.PHONY: corpus
corpus: $(program)
	$(Q)ci/corpus.sh $(program)
## recipes: write corpus/seed/ anew, for a new EML_GEN_VERSION
.PHONY: recipes
recipes: $(program)
	$(Q)ci/recipes.sh $(program)

## suites: judge eml by published test suites, read from EML_SUITES
EML_SUITES ?= ../shared/suites
ifneq ($(suites),)
.PHONY: suites
suites: $(suites)
	$(Q)if [ -d '$(EML_SUITES)' ]; then EML_SUITES='$(EML_SUITES)' $(suites); else \
	  echo '********************************************************************'; \
	  echo '*** SKIPPED: no published suite was run, there is no such folder as'; \
	  echo '*** EML_SUITES=$(EML_SUITES)'; \
	  echo '********************************************************************'; fi
endif

## outside: what other readers say of OUTSIDE_COUNT (10000) generated messages
-include conformance/outside/outside.mk
-include conformance/signers/signers.mk

## fuzz: all targets in turns for FUZZ_SECONDS (60); see doc/fuzzing.md
#   FUZZ_TARGETS='gen_* diff_*'   some of them     ENGINE=afl  by AFL++
#   FUZZ_RUNS=N   so many inputs each, the same every time
#   FUZZ_JOBS=N   so many at a time (as many as there are cores)
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= *
ENGINE       ?= libfuzzer
fuzz_chosen   = $(filter $(foreach p,$(FUZZ_TARGETS),$(wildcard fuzz/$(p).c)),$(fuzz_src))
export FUZZ_SECONDS FUZZ_RUNS FUZZ_JOBS
.PHONY: fuzz fuzz-build fuzz-merge fuzz-cover
fuzz:
	+$(Q)ci/fuzz.sh build '$(ENGINE)' $(MAKE)
	$(Q)ci/fuzz.sh run '$(ENGINE)' '$(FUZZ_SECONDS)' '$(FUZZ_TARGETS)'
fuzz-build: $(fuzz_chosen:%.c=$(B)/%)
## fuzz-selftest: plant faults: their targets must find them; FAULTS='01* quick'
FAULTS ?= *
.PHONY: fuzz-selftest
fuzz-selftest:
	$(Q)ci/fuzz-selftest.sh '$(FAULTS)'

## fuzz-rate: inputs a second of each target, and what fuzz/rates.txt wants
FUZZ_RATE_SECONDS ?= 3
.PHONY: fuzz-rate
fuzz-rate:
	+$(Q)$(MAKE) PROFILE=fuzz fuzz-build
	+$(Q)$(MAKE) PROFILE=release build/release/eml
	$(Q)ci/fuzz-rate.sh '$(FUZZ_RATE_SECONDS)' '$(FUZZ_TARGETS)'

## fuzz-merge: leave in build/corpus only inputs that reach something of their own
fuzz-merge:
	+$(Q)ci/fuzz.sh build libfuzzer $(MAKE)
	$(Q)ci/fuzz.sh merge '$(FUZZ_TARGETS)'

## fuzz-cover: what the kept inputs reach, in build/fuzz-cover/index.html
ifdef unasked
fuzz-cover:
	$(call own_profile,cov)
else
fuzz-cover: fuzz-build $(program)
	$(Q)ci/fuzz-cover.sh $(B) $(CC) '$(FUZZ_TARGETS)'
endif

ifneq ($(bench_src),)
## bench: measure; each bench/bench_*.c prints tab-separated lines
.PHONY: bench
BENCH_RUN ?= set -e; for b in $(benches); do $$b; done
bench: $(benches) $(program)
	$(Q)$(BENCH_RUN)
endif

## cover: line and branch coverage of core/ and parsers/ by the tests
# alone: what only saved inputs of fuzz targets reach counts as missed.
COVER_MIN_LINES    ?= 95
COVER_MIN_BRANCHES ?= 90
.PHONY: cover
ifdef unasked
cover:
	$(call own_profile,cov)
else
cover:
	$(Q)rm -rf $(B)/profraw && find $(B) -name '*.gcda' -exec rm -f {} + 2>/dev/null || :
	+$(Q)$(MAKE) PROFILE=$(PROFILE) tests
	$(Q)COVER_MIN_LINES=$(COVER_MIN_LINES) COVER_MIN_BRANCHES=$(COVER_MIN_BRANCHES) \
	  ci/cover.sh $(B) $(CC)
endif

# ---- lint -------------------------------------------------------------------
## lint: all the check-* below, and clause-cover
.PHONY: lint
lint: check-layers check-headers check-banned check-symbols check-complete check-clauses check-options clause-cover
## check-layers: every #include is one that ci/layers.txt allows
## check-headers: each public header compiles alone, as C11 and as C++14
## check-banned: no banned function is called
## check-symbols: what libeml.a needs, exports and calls across layers
## check-complete: each module of core/ and parsers/ has a test and a fuzz target
## check-clauses: doc/clauses.md is what include/eml/codes.def says
## check-options: the options in doc/eml.1 and mk/eml.bash are those of --help
.PHONY: check-layers check-headers check-banned check-symbols check-complete check-clauses check-options
check-layers check-banned check-complete:
	$(call say,LINT,$@)
	$(Q)ci/$@.sh
check-headers:
	$(call say,LINT,$@)
	$(Q)CC='$(CC)' WARN='$(warn)' ci/$@.sh
check-symbols: $(lib)
	$(call say,LINT,$@)
	$(Q)ci/$@.sh $(B)
check-clauses:
	$(call say,LINT,$@)
	$(Q)ci/clauses.sh --check
check-options: $(program)
	$(call say,LINT,$@)
	$(Q)ci/$@.sh $(program)

## clauses: write doc/clauses.md anew from include/eml/codes.def
.PHONY: clauses
clauses:
	$(Q)ci/clauses.sh >doc/clauses.md.new && mv doc/clauses.md.new doc/clauses.md

## clause-cover: each MUST has an n_ case, each rule and alternative a y_ case
## grammar-cover: only the second
.PHONY: clause-cover grammar-cover
clause-cover: grammar-cover
	$(call say,LINT,$@)
	$(Q)ci/clauses.sh --cover
grammar-cover: $(program)
	$(Q)ci/grammar-cover.sh $(program)

## fmt: reformat the C sources; fmt-check: only look whether it would
.PHONY: fmt fmt-check
fmt:
	$(Q)ci/fmt.sh
fmt-check:
	$(Q)ci/fmt.sh --check

# ---- install ----------------------------------------------------------------
$(pc): $(B)/%.pc: mk/%.pc.in $(B)/prefix
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@PACKAGES@|$(os_packages)|' $< >$@
$(B)/prefix: export STAMP = $(PREFIX) $(VERSION) $(os_packages)
$(B)/prefix: FORCE
	$(stamp)

dest := $(DESTDIR)$(PREFIX)
comp_dir := $(dest)/share/bash-completion/completions
## install: program, libraries, headers, eml.pc, the man page, bash completion
.PHONY: install uninstall
install: all
	install -d $(dest)/include/eml $(dest)/lib/pkgconfig
	install -m 644 $(pub_hdr) $(dest)/include/eml
	install -m 644 $(lib) $(oslib) $(dest)/lib
# Another gcc could not read what this one left for its own links.
ifneq ($(whole),)
	for l in $(notdir $(lib) $(oslib)); do objcopy -R '.gnu.lto_*' \
	  -R '.gnu.debuglto_*' -N __gnu_lto_v1 $(dest)/lib/$$l || exit 1; done
endif
	install -m 644 $(pc) $(dest)/lib/pkgconfig
ifneq ($(program),)
	install -d $(dest)/bin
	install -m 755 $(program) $(dest)/bin
endif
ifneq ($(man),)
	install -d $(dest)/share/man/man1
	install -m 644 $(man) $(dest)/share/man/man1
endif
ifneq ($(completion),)
	install -d $(comp_dir)
	install -m 644 $(completion) $(comp_dir)/eml
endif
## uninstall: remove what install put there
uninstall:
	rm -f $(addprefix $(dest)/,$(pub_hdr)) $(dest)/lib/libeml.a \
	  $(dest)/lib/libemlos.a $(patsubst $(B)/%,$(dest)/lib/pkgconfig/%,$(pc)) $(dest)/bin/eml \
	  $(patsubst doc/%,$(dest)/share/man/man1/%,$(man)) $(comp_dir)/eml
	-rmdir $(dest)/include/eml 2>/dev/null

## dist: build/eml-VERSION.tar.gz of what is committed
.PHONY: dist
dist:
	@mkdir -p build
	$(Q)git archive --format=tar --prefix=eml-$(VERSION)/ HEAD | gzip -9n >build/eml-$(VERSION).tar.gz
	@echo build/eml-$(VERSION).tar.gz

# ---- CI ---------------------------------------------------------------------
## ci: all that CI runs, in order, here; ci-short: lint, four test runs
.PHONY: ci ci-short
ci:
	+$(Q).ci/run
ci-short:
	+$(Q)$(MAKE) WERROR=1 lint fmt-check
	+$(Q)$(MAKE) WERROR=1 CC=gcc check
	+$(Q)$(MAKE) WERROR=1 CC=clang check
	+$(Q)$(MAKE) WERROR=1 PROFILE=asan CC=gcc check
	+$(Q)$(MAKE) WERROR=1 PROFILE=asan CC=clang check

## clean: remove build/
.PHONY: clean
clean:
	rm -rf build

## help: this list
.PHONY: help
help:
	@sed -n 's/^## \([a-z-]*\): /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16
	@echo
	@echo 'PROFILE=$(subst $() ,|,$(profiles))  V=1  WERROR=1  CC=...'
	@echo 'PREFIX=... DESTDIR=...  TEST_TIMEOUT=seconds  TEST_WRAP="valgrind -q"'

all_src := $(lib_src) $(os_src) $(cli_src) $(runner_src) $(suite_src) $(unit_src) $(whole_src) \
  $(test_help) $(fuzz_src) $(fuzz_help) $(replay_src) $(bench_src) $(bench_help)
ifeq ($(quiet_goal),)
-include $(patsubst %.c,$(B)/%.d,$(all_src)) $(plain:.o=.d)
endif
