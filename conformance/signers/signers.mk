# DKIM across implementations; doc/signers.md. Included by the Makefile.
SIGNERS_COUNT  ?= 1000
SIGNERS_SEED   ?= 0
SIGNERS_PYTHON ?= python3
SIGNERS_PEERS  ?= dkimpy mailauth opendkim

signers_src := conformance/signers
signers_dir := $(B)/signers
signers_skip = { echo '********************************************************************'; \
                 echo '*** SKIPPED: $(1)'; \
                 echo '********************************************************************'; }

# Each leaves $(signers_dir)/NAME.peer, the command that runs it, or nothing.
signers_peers := $(SIGNERS_PEERS:%=$(signers_dir)/%.peer)
.PHONY: signers $(signers_peers)
signers: $(program) $(signers_peers)
	$(Q)if ! command -v $(SIGNERS_PYTHON) >/dev/null 2>&1; then \
	  $(call signers_skip,no other signer is asked: there is no $(SIGNERS_PYTHON)); \
	else set -e; rm -rf $(signers_dir)/mail; \
	  $(program) gen --seed $(SIGNERS_SEED) --count $(SIGNERS_COUNT) --profile mime \
	    --format dir --out $(signers_dir)/mail; rm -f $(signers_dir)/mail/*.json; \
	  PYTHONDONTWRITEBYTECODE=1 $(SIGNERS_PYTHON) $(signers_src)/signers.py \
	    --eml $(program) --mail $(signers_dir)/mail --work $(signers_dir) \
	    $$(cat $(signers_peers)); fi

$(signers_dir)/dkimpy.peer:
	@mkdir -p $(@D)
	$(Q)rm -f $@; : >$@; if [ -x $(signers_dir)/venv/bin/python ] || \
	    { $(SIGNERS_PYTHON) -m venv $(signers_dir)/venv && \
	      $(signers_dir)/venv/bin/pip -q install dkimpy==1.1.8 pynacl; }; then \
	  echo '--peer dkimpy $(signers_dir)/venv/bin/python $(signers_src)/peer_dkimpy.py' >$@; \
	else $(call signers_skip,dkimpy is not asked: it could not be installed); fi

$(signers_dir)/mailauth.peer:
	@mkdir -p $(@D)/npm
	$(Q)rm -f $@; : >$@; if command -v npm >/dev/null 2>&1 && \
	    { [ -d $(@D)/npm/node_modules/mailauth ] || \
	      npm install --silent --no-audit --no-fund --prefix $(@D)/npm mailauth@7.1.0; }; then \
	  echo '--peer mailauth env EML_NPM=$(@D)/npm node $(signers_src)/peer_mailauth.mjs' >$@; \
	else $(call signers_skip,mailauth is not asked: there is no npm, or it could not be installed); fi

$(signers_dir)/opendkim.peer: $(signers_src)/signer_opendkim.c
	@mkdir -p $(@D)
	$(Q)rm -f $@; : >$@; if pkg-config --exists opendkim 2>/dev/null; then \
	  $(CC) -std=c11 -D_DEFAULT_SOURCE $(warn) $(if $(WERROR),-Werror) -O2 -g \
	    $$(pkg-config --cflags opendkim | sed 's/-I/-isystem /g') \
	    -o $(@D)/signer_opendkim $< $$(pkg-config --libs opendkim) && \
	  echo '--peer opendkim $(@D)/signer_opendkim' >$@; \
	else $(call signers_skip,libopendkim is not asked: pkg-config knows no opendkim); fi
