# Other readers of mail as judges of what `eml gen` makes; doc/outside.md.
# Included by the Makefile.
OUTSIDE_COUNT  ?= 10000
OUTSIDE_SEED   ?= 0
OUTSIDE_PYTHON ?= python3
OUTSIDE_PEERS  ?= python gmime mailparser
OUTSIDE_FLAGS  ?=

outside_src := conformance/outside
outside_dir := $(B)/outside
outside_skip = { echo '********************************************************************'; \
                 echo '*** SKIPPED: $(1)'; \
                 echo '********************************************************************'; }

# Each leaves $(outside_dir)/NAME.peer, the command that runs it, or nothing.
outside_peers := $(OUTSIDE_PEERS:%=$(outside_dir)/%.peer)
.PHONY: outside outside-run $(outside_peers)
outside: $(program) $(outside_peers)
	$(Q)if ! command -v $(OUTSIDE_PYTHON) >/dev/null 2>&1; then \
	  $(call outside_skip,no other reader is asked: there is no $(OUTSIDE_PYTHON)); \
	else set -e; \
	  $(program) gen --seed $(OUTSIDE_SEED) --count $(OUTSIDE_COUNT) --profile all \
	    --labels --format jsonl --out $(outside_dir)/messages.jsonl; \
	  PYTHONDONTWRITEBYTECODE=1 $(OUTSIDE_PYTHON) $(outside_src)/outside.py \
	    --labels $(outside_dir)/messages.jsonl --corpus corpus \
	    --keep $(outside_dir)/unexplained $$(cat $(outside_peers)) $(OUTSIDE_FLAGS); fi

$(outside_dir)/python.peer:
	@mkdir -p $(@D)
	$(Q)rm -f $@; for policy in default strict; do \
	  echo "--peer $(OUTSIDE_PYTHON) $(outside_src)/peer_python.py $$policy"; done >$@

$(outside_dir)/gmime.peer: $(outside_src)/outside_gmime.c
	@mkdir -p $(@D)
	$(Q)rm -f $@; : >$@; if pkg-config --exists gmime-3.0 jansson 2>/dev/null; then \
	  $(CC) -std=c11 $(warn) $(if $(WERROR),-Werror) -O2 -g \
	    $$(pkg-config --cflags gmime-3.0 jansson | sed 's/-I/-isystem /g') \
	    -o $(outside_dir)/outside_gmime $< $$(pkg-config --libs gmime-3.0 jansson) && \
	  echo '--peer $(outside_dir)/outside_gmime' >$@; \
	else $(call outside_skip,GMime is not asked: pkg-config knows no gmime-3.0); fi

# mail-parser 1.0 declares a compiler newer than it needs: 1.95 builds it.
$(outside_dir)/mailparser.peer: $(wildcard $(outside_src)/peer_mailparser/Cargo.* $(outside_src)/peer_mailparser/src/*.rs)
	@mkdir -p $(@D)
	$(Q)rm -f $@; : >$@; if ! command -v $(CARGO) >/dev/null 2>&1; then \
	  $(call outside_skip,mail-parser is not asked: there is no $(CARGO)); \
	elif $(CARGO) build -q --release --locked --ignore-rust-version \
	    --manifest-path $(outside_src)/peer_mailparser/Cargo.toml --target-dir $(outside_dir)/cargo; then \
	  echo '--peer $(outside_dir)/cargo/release/outside_mailparser' >$@; \
	else $(call outside_skip,mail-parser is not asked: cargo could not build it); fi

## spf-peers: what pyspf and libspf2 say of SPF_PEERS (100000) derived records
# (packages python3-spf, libspf2-dev); a difference without a ruling fails.
SPF_PEERS       ?= 100000
SPF_PEERS_SEED  ?= 2
SPF_PEERS_PYTHON ?= $(firstword $(foreach p,python3 /usr/bin/python3,\
  $(shell $(p) -c 'import spf' >/dev/null 2>&1 && echo $(p))))
spf_peers := $(outside_dir)/spf_peers
.PHONY: spf-peers
spf-peers: $(lib) $(oslib)
	@mkdir -p $(outside_dir)
	$(Q)if ! echo '#include <spf2/spf.h>' | $(CC) -E - >/dev/null 2>&1; then \
	  $(call outside_skip,there is no libspf2 (package libspf2-dev)); \
	elif [ -z '$(SPF_PEERS_PYTHON)' ]; then \
	  $(call outside_skip,there is no pyspf (package python3-spf)); \
	else set -e; \
	  $(CC) -std=c11 -D_DEFAULT_SOURCE $(warn) -Wno-strict-prototypes $(if $(WERROR),-Werror) -O2 -g \
	    -I. -Iinclude -o $(spf_peers) $(outside_src)/spf_peers.c $(oslib) $(lib) \
	    -lspf2 $(OS_LIBS); \
	  $(spf_peers) $(SPF_PEERS) $(SPF_PEERS_SEED) | PYTHONDONTWRITEBYTECODE=1 \
	    $(SPF_PEERS_PYTHON) $(outside_src)/spf_peers.py --keep $(outside_dir)/spf_unruled.jsonl; fi
