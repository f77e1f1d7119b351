# Everything a developer types. Needs Go and nothing else; npm is used where it
# is there.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# Where git does not trust the folder, as in a container with another user, go
# would refuse to build with the commit in it.
BUILDVCS ?= $(shell git status >/dev/null 2>&1 && echo auto || echo false)
LDFLAGS  = -s -w -funcalign=1 -X mailasset/internal/cli.version=$(VERSION)
PACKAGES = ./...
# What makes the program small and quick to start, measured on linux/amd64: no C
# library (no dynamic linker, 20 % less CPU); no tracing pages of gRPC; HTTP/1.1
# only, which is all that a few requests need; no inlining, for the program waits
# for networks and people; functions packed closely.
LEAN = -tags grpcnotrace,nethttpomithttp2 -gcflags=all=-l
# By count: with a time, Go 1.26 now and then fails a target when it is up
# (go.dev/issue/75804).
FUZZTIME ?= 2000x

.PHONY: run test build race lint fuzz-short bench clean

run: build ## the whole procedure, unattended, against the built-in lab
	@echo "The lab plays Google, Gmail, Webex Connect and the human; every step is shown as an admin would see it."
	@./bin/mailasset setup --lab --yes --out bin/support.asset.json

test: ## every test; those against npm's servers run where npm is there
	$(GO) test $(PACKAGES)

build:
	CGO_ENABLED=0 $(GO) build -buildvcs=$(BUILDVCS) -trimpath $(LEAN) -ldflags '$(LDFLAGS)' -o bin/mailasset ./cmd/mailasset

race:
	$(GO) test -race $(PACKAGES)

lint:
	@test -z "$$(gofmt -l cmd internal)" || { gofmt -l cmd internal; echo 'run gofmt -w on these'; exit 1; }
	$(GO) vet $(PACKAGES)
	$(GO) tool -modfile=tools/go.mod staticcheck $(PACKAGES)

fuzz-short: ## each fuzz target for a moment (FUZZTIME)
	@$(GO) test -list '^Fuzz' $(PACKAGES) | awk '/^Fuzz/ {f[n++]=$$1} /^ok/ {for (i=0;i<n;i++) print $$2, f[i]; n=0}' | \
	while read package target; do \
		echo "$$package $$target"; \
		$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x "$$package" || exit 1; \
	done

bench:
	$(GO) test -run '^$$' -bench . -benchmem $(PACKAGES)

clean:
	rm -rf bin
