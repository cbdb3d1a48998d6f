# make run: dump to shards to a short training run. make test: every test. Both set up what is missing.
SHELL := /bin/bash
PYTHON := python3
YULIAO := .build/release/yuliao
PACKAGES := g++ libbz2-dev libexpat1-dev libicu-dev libopencc-dev libsqlite3-dev libssl-dev \
	libzstd-dev pkg-config python3-pip python3-venv sqlite3 zlib1g-dev
SETTINGS := --explicit-target-dependency-import-check error
RELEASE := --static-swift-stdlib --omit-frame-pointers
LIBRARIES := Corpus Segmentation Tokenization Instances Shards Torch Training Inspector

.PHONY: setup build run test lint bench conformance docs clean

# Everything the others need: Debian's libraries, libtorch, jieba's dictionary.
setup:
	@PYTHON=$(PYTHON) .ci/setup $(PACKAGES)

# The tool takes in all libraries but C's own: at each start there are nineteen fewer to open.
build: setup
	@STATIC=1 swift build -c release $(SETTINGS) $(RELEASE)

# The main job on the sample corpus with the default pipeline.yaml.
run: build
	@$(YULIAO) run

test: setup
	@swift build --build-tests $(SETTINGS)
	@swift test --skip-build $(SETTINGS)

# The gate: format, file length, undeclared imports; a warning is an error in every build.
lint: setup
	@swift format lint --strict --recursive Package.swift Sources Tests
	@.ci/check-length
	@swift build --build-tests $(SETTINGS)

# Speed beside the peers, in one run.
bench: build .deps/peers/done
	@Benchmarks/run $(YULIAO) .deps/peers/bin/python

# Large comparisons with the reference programs, on ../shared/data where it is there.
conformance: build .deps/peers/done
	@Tests/conformance/run $(YULIAO) .deps/peers/bin/python

.deps/peers/done: Tests/conformance/requirements.txt
	@echo "setup: the reference programs (1.3 GB, some minutes), by pip into .deps/peers"
	@$(PYTHON) -m venv .deps/peers
	@.deps/peers/bin/pip install --quiet --disable-pip-version-check -r $< || \
		{ echo "setup: pip could not fetch them; is PyPI reachable?" >&2; exit 1; }
	@touch $@

# The reference of the library targets, as web pages: build/docs/<target>.
docs: setup
	@mkdir -p build/docs
	@for target in $(LIBRARIES); do \
		DOCC=1 swift package --allow-writing-to-directory build/docs generate-documentation \
			--target $$target --output-path build/docs/$$target \
			--transform-for-static-hosting --hosting-base-path $$target || exit; \
	done
	@echo "docs: serve build/docs over HTTP and open /Corpus/documentation/corpus"

clean:
	@rm -rf .build build
