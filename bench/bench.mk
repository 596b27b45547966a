# The peers of `make bench`, the corpora and the comparison. Included by the
# Makefile; each target is built from B, CC and Q, which it sets.
#
#   make bench-peers      the other parsers; what is not installed is skipped
#   make bench-corpora    the files to read, see bench/README.md
#   make bench            both, our own programs, then bench/run.sh
B  ?= build/release
CC ?= cc
BENCH_BYTES   ?= 100000000
BENCH_SAMPLE  ?= 8000000
BENCH_CFLAGS  ?= -O2 -g -DNDEBUG
EML_SUITES    ?= ../shared/suites
CARGO         ?= cargo
PYTHON        ?= python3

bench_dir   := $(B)/bench
bench_tools := $(wildcard bench/mkcorpus*.c bench/peer_*.c) bench/recs_tool.c \
               bench/alloc_count.c
# What remains is linked into each of our own programs.
bench_help  := $(filter-out $(bench_tools) $(wildcard bench/bench_*.c bench/*_test.c), \
                 $(wildcard bench/*.c))
bench_hdr   := $(wildcard bench/*.h)
bench_warn  := $(or $(warn),-Wall -Wextra -Wpedantic -Wshadow -Wconversion)
bench_cc     = $(CC) -std=c11 $(bench_warn) $(if $(WERROR),-Werror) $(BENCH_CFLAGS)
# The package's headers are not ours to warn about.
bench_pkg    = $$(pkg-config --cflags $(1) | sed 's/-I/-isystem /g')
bench_skip   = { echo '********************************************************************'; \
                 echo '*** SKIPPED: $(1)'; \
                 echo '********************************************************************'; }

.PHONY: bench bench-peers bench-corpora
bench-peers: $(addprefix $(bench_dir)/,peer_gmime peer_b64 peer_spf2 peer_opendkim peer_mailparser peer_hypothesis alloc_count.so)
bench-corpora: $(addprefix $(bench_dir)/corpus/,mime.recs b64.recs qp.recs spamassassin.recs spamassassin-crlf.recs) \
  $(addprefix $(bench_dir)/sample/,mime.recs b64.recs qp.recs spamassassin.recs spamassassin-crlf.recs)
bench: bench-peers bench-corpora

# ---- peers ------------------------------------------------------------------
$(bench_dir)/peer_gmime: bench/peer_gmime.c bench/recs.c bench/timing.c $(bench_hdr)
	@mkdir -p $(@D)
	$(Q)if pkg-config --exists gmime-3.0 2>/dev/null; then \
	  $(bench_cc) $(call bench_pkg,gmime-3.0) -o $@ $(filter %.c,$^) $$(pkg-config --libs gmime-3.0); \
	else rm -f $@; $(call bench_skip,GMime is not measured: pkg-config knows no gmime-3.0); fi

$(bench_dir)/peer_b64: bench/peer_b64.c bench/recs.c bench/timing.c $(bench_hdr)
	@mkdir -p $(@D)
	$(Q)if pkg-config --exists libcrypto 2>/dev/null; then \
	  $(bench_cc) $(call bench_pkg,libcrypto) -o $@ $(filter %.c,$^) $$(pkg-config --libs libcrypto); \
	else rm -f $@; $(call bench_skip,OpenSSL is not measured: pkg-config knows no libcrypto); fi

$(bench_dir)/peer_spf2: bench/peer_spf2.c bench/recs.c bench/timing.c $(bench_hdr)
	@mkdir -p $(@D)
	$(Q)if echo '#include <spf2/spf.h>' | $(CC) -E - >/dev/null 2>&1; then \
	  $(bench_cc) -Wno-strict-prototypes -o $@ $(filter %.c,$^) -lspf2; \
	else rm -f $@; $(call bench_skip,libspf2 is not measured: no package libspf2-dev); fi

$(bench_dir)/peer_opendkim: bench/peer_opendkim.c bench/recs.c bench/timing.c $(bench_hdr)
	@mkdir -p $(@D)
	$(Q)if pkg-config --exists opendkim libcrypto 2>/dev/null; then \
	  $(bench_cc) $(call bench_pkg,opendkim libcrypto) -o $@ $(filter %.c,$^) $$(pkg-config --libs opendkim libcrypto); \
	else rm -f $@; $(call bench_skip,libopendkim is not measured: pkg-config knows no opendkim); fi

# mail-parser 1.0 declares a compiler newer than it needs: 1.95 builds it.
$(bench_dir)/peer_mailparser: $(wildcard bench/peer_mailparser/Cargo.* bench/peer_mailparser/src/*.rs)
	@mkdir -p $(@D)
	$(Q)if ! command -v $(CARGO) >/dev/null 2>&1; then \
	  rm -f $@ $@011; $(call bench_skip,mail-parser is not measured: there is no $(CARGO)); \
	elif $(CARGO) build -q --release --locked --ignore-rust-version \
	    --manifest-path bench/peer_mailparser/Cargo.toml --target-dir $(bench_dir)/cargo; then \
	  cp $(bench_dir)/cargo/release/peer_mailparser $(bench_dir)/cargo/release/peer_mailparser011 $(@D); \
	else rm -f $@ $@011; $(call bench_skip,mail-parser is not measured: cargo could not build it); fi

$(bench_dir)/peer_hypothesis: bench/peer_hypothesis.py
	@mkdir -p $(@D)
	$(Q)if $(PYTHON) -m venv $(bench_dir)/venv >/dev/null 2>&1 && \
	    $(bench_dir)/venv/bin/pip -q install 'hypothesis==6.*' 2>/dev/null; then \
	  printf '#!/bin/sh\nexec %s %s "$$@"\n' '$(abspath $(bench_dir)/venv/bin/python)' '$(abspath $<)' >$@; \
	  chmod +x $@; \
	else rm -f $@; $(call bench_skip,Hypothesis is not measured: no $(PYTHON) with venv and pip); fi

$(bench_dir)/alloc_count.so: bench/alloc_count.c
	@mkdir -p $(@D)
	$(Q)$(bench_cc) -fPIC -shared -o $@ $< 2>/dev/null || \
	  $(call bench_skip,allocations are not counted: alloc_count.c needs glibc)

# ---- corpora ----------------------------------------------------------------
$(bench_dir)/mkcorpus: $(wildcard bench/mkcorpus*.c) bench/recs.c $(bench_hdr)
	@mkdir -p $(@D)
	$(Q)$(bench_cc) -o $@ $(filter %.c,$^)

$(bench_dir)/recs: bench/recs_tool.c bench/recs.c bench/recs.h
	@mkdir -p $(@D)
	$(Q)$(bench_cc) -o $@ $(filter %.c,$^)

$(addprefix $(bench_dir)/corpus/,mime.recs b64.recs qp.recs): $(bench_dir)/corpus/%.recs: $(bench_dir)/mkcorpus
	@mkdir -p $(@D)
	$(Q)$< $@ $(BENCH_BYTES) 1 $* >$(@:.recs=.stat)

$(bench_dir)/corpus/spamassassin.recs: $(bench_dir)/recs
	@mkdir -p $(@D)
	$(Q)if [ -d '$(EML_SUITES)/corpus-spamassassin/data' ]; then \
	  $< pack $@ '$(EML_SUITES)/corpus-spamassassin/data'; \
	else $(call bench_skip,no real mail is measured: no $(EML_SUITES)/corpus-spamassassin/data); fi

$(bench_dir)/corpus/spamassassin-crlf.recs: $(bench_dir)/corpus/spamassassin.recs $(bench_dir)/recs
	$(Q)[ ! -f $< ] || $(bench_dir)/recs crlf $@ $<

$(bench_dir)/sample/%.recs: $(bench_dir)/corpus/%.recs $(bench_dir)/recs
	@mkdir -p $(@D)
	$(Q)[ ! -f $< ] || $(bench_dir)/recs sample $@ $< $(BENCH_SAMPLE)

# ---- the comparison ---------------------------------------------------------
BENCH_RUN ?= B='$(B)' EML_SUITES='$(EML_SUITES)' bench/run.sh
ifeq ($(wildcard bench/bench_*.c),)
bench:
	$(Q)$(BENCH_RUN)
endif
